package io.sluice.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.browser.Visit.Window;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nobody sees a plan before they have said who they are, and then what their roles allow. */
@ExtendWith(Stage.class)
final class SignInTest {
    @Test
    void whoeverIsUnknownSignsInAndComesBackToThePageThatTheyWanted(Chromium chromium, House house) {
        try (Visit visit = Visit.unknown(chromium, Window.WIDE)) {
            visit.page().navigate(house.url("/revert"));
            visit.page().waitForURL("**/login?to=%2Frevert");

            visit.page().fill("#token", "a guess");
            visit.page().click("button.primary");
            assertThat(visit.until("[role=alert]", text -> !text.isEmpty())).doesNotContain("a guess");

            visit.page().fill("#token", House.TOKEN);
            visit.page().click("button.primary");
            visit.page().waitForURL("**/revert");
            visit.page().waitForSelector(".card");

            visit.page().click("text=Sign out");
            visit.page().waitForURL("**/login");
            visit.page().navigate(house.url("/"));
            visit.page().waitForURL("**/login?to=%2F");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https%3A%2F%2Fevil.example%2F",
                "%2F%2Fevil.example",
                "%2F%5Cevil.example",
                "%2F%09%2Fevil.example",
                "%2F%0A%2Fevil.example",
                "%2F%0D%5Cevil.example"
            })
    void nobodyIsLedToAnotherSite(String to, Chromium chromium, House house) {
        try (Visit visit = Visit.unknown(chromium, Window.WIDE)) {
            visit.page().navigate(house.url("/login?to=" + to));
            visit.page().fill("#token", House.TOKEN);
            visit.page().click("button.primary");
            visit.page().waitForURL(house.url("/"));
        }
    }

    @Test
    void whoMayOnlyLookIsOfferedNothingElse(Chromium chromium, House house) {
        String plan = house.submit(Plans.checkout("60s"));
        house.await(plan, "baking");
        try (Visit visit = Visit.unknown(chromium, Window.WIDE)) {
            visit.page().navigate(house.url("/plans/" + plan));
            visit.page().waitForURL("**/login?to=*");
            visit.page().fill("#token", House.ONLOOKERS_TOKEN);
            visit.page().click("button.primary");
            visit.page().waitForURL("**/plans/" + plan);
            visit.page().waitForSelector(".timeline canvas");
            assertThat(visit.page().locator(".moves button:enabled").count()).isZero();
            assertThat(house.plan(plan).path("state").asText()).isEqualTo("baking");
        } finally {
            house.putAllBack();
        }
    }
}
