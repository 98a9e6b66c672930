package io.sluice.browser;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A page that does not hear of the service says so. */
@ExtendWith(Stage.class)
final class ConnectionTest {
    @Test
    void aLostConnectionIsSeenAndTold(Chromium chromium, House house) {
        try (Visit visit = Visit.to(chromium, house, "/")) {
            visit.until(".live", text -> text.startsWith("Live"));
            visit.page().context().setOffline(true);
            String told = visit.until("#connection", text -> text.contains("No connection since"));
            assertThat(told).contains("may have changed");
            assertThat(visit.page().locator("#connection").getAttribute("role")).isEqualTo("status");
            assertThat(visit.page().locator(".live").innerText()).isEqualTo("Not connected");
            visit.page().context().setOffline(false);
            visit.until(".live", text -> text.startsWith("Live"));
            visit.until("#connection", String::isEmpty);
        }
    }
}
