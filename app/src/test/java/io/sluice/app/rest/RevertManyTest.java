package io.sluice.app.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The emergency revert of many plans. */
class RevertManyTest {
    @RegisterExtension
    static final Service SERVICE = Service.usual();

    private static String baking(String team) {
        String id =
                SERVICE.submit(PlanText.of(SERVICE.newRoute()).with("/labels", "{\"team\": \"%s\"}".formatted(team)));
        SERVICE.awaitBaking(id);
        return id;
    }

    private static JsonNode revert(String body) {
        Reply reply = SERVICE.post("/api/v1/revert", body);
        assertThat(reply.status()).as("%s", reply).isEqualTo(200);
        return reply.json();
    }

    @Test
    void by_labels_plans_provider_and_all() {
        String a = baking("a");
        String b = baking("b");
        String c = baking("c");

        assertThat(revert("{\"plans\": []}").path("asked").asInt()).isZero();
        assertThat(revert("{\"provider\": \"other\"}").path("asked").asInt()).isZero();
        assertThat(revert("{\"labels\": {\"team\": \"none\"}}").path("asked").asInt())
                .isZero();

        JsonNode first = revert("{\"labels\": {\"team\": \"a\"}, \"reason\": \"x\"}");
        assertThat(first.path("plans").findValuesAsText("plan")).containsExactly(a);
        assertThat(first.path("plans")
                        .path(0)
                        .path("routes")
                        .path(0)
                        .path("observed")
                        .path("blue")
                        .asInt())
                .isEqualTo(100);
        assertThat(revert("{\"plans\": [\"%s\", \"%s\"]}".formatted(b, b))
                        .path("asked")
                        .asInt())
                .as("one plan named twice")
                .isEqualTo(1);
        assertThat(revert("{\"provider\": \"cloud\"}").path("plans").findValuesAsText("plan"))
                .contains(c);
        JsonNode all = revert("{\"all\": true}");
        assertThat(all.path("back")).isEqualTo(all.path("asked"));
    }

    @Test
    void plans_that_have_just_ended_only_if_asked() {
        String id = baking("ended");
        SERVICE.post("/api/v1/plans/" + id + "/cancel", "");

        assertThat(revert("{\"labels\": {\"team\": \"ended\"}}").path("asked").asInt())
                .isZero();
        JsonNode account = revert("{\"labels\": {\"team\": \"ended\"}, \"endedWithin\": \"1h\"}")
                .path("plans")
                .path(0);
        assertThat(account.path("plan").asText()).isEqualTo(id);
        assertThat(account.path("revertedBy").asText()).isNotEqualTo(id);
        assertThat(account.path("back").asBoolean()).isTrue();
    }

    @Test
    void row_56_what_a_later_plan_has_taken_over_is_nothing_to_wait_for() {
        String route = SERVICE.newRoute();
        String earlier = SERVICE.submit(PlanText.of(route).with("/labels", "{\"team\": \"taken\"}"));
        SERVICE.awaitBaking(earlier);
        SERVICE.post("/api/v1/plans/" + earlier + "/cancel", "");
        SERVICE.cloud().route(route, Map.of(route + "-blue", 100, route + "-green", 0));
        String later = SERVICE.submit(PlanText.of(route).with("/labels", "{\"team\": \"taken\"}"));
        SERVICE.awaitBaking(later);

        JsonNode account = revert("{\"labels\": {\"team\": \"taken\"}, \"endedWithin\": \"1h\"}");

        assertThat(account.path("asked").asInt()).isEqualTo(2);
        assertThat(account.path("back").asInt()).isEqualTo(1);
        for (JsonNode one : account.path("plans")) {
            boolean taken = one.path("plan").asText().equals(earlier);
            assertThat(one.path("back").asBoolean()).isEqualTo(!taken);
            assertThat(one.path("state").asText())
                    .isIn(taken ? List.of("cancelled") : List.of("reverting", "reverted"));
            assertThat(one.at("/problem/plan").asText()).isEqualTo(taken ? later : "");
        }
    }

    @ParameterizedTest(name = "{0} is refused at {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}|``",
                "{\"all\": false}|``",
                "{\"all\": \"true\"}|/all",
                "{\"all\": 1}|/all",
                "{\"All\": true}|/All",
                "{\"labels\": []}|/labels",
                "{\"labels\": {}}|``",
                "{\"labels\": {\"a\": 1}}|/labels/a",
                "{\"provider\": \"nowhere\"}|/provider",
                "{\"provider\": 1}|/provider",
                "{\"plans\": \"x\"}|/plans",
                "{\"plans\": [\"x\"]}|/plans/0",
                "{\"plans\": [1]}|/plans/0",
                "{\"all\": true, \"plans\": []}|/plans",
                "{\"all\": true, \"endedWithin\": \"soon\"}|/endedWithin",
                "{\"endedWithin\": \"1h\"}|``",
                "{\"all\": true, \"exact\": \"no\"}|/exact"
            })
    void row56Refused(String body, String pointer) {
        SERVICE.post("/api/v1/revert", body).isProblemAt(422, pointer);
    }
}
