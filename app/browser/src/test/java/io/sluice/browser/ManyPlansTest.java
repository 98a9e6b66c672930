package io.sluice.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Now with ten thousand plans; it makes them, so it is the last class to run. */
@ExtendWith(Stage.class)
@Order(Integer.MAX_VALUE)
final class ManyPlansTest {
    private static final int PLANS = Integer.getInteger("browser.plans", 10_000);
    private static final int AT_ONCE = 4;

    @Test
    void ofTenThousandPlansFewAreDrawnAndEachIsFound(Chromium chromium, House house) throws Exception {
        submitAll(house);
        try (Visit visit = Visit.to(chromium, house, "/")) {
            visit.page().waitForSelector(".plan");
            double painted = number(visit, "performance.getEntriesByName('first-contentful-paint')[0].startTime");
            double plans = number(visit, "performance.getEntriesByName('sluice-first-plans')[0].startTime");
            visit.until(
                    ".tab[aria-current] b", text -> text.replaceAll("\\D", "").equals(String.valueOf(PLANS)));
            double all = number(visit, "performance.now()");
            double elements = number(visit, "document.querySelectorAll('*').length");
            System.err.printf(
                    "Now with %,d plans: first paint %.0f ms, first plans %.0f ms, all of them after %.0f ms, %.0f elements%n",
                    PLANS, painted, plans, all, elements);
            assertThat(elements).as("elements for %d plans", PLANS).isLessThan(3_000);

            // The last one is there for who scrolls, and for who filters.
            visit.page().evaluate("window.scrollTo(0, document.body.scrollHeight)");
            visit.page().waitForTimeout(500);
            visit.page().evaluate("window.scrollTo(0, document.body.scrollHeight)");
            visit.until("[aria-setsize]:last-child", text -> !text.isEmpty());
            visit.page().locator("#search").fill("paper-" + (PLANS - 1));
            visit.until(".found", text -> text.startsWith("1 plan of"));
        }
    }

    private static double number(Visit visit, String script) {
        return ((Number) visit.page().evaluate(script)).doubleValue();
    }

    private static void submitAll(House house) throws Exception {
        String start = Instant.now()
                .plus(30, ChronoUnit.DAYS)
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
        try (ExecutorService many = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<String>> submitted = IntStream.range(0, PLANS)
                    .mapToObj(i -> many.submit(() -> house.submit(Plans.paper(
                            i,
                            "paper-" + i,
                            "steps: [{ramp: {start: 10, end: 100, by: 10, bake: 10m}}]\nschedule: {startAt: \"" + start
                                    + "\"}"))))
                    .toList();
            for (Future<String> one : submitted) {
                one.get();
            }
        }
    }
}
