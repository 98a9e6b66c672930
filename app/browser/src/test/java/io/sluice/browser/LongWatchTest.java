package io.sluice.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a page that somebody leaves open keeps while plans move: {@code mvn -q -Pbrowser -Dtest=LongWatchTest -Dbrowser.minutes=30}. */
@ExtendWith(Stage.class)
final class LongWatchTest {
    private static final int MINUTES = Integer.getInteger("browser.minutes", 0);
    private static final int PLANS = 40;

    /** Until the page has drawn what it draws, and has been compiled. */
    private static final int MINUTES_TO_WARM_UP = 3;

    private record Kept(long heapBytes, long elements) {}

    @Test
    void aPageThatIsLeftOpenKeepsNoMoreFromMinuteToMinute(Chromium chromium, House house) {
        if (MINUTES < 2 * MINUTES_TO_WARM_UP) {
            Assumptions.abort("a page is left open for half an hour only with -Dbrowser.minutes=30");
        }
        for (int i = 0; i < PLANS; i++) {
            house.submit(Plans.paper(i, "paper-" + i, "steps: [{ramp: {start: 1, end: 100, by: 1, bake: 20s}}]"));
        }
        try (Visit visit = Visit.to(chromium, house, "/")) {
            visit.page().waitForSelector(".plan");
            List<Kept> minutes = new ArrayList<>();
            for (int minute = 1; minute <= MINUTES; minute++) {
                visit.page().waitForTimeout(60_000);
                minutes.add(kept(visit));
                System.err.printf(
                        "Now with %d plans that move, minute %d: %.1f MB, %d elements%n",
                        PLANS, minute, minutes.getLast().heapBytes() / 1e6, minutes.getLast().elements());
            }
            assertThat(visit.page().locator(".live[data-state=live]").count()).isEqualTo(1);
            Kept warm = minutes.get(MINUTES_TO_WARM_UP - 1);
            assertThat(minutes.getLast().heapBytes()).isLessThan(warm.heapBytes() + warm.heapBytes() / 4);
            assertThat(minutes.getLast().elements()).isLessThan(warm.elements() + warm.elements() / 4);
        } finally {
            house.putAllBack();
        }
    }

    /** What is left after garbage has been collected. */
    private static Kept kept(Visit visit) {
        visit.page().evaluate("gc()");
        return new Kept(
                number(visit, "performance.memory.usedJSHeapSize"),
                number(visit, "document.querySelectorAll('*').length"));
    }

    private static long number(Visit visit, String script) {
        return ((Number) visit.page().evaluate(script)).longValue();
    }
}
