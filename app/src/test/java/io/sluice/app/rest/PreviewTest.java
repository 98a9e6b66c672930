package io.sluice.app.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.provider.inmemory.Effect;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a plan would do, asked of the real service: it says so, touches nothing, and starts only what was seen. */
class PreviewTest {
    @RegisterExtension
    static final Service SERVICE = Service.usual();

    private static Reply preview(PlanText plan, String... headers) {
        return SERVICE.post("/api/v1/plans/preview", plan.toString(), headers);
    }

    private static Reply submit(PlanText plan, String previewDigest) {
        return SERVICE.post("/api/v1/plans?preview=" + previewDigest, plan.toString());
    }

    private static PlanText quick(String route) {
        return PlanText.of(route)
                .with("/steps", "[{\"setWeight\": 10}, {\"setWeight\": 45}, {\"setWeight\": {\"percent\": 100}}]");
    }

    private static String digest(Reply preview) {
        return preview.json().path("previewDigest").asText();
    }

    @Test
    void what_was_previewed_is_what_is_written() {
        String route = SERVICE.newRoute();
        Reply preview = preview(quick(route));
        assertThat(preview.status()).as("%s", preview).isEqualTo(200);

        Reply submitted = submit(quick(route), digest(preview));
        assertThat(submitted.status()).as("%s", submitted).isEqualTo(201);
        SERVICE.await(submitted.json().path("id").asText(), "completed");

        List<Map<String, Integer>> foreseen = new ArrayList<>();
        preview.json().path("writes").forEach(write -> {
            Map<String, Integer> natives = new TreeMap<>();
            write.path("to")
                    .properties()
                    .forEach(side -> natives.put(
                            route + "-" + side.getKey(), side.getValue().asInt()));
            foreseen.add(natives);
        });
        assertThat(foreseen).hasSize(3);
        assertThat(SERVICE.cloud().effects().stream()
                        .filter(effect -> effect.route().equals(route))
                        .map(Effect::natives))
                .isEqualTo(foreseen);
    }

    @Test
    void it_writes_nothing_and_stores_nothing() {
        String route = SERVICE.newRoute();
        String plans = SERVICE.plans();
        int writes = SERVICE.cloud().writes();

        preview(quick(route));
        preview(quick(route), "Accept", "text/plain");

        assertThat(SERVICE.plans()).isEqualTo(plans);
        assertThat(SERVICE.cloud().writes()).isEqualTo(writes);
        assertThat(SERVICE.submit(quick(route))).startsWith("pl_"); // the route is nobody's
    }

    @Test
    void it_shows_writes_calendar_and_hazards() {
        JsonNode preview = preview(PlanText.of(SERVICE.newRoute())
                        .with("/steps/1", "{\"pause\": {}}")
                        .with("/steps/2", "{\"setWeight\": 100}"))
                .json();

        assertThat(preview.path("digest").asText()).matches("sha256:[0-9a-f]{64}");
        assertThat(preview.path("obstacles")).isEmpty();
        assertThat(preview.path("endsAs").asText()).isEqualTo("completed");
        JsonNode first = preview.path("writes").path(0);
        assertThat(first.path("from").toString()).isEqualTo("{\"blue\":100,\"green\":0}");
        assertThat(first.path("to").toString()).isEqualTo("{\"blue\":9,\"green\":1}");
        assertThat(first.path("wanted").toString()).isEqualTo("{\"blue\":90,\"green\":10}");
        assertThat(preview.path("calendar")).hasSize(4);
        JsonNode bake = preview.path("calendar").path(1);
        assertThat(Instant.parse(bake.path("until").asText()))
                .isEqualTo(Instant.parse(bake.path("shownAt").asText()).plusSeconds(3600));
        assertThat(preview.path("waitsFor").path(0).path("step").asInt()).isEqualTo(2);
        assertThat(preview.path("hazards").findValuesAsText("name"))
                .containsExactly("big-jump", "last-step-without-bake", "waits-for-a-person", "no-gates");
    }

    @Test
    void it_reads_as_text() {
        String route = SERVICE.newRoute();
        Reply reply = preview(quick(route), "Accept", "text/plain");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Content-Type")).isEqualTo("text/plain;charset=utf-8");
        assertThat(reply.body().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(110));
        assertThat(reply.body())
                .startsWith("Preview of move\n")
                .contains("blue 100, green 0 -> blue 9, green 1", "no-gates", "\nCalendar\n");
    }

    @ParameterizedTest(name = "Accept: {0}")
    @CsvSource({"*/*, application/json", "application/json, application/json", "'text/html, text/*', text/plain"})
    void who_does_not_ask_for_text_gets_json(String accept, String type) {
        Reply reply = preview(quick(SERVICE.newRoute()), "Accept", accept);

        assertThat(reply.header("Content-Type")).startsWith(type);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{\"apiVersion\": \"sluice/v1\"}",
                "{\"apiVersion\": \"sluice/v1\", \"apiVersion\": \"sluice/v1\"}"
            })
    void a_text_that_is_no_plan_is_answered_as_submit_answers_it(String text) {
        assertSame(SERVICE.post("/api/v1/plans/preview", text), SERVICE.post("/api/v1/plans", text));
    }

    @Test
    void a_plan_that_cannot_be_is_answered_as_submit_answers_it() {
        String route = SERVICE.newRoute();
        for (PlanText bad : List.of(
                PlanText.of(route).with("/steps/0/setWeight/percent", "101").with("/name", "\"A\""),
                PlanText.of(route).with("/routes/0/provider", "\"nobody\""),
                PlanText.of("no-such-route"),
                PlanText.of(route).with("/schedule", "{\"startAt\": \"2020-01-01T00:00:00Z\"}"),
                PlanText.of(route).with("/routes/0/backends/green/backend", "\"" + route + "-blue\""))) {
            assertSame(preview(bad), SERVICE.post("/api/v1/plans", bad.toString()));
        }
        assertSame(
                SERVICE.post("/api/v1/plans/preview", "x".repeat(300_000)),
                SERVICE.post("/api/v1/plans", "x".repeat(300_000)));
        assertSame(
                SERVICE.post("/api/v1/plans/preview", "{}", "Content-Type", "text/plain"),
                SERVICE.post("/api/v1/plans", "{}", "Content-Type", "text/plain"));
    }

    private static void assertSame(Reply preview, Reply submission) {
        assertThat(submission.status()).isBetween(400, 499);
        preview.isProblem(submission.status());
        assertThat(preview.json()).isEqualTo(submission.json());
    }

    @Test
    void what_another_plan_has_or_somebody_changed_is_previewed_and_told() {
        String route = SERVICE.newRoute();
        String owner = SERVICE.submit(PlanText.of(route));
        SERVICE.awaitBaking(owner);

        JsonNode preview = preview(quick(route)).json();

        assertThat(preview.path("obstacles").toString())
                .contains(owner)
                .contains("edge has blue 90 %, green 10 % live, and the plan expects blue 100 %");
        assertThat(preview.path("routes").path(0).path("asExpected").asBoolean())
                .isFalse();
        assertThat(preview.path("writes")).hasSize(3);
    }

    @Test
    void a_route_that_was_changed_since_is_not_started() {
        String route = SERVICE.newRoute();
        String previewed = digest(preview(quick(route)));
        String plans = SERVICE.plans();
        SERVICE.cloud().strangerSets(route, Map.of(route + "-blue", 7, route + "-green", 0)); // the same split

        Reply refused = submit(quick(route), previewed).isProblem(409);

        assertThat(refused.json().path("type").asText()).isEqualTo("urn:sluice:problem:preview-outdated");
        assertThat(refused.json().path("detail").asText()).contains("route edge is not as it was previewed");
        assertThat(SERVICE.plans()).isEqualTo(plans);
        String again = digest(preview(quick(route)));
        assertThat(submit(quick(route), again).status()).isEqualTo(201);
    }

    @Test
    void another_plan_is_not_started_in_the_name_of_a_preview() {
        String route = SERVICE.newRoute();
        String previewed = digest(preview(quick(route)));

        Reply refused = submit(PlanText.of(route), previewed).isProblem(409);

        assertThat(refused.json().path("detail").asText()).contains("the plan is not the one that was previewed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "sha256:", "sha256:00", "yes", "md5:0123"})
    void what_is_no_preview_is_refused(String named) {
        String plans = SERVICE.plans();

        submit(quick(SERVICE.newRoute()), named).isProblem(400);

        assertThat(SERVICE.plans()).isEqualTo(plans);
    }
}
