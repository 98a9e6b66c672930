package io.sluice.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions.HasCountOptions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What people do with the dashboard, done. */
@ExtendWith(Stage.class)
final class DashboardTest {
    /** From here on nobody else has plans on paper. */
    private static final int SPARE_ROUTES = House.PAPER_ROUTES - 10;

    @AfterEach
    void putAllBack(House house) {
        house.putAllBack();
    }

    @Test
    void aBadPlanIsReadAtItsLinesAGoodOneIsStartedWatchedAndPutBack(Chromium chromium, House house) {
        try (Visit visit = Visit.to(chromium, house, "/")) {
            Page page = visit.page();
            page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Submit a plan"))
                    .click();

            // A bad one: each fault has its line.
            String good = Plans.checkout("20s");
            page.locator("#plan")
                    .fill(good.replace("percent: 25", "percent: 250").replace("error-rate", "error-rat"));
            button(page, "Check and preview").click();
            String faults = visit.until("#faults", text -> text.contains("Line"));
            assertThat(faults)
                    .contains("2 faults")
                    .contains("Line " + line(good, "percent: 25"))
                    .contains("/steps/0/setWeight/percent")
                    .contains("must be at most 100, not 250")
                    .contains("Line " + line(good, "error-rate"));
            assertThat(page.locator(".numbers .wrong").allInnerTexts())
                    .containsExactly("✕ " + line(good, "percent: 25"), "✕ " + line(good, "error-rate"));

            // A good one: first what it would do, then exactly that.
            page.locator("#plan").fill(good);
            button(page, "Check and preview").click();
            visit.until(
                    ".preview", text -> text.contains("What checkout-eu-to-us would do") && text.contains("us 25 %"));
            assertThat(house.get("/api/v1/plans?state=scheduled&state=shifting&state=baking")
                            .json()
                            .path("plans"))
                    .as("nothing was started by looking")
                    .isEmpty();
            button(page, "Start exactly this").click();
            page.waitForURL("**/plans/pl_*");
            String id = page.url().substring(page.url().lastIndexOf('/') + 1);

            // Its bar moves.
            visit.until(".where .split", text -> text.contains("us 25 %"));
            assertThat(width(page, 1)).as("the bar, drawn").isBetween(0.2, 0.3);
            assertThat(page.locator(".timeline canvas").count())
                    .as("state, route and two gates")
                    .isEqualTo(4);
            visit.until(".where .split", text -> text.contains("us 100 %"));

            // Back: in one move to the page, one confirmation that names it, and then told until it is.
            page.keyboard().press("Alt+KeyR");
            page.waitForURL("**/revert?plan=*");
            visit.until(".changes", text -> text.contains("edge"));
            assertThat(page.locator(".changes").innerText().replaceAll("\\s+", " "))
                    .isEqualTo("edge eu 0 %, us 100 % → eu 100 %, us 0 %");
            button(page, "Put 1 plan, 1 route back now").click();
            visit.until("h1", text -> text.contains("1 route is back"));
            assertThat(page.locator(".account .back").innerText()).contains("edge", "eu 100 %, us 0 %", "back");
            assertThat(house.plan(id).at("/routes/0/observed/us").asInt()).isZero();

            // And Now tells of it, once no late call can land any more.
            page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("See all plans"))
                    .click();
            page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(Pattern.compile("^Ended")))
                    .click();
            visit.until(
                    "#rows",
                    text -> text.contains("checkout-eu-to-us")
                            && text.contains("Put back")
                            && text.contains("eu 100 %"));
        }
    }

    @Test
    void aPlanIsPausedWithAReasonAndResumed(Chromium chromium, House house) {
        String id = house.submit(Plans.checkout("5m"));
        house.await(id, "baking");
        try (Visit visit = Visit.to(chromium, house, "/plans/" + id)) {
            Page page = visit.page();
            button(page, "Pause…").click();
            button(page, "Pause").click(); // a reason is required, and so nothing happens
            assertThat(house.plan(id).path("state").asText()).isNotEqualTo("held");
            page.locator("dialog textarea").fill("lunch <b>break</b>");
            button(page, "Pause").click();
            PlaywrightAssertions.assertThat(page.locator("dialog"))
                    .hasCount(0, new HasCountOptions().setTimeout(20_000));
            visit.until(".why", text -> text.contains("lunch <b>break</b>"));
            visit.until(".journal", text -> text.contains("Paused: lunch <b>break</b>"));
            button(page, "Resume…").click();
            page.locator("dialog textarea").fill("rested");
            button(page, "Resume").click();
            visit.until(".journal", text -> text.contains("Resumed: rested"));
        }
    }

    @Test
    void whatNeedsSomebodyStandsFirst(Chromium chromium, House house) {
        String drifted = house.submit(Plans.checkout("5m"));
        String calm = house.submit(Plans.search());
        house.await(drifted, "baking");
        house.sandbox()
                .strangerSetsWeights(
                        "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/checkout/4d2f8c1a9b3e7605/a1d0c3b2f5e49687",
                        Map.of("checkout-eu", 1, "checkout-us", 1));
        house.await(drifted, "held");
        try (Visit visit = Visit.to(chromium, house, "/")) {
            visit.until(".summary", text -> text.contains("1 plan needs somebody"));
            assertThat(visit.page().locator(".plan h3").allInnerTexts())
                    .containsSubsequence("checkout-eu-to-us", "search-overnight");
            assertThat(visit.page().locator(".plan").first().innerText())
                    .contains("Held: drift")
                    .contains("us 50 %")
                    .contains("not as wanted: eu 75 %, us 25 %");
            assertThat(visit.page().title()).startsWith("(1)");
        }
        assertThat(calm).isNotEqualTo(drifted);
    }

    @Test
    void whoWasNotToldWhoTheyAreAsksAgainWhenItMatters(Chromium chromium, House house) {
        String id = house.submit(Plans.checkout("5m"));
        house.await(id, "baking");
        try (Visit visit = Visit.to(chromium, house, "/login")) {
            Page page = visit.page();
            AtomicInteger asked = new AtomicInteger();
            page.route("**/api/v1/me", route -> {
                switch (asked.incrementAndGet()) {
                    case 1 -> route.abort();
                    case 2 -> answer(route, 429, "{}");
                    case 3 -> answer(route, 200, "{\"csrf\": \"of another login\"}");
                    default -> route.resume();
                }
            });
            page.navigate(house.url("/plans/" + id)); // its frame and the page ask together: once
            visit.until(".where", text -> text.contains("us 25 %"));
            button(page, "Pause…").click();
            page.locator("dialog textarea").fill("too early");
            // No answer to show, and so refused; asked again, and refused with the wrong one: then it is for people to
            // try again.
            button(page, "Pause").click();
            visit.until("dialog [role=alert]", text -> text.contains("X-CSRF-Token"));
            button(page, "Pause").click();
            visit.until(".journal", text -> text.contains("Paused: too early"));
            assertThat(asked.get()).isEqualTo(4);
        }
    }

    @Test
    void onlyWhatSomebodyMayPutBackIsChosenForThem(Chromium chromium, House house) {
        String theirs = house.submit(paper("payments-paper", 1, "payments"));
        String others = house.submit(paper("search-paper", 2, "search"));
        house.await(theirs, "baking");
        house.await(others, "baking");
        try (Visit visit = Visit.to(chromium, house, "/login")) {
            Page page = visit.page();
            page.route("**/api/v1/me", route -> {
                APIResponse response = route.fetch();
                ObjectNode who = (ObjectNode) json(response.text());
                who.putArray("grants").addObject().put("role", "viewer").putObject("labels");
                who.withArray("grants")
                        .addObject()
                        .put("role", "operator")
                        .putObject("labels")
                        .put("team", "payments");
                answer(route, 200, who.toString());
            });
            page.navigate(house.url("/revert"));
            visit.until(".go", text -> text.contains("Put 1 plan, 1 route back now"));
            Locator other = page.locator(".choice").filter(new Locator.FilterOptions().setHasText("search-paper"));
            assertThat(other.locator("input").isDisabled()).isTrue();
            assertThat(other.locator("input").isChecked()).isFalse();
            assertThat(other.locator("label").getAttribute("title")).startsWith("Not yours to put back");
            button(page, "None").click();
            visit.until(".go", text -> text.contains("Put 0 plans, 0 routes back now"));
            button(page, "All").click();
            button(page, "Put 1 plan, 1 route back now").click();
            visit.until("h1", text -> text.contains("1 route is back"));
            assertThat(house.plan(others).path("state").asText()).isEqualTo("baking");
        }
    }

    @Test
    void anOrderThatIsRefusedHidesNothingOfOneThatIsNot(Chromium chromium, House house) {
        String id = house.submit(paper("payments-paper", 1, "payments"));
        house.await(id, "baking");
        try (Visit visit = Visit.to(chromium, house, "/login")) {
            Page page = visit.page();
            // So many plans that they take two orders; all of the first are gone by the time that they are ordered
            // back.
            page.route(Pattern.compile(".*/api/v1/plans\\?.*"), route -> {
                ObjectNode list = (ObjectNode) json(route.fetch().text());
                ObjectNode real = (ObjectNode) list.path("plans").get(0);
                ArrayNode plans = list.putArray("plans");
                for (int i = 0; i < 1_000; i++) {
                    plans.add(real.deepCopy().put("id", "pl_%026d".formatted(i)).put("name", "gone-" + i));
                }
                plans.add(real);
                list.putNull("next");
                answer(route, 200, list.toString());
            });
            page.navigate(house.url("/revert"));
            button(page, "Put 1,001 plans, 1,001 routes back now").click();
            String told = visit.until("[role=alert]", text -> text.contains("1,000 plans not ordered back"));
            assertThat(told).doesNotContain("All");
            visit.until(".account .back", text -> text.contains("payments-paper"));
            assertThat(page.locator("h1").innerText()).contains("Going back: 1 of 1 route");
            assertThat(house.plan(id).path("state").asText()).isIn("reverting", "reverted");

            // Once more, and this time they are there.
            page.route("**/api/v1/revert?*", route -> answer(route, 200, "{\"plans\": []}"));
            button(page, "Order these again").click();
            visit.until("h1", text -> text.contains("All 1 route is back"));
            assertThat(page.locator("[role=alert]").count()).isZero();
        }
    }

    @Test
    void aRouteThatALaterPlanHasIsToldAndEndsTheWait(Chromium chromium, House house) {
        String earlier = house.submit(paper("earlier", 3, "payments").replace("percent: 10, bake: 10m", "percent: 100, bake: 1s"));
        house.await(earlier, "completed");
        String later = house.submit(paper("later", 3, "payments").replace("from: blue", "from: green").replace("to: green", "to: blue"));
        house.await(later, "baking");
        try (Visit visit = Visit.to(chromium, house, "/revert?plan=" + earlier)) {
            button(visit.page(), "Put 1 plan, 1 route back now").click();
            String told = visit.until("h1", text -> text.contains("1 plan is not"));
            assertThat(told).contains("0 routes are back, 1 plan is not: Another plan owns the route by now");
            assertThat(visit.page().locator("[role=alert]").innerText()).contains("earlier");
        }
    }

    @Test
    void aPageForWhichThereIsNoStreamAsksAndListensOnceThereIs(Chromium chromium, House house) {
        try (Visit visit = Visit.to(chromium, house, "/login")) {
            Page page = visit.page();
            AtomicBoolean full = new AtomicBoolean(true);
            page.route("**/api/v1/events", route -> {
                if (full.get()) {
                    answer(route, 503, "{}");
                } else {
                    route.resume();
                }
            });
            page.navigate(house.url("/"));
            visit.until(".live", text -> text.equals("Live, every 2 s"));
            house.submit(paper("unheard", 4, "payments"));
            visit.until("#rows", text -> text.contains("unheard"));
            assertThat(page.locator("#connection").innerText()).isEmpty();
            full.set(false);
            visit.until(".live", text -> text.equals("Live"));
        }
    }

    private static String paper(String name, int route, String team) {
        return Plans.paper(SPARE_ROUTES + route, name, "steps: [{setWeight: {percent: 10, bake: 10m}}]")
                .replaceFirst("labels: .*", "labels: {team: %s}".formatted(team));
    }

    private static void answer(Route route, int status, String body) {
        route.fulfill(new Route.FulfillOptions()
                .setStatus(status)
                .setContentType("application/json")
                .setBody(body));
    }

    private static JsonNode json(String text) {
        return new House.Answer(200, text).json();
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    /** How much of its bar a side has, as it is drawn. */
    private static double width(Page page, int side) {
        Object width = page.evaluate("""
                (side) => { const bar = document.querySelector('.where .bar');
                  return bar.querySelector(`.seg[data-side="${side}"]`).getBoundingClientRect().width / bar.getBoundingClientRect().width; }
                """, side);
        return ((Number) width).doubleValue();
    }

    private static int line(String text, String words) {
        return (int) text.substring(0, text.indexOf(words))
                        .chars()
                        .filter(c -> c == '\n')
                        .count()
                + 1;
    }
}
