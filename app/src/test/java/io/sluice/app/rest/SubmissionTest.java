package io.sluice.app.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a submission is answered, and what is shown of the plan then. */
class SubmissionTest {
    @RegisterExtension
    static final Service SERVICE = Service.usual();

    private static Reply submit(PlanText plan, String... headers) {
        return SERVICE.post("/api/v1/plans", plan.toString(), headers);
    }

    @Test
    @DisplayName("row 21: a route that another plan has is 409 with that plan")
    void taken() {
        String route = SERVICE.newRoute();
        String owner = SERVICE.submit(PlanText.of(route));

        Reply reply = submit(PlanText.of(route).with("/name", "\"second\""));

        assertThat(reply.isProblem(409).json().path("plan").asText()).isEqualTo(owner);
    }

    @ParameterizedTest(name = "row 22: 100 at once, key: {0}")
    @ValueSource(booleans = {false, true})
    void at_once(boolean key) throws Exception {
        PlanText plan = PlanText.of(SERVICE.newRoute());
        List<Reply> replies = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Reply>> running = IntStream.range(0, 100)
                    .mapToObj(_ -> threads.submit(() -> key ? submit(plan, "Idempotency-Key", "key-22") : submit(plan)))
                    .toList();
            for (Future<Reply> reply : running) {
                replies.add(reply.get());
            }
        }
        assertThat(replies).extracting(Reply::status).hasSameElementsAs(key ? List.of(201) : List.of(201, 409));
        assertThat(replies.stream()
                        .filter(reply -> reply.status() == 201)
                        .map(reply -> reply.json().path("id").asText())
                        .distinct())
                .hasSize(1);
        if (!key) {
            assertThat(replies.stream().filter(reply -> reply.status() == 201)).hasSize(1);
        }
    }

    @Test
    @DisplayName("row 23: a key belongs to one body")
    void key() {
        PlanText plan = PlanText.of(SERVICE.newRoute());
        Reply first = submit(plan, "Idempotency-Key", "key-23");
        Reply second = submit(plan, "Idempotency-Key", "key-23");

        assertThat(List.of(first.status(), second.status())).containsOnly(201);
        assertThat(second.header("Location")).isEqualTo(first.header("Location"));
        submit(plan.with("/name", "\"other\""), "Idempotency-Key", "key-23").isProblem(422);
    }

    @ParameterizedTest(name = "row 23: the key \"{0}\"")
    @ValueSource(strings = {"", " ", "a b"})
    void bad_keys(String key) {
        String plans = SERVICE.plans();
        submit(PlanText.of(SERVICE.newRoute()), "Idempotency-Key", key).isProblem(400);
        assertThat(SERVICE.plans()).isEqualTo(plans);
    }

    @Test
    @DisplayName("row 23: a key of 10 KB, and two keys")
    void long_key() {
        submit(PlanText.of(SERVICE.newRoute()), "Idempotency-Key", "k".repeat(256))
                .isProblem(400);
        submit(PlanText.of(SERVICE.newRoute()), "Idempotency-Key", "k".repeat(10_000))
                .isProblem(431);
        submit(PlanText.of(SERVICE.newRoute()), "Idempotency-Key", "a", "Idempotency-Key", "b")
                .isProblem(400);
    }

    @Test
    @DisplayName("row 24: weights that are not as expected are 409, and nothing is kept")
    void drifted() {
        String route = SERVICE.newRoute();
        SERVICE.cloud().strangerSets(route, Map.of(route + "-blue", 50, route + "-green", 50));

        assertThat(submit(PlanText.of(route))
                        .isProblem(409)
                        .json()
                        .path("detail")
                        .asText())
                .contains("50 %");
    }

    @Test
    void a_plan_is_shown_as_the_design_says() {
        Reply reply =
                submit(PlanText.of(SERVICE.newRoute()).with("/owner", "\"sre\"").with("/labels", "{\"a\": \"b\"}"));
        String id = reply.json().path("id").asText();
        assertThat(reply.header("Location")).endsWith("/api/v1/plans/" + id);
        assertThat(reply.header("Content-Type")).isEqualTo("application/json");

        JsonNode plan = SERVICE.awaitBaking(id);

        assertThat(names(plan))
                .containsExactly(
                        "id",
                        "name",
                        "digest",
                        "state",
                        "heldBy",
                        "reason",
                        "step",
                        "steps",
                        "source",
                        "version",
                        "owner",
                        "labels",
                        "submittedAt",
                        "startedAt",
                        "endedAt",
                        "nextLookAt",
                        "estimatedEnd",
                        "progress",
                        "revertOf",
                        "recurring",
                        "routes",
                        "gates",
                        "power",
                        "approval");
        assertThat(plan.path("source").asText()).isEqualTo("/steps/0");
        assertThat(plan.path("digest").asText()).matches("sha256:[0-9a-f]{64}");
        for (String time : List.of("submittedAt", "startedAt", "nextLookAt", "estimatedEnd")) {
            assertThat(plan.path(time).asText()).endsWith("Z");
            assertThat(Instant.parse(plan.path(time).asText())).isNotNull();
        }
        assertThat(Instant.parse(plan.path("estimatedEnd").asText()))
                .isBetween(
                        Instant.parse(plan.path("startedAt").asText()).plusSeconds(2 * 3600),
                        Instant.now().plusSeconds(2 * 3600));
        assertThat(plan.path("progress").asDouble()).isLessThan(50);
        JsonNode route = plan.path("routes").path(0);
        assertThat(route.path("baseline").toString()).isEqualTo("{\"blue\":100,\"green\":0}");
        assertThat(route.path("desired").toString()).isEqualTo("{\"blue\":90,\"green\":10}");
        assertThat(route.path("observed").toString()).isEqualTo("{\"blue\":90,\"green\":10}");
        assertThat(names(route.path("native"))).containsExactlyInAnyOrder("blue", "green");
    }

    @Test
    void journals_come_in_pages() {
        String id = SERVICE.submit(PlanText.of(SERVICE.newRoute()));
        SERVICE.awaitBaking(id);
        List<Long> seqs = new ArrayList<>();
        String after = "";
        do {
            JsonNode page = SERVICE.get("/api/v1/plans/" + id + "/journal?limit=2" + after)
                    .json();
            page.path("events").forEach(event -> {
                assertThat(names(event)).containsExactly("seq", "at", "type", "by", "data");
                seqs.add(event.path("seq").asLong());
            });
            after = page.path("next").isNull()
                    ? ""
                    : "&after=" + page.path("next").asText();
        } while (!after.isEmpty());

        assertThat(seqs)
                .hasSizeGreaterThan(4)
                .isSorted()
                .doesNotHaveDuplicates()
                .startsWith(1L);
    }

    @Test
    void plans_come_in_pages_newest_first() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(SERVICE.submit(PlanText.of(SERVICE.newRoute()).with("/labels", "{\"set\": \"pages\"}")));
        }
        List<String> seen = new ArrayList<>();
        String after = "";
        do {
            JsonNode page =
                    SERVICE.get("/api/v1/plans?label=set=pages&limit=2" + after).json();
            page.path("plans").forEach(plan -> seen.add(plan.path("id").asText()));
            after = page.path("next").isNull()
                    ? ""
                    : "&after=" + page.path("next").asText();
        } while (!after.isEmpty());

        assertThat(seen).isEqualTo(ids.reversed());
    }

    private static List<String> names(JsonNode object) {
        return StreamSupport.stream(((Iterable<String>) object::fieldNames).spliterator(), false)
                .toList();
    }
}
