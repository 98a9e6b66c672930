package io.sluice.app.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.provider.inmemory.Effect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The emergency revert of one plan. */
class RevertTest {
    @RegisterExtension
    static final Service SERVICE = Service.usual();

    private static final int RACES = 200;

    private final States states = new States(SERVICE);

    private static Reply revert(String id, String query) {
        return SERVICE.post("/api/v1/plans/" + id + "/revert" + query, "");
    }

    private static Map<String, Integer> natives(String route) {
        return SERVICE.cloud().state(route).natives();
    }

    @Test
    @DisplayName("row 56: a revert answers 200 once the baseline was read back; the second is the same")
    void twice() {
        String route = SERVICE.newRoute();
        String id = SERVICE.submit(PlanText.of(route));
        SERVICE.awaitBaking(id);

        Reply first = SERVICE.post("/api/v1/plans/" + id + "/revert", "{\"reason\": \"checkout is down\"}");

        assertThat(first.status()).isEqualTo(200);
        assertThat(natives(route)).containsEntry(route + "-green", 0);
        assertThat(first.json()
                        .path("routes")
                        .path(0)
                        .path("observed")
                        .path("blue")
                        .asInt())
                .isEqualTo(100);
        assertThat(first.json().path("reason").asText()).contains("checkout is down");
        assertThat(revert(id, "").json().path("id").asText()).isEqualTo(id);
        SERVICE.await(id, "reverted");
        assertThat(revert(id, "").status()).isEqualTo(200);
    }

    @Test
    @DisplayName("row 56: two at once are one revert")
    void at_once() throws Exception {
        String id = states.plan("baking");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Reply>> replies = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                replies.add(threads.submit(() -> revert(id, "")));
            }
            for (Future<Reply> reply : replies) {
                assertThat(reply.get().status()).as("%s", reply.get()).isEqualTo(200);
            }
        }
        assertThat(SERVICE.get("/api/v1/plans/" + id + "/journal").json().findValuesAsText("type"))
                .containsOnlyOnce("revert-started");
    }

    @ParameterizedTest(name = "row 56: of a {0} plan there is one linked plan, however often it is asked for")
    @ValueSource(strings = {"completed", "cancelled"})
    void ended(String state) {
        String id = states.plan(state);

        JsonNode linked = revert(id, "").json();

        assertThat(linked.path("id").asText()).isNotEqualTo(id);
        assertThat(linked.path("revertOf").asText()).isEqualTo(id);
        assertThat(revert(id, "").json().path("id").asText())
                .isEqualTo(linked.path("id").asText());
        assertThat(SERVICE.plan(id).path("state").asText()).isEqualTo(state);
    }

    @Test
    @DisplayName("row 56: of an ended plan whose route another has by now: 409 with that plan")
    void owned() {
        String route = SERVICE.newRoute();
        String ended = SERVICE.submit(PlanText.of(route));
        SERVICE.awaitBaking(ended);
        SERVICE.post("/api/v1/plans/" + ended + "/cancel", "");
        String owner = SERVICE.submit(PlanText.of(route)
                .with("/expect", "{\"blue\": 90, \"green\": 10}")
                .with("/steps", "[{\"setWeight\": {\"percent\": 50, \"bake\": \"1h\"}}]"));

        Reply reply = revert(ended, "");

        assertThat(reply.isProblem(409).json().path("plan").asText()).isEqualTo(owner);
    }

    @Test
    @DisplayName("row 56: before anything was touched nothing is written")
    void scheduled() {
        String id = states.plan("scheduled");

        assertThat(revert(id, "").json().path("state").asText()).isEqualTo("reverted");
    }

    @Test
    @DisplayName("row 56: during the first write")
    void during_a_write() {
        String id = states.plan("shifting");

        assertThat(revert(id, "?wait=0s").status()).isIn(200, 202);
        assertThat(SERVICE.plan(id).path("state").asText()).isIn("reverting", "reverted");
    }

    @Test
    @DisplayName("a provider that hangs is 202 when the caller's patience ends")
    void stuck() {
        String id = states.plan("baking");
        SERVICE.calls().hang();
        try {
            long start = System.nanoTime();
            Reply reply = revert(id, "?wait=1s");

            assertThat(reply.status()).isEqualTo(202);
            assertThat(reply.json().path("state").asText()).isEqualTo("reverting");
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .as("by its own patience, and not by the usual ten seconds")
                    .isLessThan(Duration.ofSeconds(8));
        } finally {
            SERVICE.calls().letGo();
        }
        SERVICE.await(id, "reverted");
    }

    @ParameterizedTest(name = "row 56: {0}")
    @ValueSource(strings = {"?wait=-1s", "?wait=2m", "?wait=", "?wait=10", "?exact=yes", "?exact=", "?wat=1s"})
    void parameters(String query) {
        String id = states.plan("scheduled");

        revert(id, query).isProblem(400);
        assertThat(SERVICE.plan(id).path("state").asText()).isEqualTo("scheduled");
    }

    @Test
    @DisplayName("row 56: a reason of 1 MB is too large, one of 1,001 characters too long")
    void reasons() {
        String id = states.plan("scheduled");
        String path = "/api/v1/plans/" + id + "/revert";

        SERVICE.post(path, "{\"reason\": \"" + "x".repeat(1_000_000) + "\"}").isProblem(413);
        SERVICE.post(path, "{\"reason\": \"" + "x".repeat(1_001) + "\"}").isProblemAt(422, "/reason");
        assertThat(SERVICE.plan(id).path("state").asText()).isEqualTo("scheduled");
        assertThat(SERVICE.post(path, "{\"reason\": \"\"}").status()).isEqualTo(200);
    }

    @Test
    @DisplayName("row 60: one resumes while the other reverts, 200 times: the revert wins")
    void races() throws Exception {
        List<String> routes = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<?>> races = new ArrayList<>();
            for (int i = 0; i < RACES; i++) {
                String route = SERVICE.newRoute();
                routes.add(route);
                races.add(threads.submit(() -> race(route)));
            }
            for (Future<?> race : races) {
                race.get();
            }
        }
        for (String route : routes) {
            Await.until(() -> natives(route), natives -> natives.getOrDefault(route + "-green", 0) == 0);
        }
    }

    private static void race(String route) {
        String id = SERVICE.submit(PlanText.of(route));
        SERVICE.post("/api/v1/plans/" + id + "/pause", "");
        Thread resume = Thread.startVirtualThread(() -> SERVICE.post("/api/v1/plans/" + id + "/resume", ""));
        Reply reverted = revert(id, "?wait=30s");
        try {
            resume.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        assertThat(reverted.status()).as("%s", reverted).isEqualTo(200);
        assertThat(SERVICE.plan(id).path("state").asText()).isIn("reverting", "reverted");
        List<Effect> effects = SERVICE.cloud().effects().stream()
                .filter(effect -> effect.route().equals(route))
                .toList();
        if (!effects.isEmpty()) {
            assertThat(effects.getLast().natives()).containsEntry(route + "-green", 0);
        }
    }
}
