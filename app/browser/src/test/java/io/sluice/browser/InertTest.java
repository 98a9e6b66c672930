package io.sluice.browser;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whatever people write is text on every page. */
@ExtendWith(Stage.class)
final class InertTest {
    private static final String SCRIPT =
            "<img src=x onerror=\"window.caught=1\"><script>window.caught=1</script>javascript:caught()";

    @Test
    void row34And67MarkupInEveryFieldIsShownAsItIsWritten(Chromium chromium, House house) {
        String text = House.JSON.getNodeFactory().textNode(SCRIPT).toString();
        String id = house.submit(
                Plans.paper(PAPER, "inert", "steps: [{setWeight: {percent: 10, bake: 10m}}]\ndescription: " + text)
                        .replace("owner: team-", "owner: " + text + " # "));
        house.await(id, "baking");
        house.post("/api/v1/plans/" + id + "/pause", "application/json", "{\"reason\": " + text + "}");
        for (String path : new String[] {
            "/", "/plans/" + id, "/revert", "/revert?plan=" + id, "/plans/%3Cscript%3E", "/login?to=javascript:caught()"
        }) {
            try (Visit visit = Visit.to(chromium, house, path)) {
                visit.page().waitForTimeout(700);
                assertThat(visit.page().evaluate("window.caught")).as(path).isNull();
                assertThat(visit.page().locator("img, main script").count())
                        .as(path)
                        .isZero();
                assertThat(visit.page().locator("a[href^='javascript:']").count())
                        .as(path)
                        .isZero();
            }
        }
        try (Visit visit = Visit.to(chromium, house, "/plans/" + id)) {
            visit.until(".why", shown -> shown.contains(SCRIPT));
            visit.until(".journal", shown -> shown.contains(SCRIPT));
        }
        house.putAllBack();
    }

    private static final int PAPER = House.PAPER_ROUTES - 1;
}
