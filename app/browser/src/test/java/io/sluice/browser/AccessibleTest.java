package io.sluice.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.sluice.browser.Visit.Window;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each page for people who do not see it, or see it small, or have no mouse. */
@ExtendWith(Stage.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AccessibleTest {
    private static final Set<String> HARM = Set.of("serious", "critical");

    private static final String AXE = axe();

    private String plan = "";

    @BeforeAll
    void aPlanIsUnderWay(House house) {
        plan = house.submit(Plans.checkout("10m"));
        house.submit(Plans.search());
        house.await(plan, "baking");
    }

    @AfterAll
    void putAllBack(House house) {
        house.putAllBack();
    }

    record Case(String path, String ready, Window window) {
        @Override
        public String toString() {
            return path + " " + window.name();
        }
    }

    private static Stream<Case> pages() {
        return Stream.of(Window.WIDE, Window.DARK, Window.PHONE, Window.PHONE_DARK, Window.NARROW)
                .flatMap(window -> Stream.of(
                        new Case("/", ".plan", window),
                        new Case("/#ended", ".tab[aria-current]", window),
                        new Case("/plans/{id}", ".timeline canvas", window),
                        new Case("/plans/nobody", ".empty", window),
                        new Case("/revert", ".choice", window),
                        new Case("/submit", "#plan", window),
                        new Case("/login", "#token", window),
                        new Case("/api", ".call", window),
                        new Case("/api#moves_revert", ".call[open]", window)));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void axeFindsNothingSeriousAndNothingIsWiderThanTheWindow(Case one, Chromium chromium, House house) {
        try (Visit visit = Visit.to(chromium, house, one.path().replace("{id}", plan), one.window())) {
            visit.page().waitForSelector(one.ready());
            assertThat(harm(visit)).as(one.toString()).isEmpty();
            Object overflow = visit.page().evaluate("document.documentElement.scrollWidth - window.innerWidth");
            assertThat(((Number) overflow).intValue())
                    .as("pixels too wide: %s", one)
                    .isLessThanOrEqualTo(0);
        }
    }

    @Test
    void axeFindsNothingSeriousInFaultsPreviewsAndDialogs(Chromium chromium, House house) {
        for (Window window : List.of(Window.WIDE, Window.DARK)) {
            try (Visit visit = Visit.to(chromium, house, "/submit", window)) {
                Page page = visit.page();
                page.locator("#plan").fill(Plans.checkout("0s").replace("percent: 25", "percent: -1"));
                page.locator("text=Check and preview").click();
                page.waitForSelector("#faults");
                assertThat(harm(visit)).as("faults").isEmpty();
                page.locator("#plan").fill(Plans.checkout("10s"));
                page.locator("text=Check and preview").click();
                page.waitForSelector(".preview");
                assertThat(harm(visit)).as("preview, which names obstacles").isEmpty();
                page.navigate(house.url("/plans/" + plan));
                page.locator("text=Pause…").click();
                page.waitForSelector("dialog[open]");
                assertThat(harm(visit)).as("dialog").isEmpty();
            }
        }
    }

    /** Axe is evaluated from outside: the page's own policy lets nothing of that kind in. */
    private static List<String> harm(Visit visit) {
        visit.hasSeenEnough();
        Page page = visit.page();
        page.evaluate(AXE);
        String found = (String) page.evaluate(
                "axe.run(document, {resultTypes: ['violations']}).then((found) => JSON.stringify(found.violations))");
        try {
            return StreamSupport.stream(House.JSON.readTree(found).spliterator(), false)
                    .filter(rule -> HARM.contains(rule.path("impact").asText()))
                    .map(rule ->
                            rule.path("id").asText() + ": " + rule.path("help").asText() + " at "
                                    + rule.path("nodes").findValuesAsText("failureSummary")
                                    + rule.path("nodes").findValuesAsText("html"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String axe() {
        try (InputStream in = Objects.requireNonNull(AccessibleTest.class.getResourceAsStream("/axe.min.js"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void everythingIsReachedByKeyboardAndShowsItsFocus(Chromium chromium, House house) {
        try (Visit visit = Visit.to(chromium, house, "/plans/" + plan)) {
            Page page = visit.page();
            page.waitForSelector(".moves button");
            Set<String> reached = new TreeSet<>();
            for (int i = 0; i < 40; i++) {
                page.keyboard().press("Tab");
                Object focused = page.evaluate("""
                        () => { const on = document.activeElement; const style = getComputedStyle(on);
                          const shown = on === document.body || style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 || on.type === 'checkbox';
                          return (shown ? '' : 'UNSEEN ') + on.tagName + ' ' + on.textContent.trim().slice(0, 30); }
                        """);
                reached.add(String.valueOf(focused));
            }
            assertThat(reached).noneMatch(one -> one.startsWith("UNSEEN"));
            assertThat(reached).anyMatch(one -> one.contains("Skip to content"));
            assertThat(reached).anyMatch(one -> one.contains("Promote…"));
            assertThat(reached).anyMatch(one -> one.contains("Revert"));
        }
    }
}
