package io.sluice.app.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Plans among many, and what their looks saw. */
class SummaryTest {
    @RegisterExtension
    static final Service SERVICE = Service.usual();

    private static final String GATE = """
            {"name": "errors", "signal": "error-rate", "every": "1s", "judge": {"max": 1}, "onFail": "hold", "onNoData": "ignore"}""";

    private static PlanText plan() {
        return PlanText.of(SERVICE.newRoute())
                .with("/gates", "[" + GATE + "]")
                .with("/labels", "{\"team\": \"search\"}");
    }

    private static JsonNode page(String more) {
        return SERVICE.get("/api/v1/plans?view=summary" + more).json();
    }

    @Test
    void a_summary_says_of_a_plan_what_the_plan_says() {
        String id = SERVICE.submit(plan());
        SERVICE.awaitBaking(id);
        JsonNode whole = SERVICE.get("/api/v1/plans/" + id).json();
        JsonNode summary = page("").path("plans").get(0);
        for (String field :
                List.of("id", "name", "state", "heldBy", "step", "steps", "progress", "labels", "owner", "version")) {
            assertThat(summary.path(field)).as(field).isEqualTo(whole.path(field));
        }
        assertThat(summary.path("reason").asText()).isNotEmpty();
        assertThat(summary.path("estimatedEnd").asText()).isNotEmpty();
        assertThat(summary.path("nextLookAt").asText()).isNotEmpty();
        JsonNode route = summary.path("routes").get(0);
        assertThat(route.path("name").asText()).isEqualTo("edge");
        assertThat(route.path("desired").path("green").asInt()).isEqualTo(10);
        assertThat(route.path("observed")).isEqualTo(whole.path("routes").get(0).path("observed"));
        JsonNode gate = summary.path("gates").get(0);
        assertThat(gate.path("name").asText()).isEqualTo("errors");
        assertThat(gate.path("verdict").asText()).isNotEmpty();
        assertThat(summary.has("digest")).isFalse();
    }

    /** Whatever is submitted meanwhile is newer than every cursor. */
    @Test
    void row_67_pages_leave_nothing_out_and_tell_nothing_twice_while_plans_are_submitted() {
        List<String> before = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            before.addFirst(SERVICE.submit(plan()));
        }
        List<String> seen = new ArrayList<>();
        String after = "";
        do {
            JsonNode page = page("&label=team=search&limit=2" + after);
            seen.addAll(page.path("plans").findValuesAsText("id"));
            after = "&after=" + page.path("next").asText();
            SERVICE.submit(plan());
        } while (!seen.contains(before.getLast()));
        assertThat(seen).doesNotHaveDuplicates().containsSubsequence(before).startsWith(before.getFirst());
    }

    @Test
    void row_36_and_37_only_what_there_is_can_be_asked_for() {
        SERVICE.get("/api/v1/plans?view=everything").isProblem(400);
        SERVICE.get("/api/v1/plans?view=summary&limit=1001").isProblem(400);
        assertThat(page("&limit=1000").path("plans").isArray()).isTrue();
        SERVICE.get("/api/v1/plans?limit=1000").isProblem(400);
    }

    @Test
    void samples_show_what_the_routes_had_and_the_gates_read() {
        String id = SERVICE.submit(plan());
        SERVICE.awaitBaking(id);
        String path = "/api/v1/plans/" + id + "/samples";
        JsonNode samples = Await.until(
                () -> SERVICE.get(path).json(),
                seen -> seen.at("/routes/edge").size() > 1
                        && seen.at("/routes/edge")
                                        .get(seen.at("/routes/edge").size() - 1)
                                        .path("observed")
                                        .path("green")
                                        .asInt()
                                == 10
                        && !seen.at("/gates/errors").isEmpty());
        JsonNode last =
                samples.at("/routes/edge").get(samples.at("/routes/edge").size() - 1);
        assertThat(last.path("desired").path("green").asInt()).isEqualTo(10);
        assertThat(samples.at("/gates/errors/0/verdict").asText()).isNotEmpty();

        JsonNode since =
                SERVICE.get(path + "?since=" + last.path("at").asText()).json();
        assertThat(since.at("/routes/edge").size())
                .isLessThan(samples.at("/routes/edge").size());
        SERVICE.get(path + "?since=yesterday").isProblem(400);
        SERVICE.get("/api/v1/plans/pl_00000000000000000000000000/samples").isProblem(404);
    }
}
