package io.sluice.app.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/** Every move in every state is made or refused, and never silent. */
class EveryMoveTest {
    @RegisterExtension
    static final Service SERVICE = Service.usual();

    private static final List<String> STATES = List.of(
            "scheduled", "shifting", "baking", "paused", "drifted", "reverting", "reverted", "completed", "cancelled");
    private static final List<String> MOVES = List.of("pause", "resume", "promote", "cancel", "revert");

    private static final List<String> ASKED = List.of("pause", "resume", "promote", "cancel", "revert", "approve");

    /** A plan in its state for each move. */
    private static final Map<String, Future<String>> PLANS = new HashMap<>();

    @BeforeAll
    static void allPlansAtOnce() {
        States states = new States(SERVICE);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (String state : STATES) {
                for (String move : ASKED) {
                    PLANS.put(state + " " + move, threads.submit(() -> states.plan(state)));
                }
            }
        }
    }

    @ParameterizedTest(name = "row 57: {0}")
    @CsvSource({
        // state, then what pause, resume, promote, cancel and revert are answered
        "scheduled, 200, 409, 409, 200, 200",
        "shifting,  200, 200, 409, 200, 202",
        "baking,    200, 200, 200, 200, 200",
        "paused,    200, 200, 200, 200, 200",
        "drifted,   200, 409, 409, 200, 200",
        "reverting, 409, 409, 409, 409, 202",
        "reverted,  409, 409, 409, 409, 200",
        "completed, 409, 409, 409, 409, 200",
        "cancelled, 409, 409, 409, 200, 200"
    })
    void state(String state, int pause, int resume, int promote, int cancel, int revert) throws Exception {
        List<Integer> expected = List.of(pause, resume, promote, cancel, revert);
        for (int i = 0; i < MOVES.size(); i++) {
            String move = MOVES.get(i);
            String id = Objects.requireNonNull(PLANS.get(state + " " + move)).get();
            long asked = asked(id, move);

            Reply reply = SERVICE.post("/api/v1/plans/" + id + "/" + move + wait(move), "{\"reason\": \"why not\"}");

            assertThat(reply.status()).as("%s %s: %s", state, move, reply).isEqualTo(expected.get(i));
            if (reply.status() == 409) {
                reply.isProblem(409);
                assertThat(reply.json().path("detail").asText()).isNotBlank();
                assertThat(asked(id, move)).isEqualTo(asked);
            } else {
                assertThat(reply.json().path("id").asText()).startsWith("pl_");
                assertThat(reply.json().path("reason").asText()).isNotBlank();
            }
        }
    }

    /** Nobody asked anybody in any of these: there is nothing to say yes or no to. */
    @ParameterizedTest(name = "row 57: approve and reject, {0}")
    @FieldSource("STATES")
    void answers_to_nothing(String state) throws Exception {
        String id = Objects.requireNonNull(PLANS.get(state + " approve")).get();
        String yes = "{\"evidence\": {\"digest\": %s, \"step\": 1, \"gates\": {}}}"
                .formatted(SERVICE.plan(id).path("digest"));

        SERVICE.post("/api/v1/plans/" + id + "/approve", yes).isProblem(409);
        SERVICE.post("/api/v1/plans/" + id + "/reject", "{}").isProblem(409);

        assertThat(asked(id, "approve") + asked(id, "reject")).isZero();
    }

    private static String wait(String move) {
        return move.equals("revert") ? "?wait=2s" : "";
    }

    /** How often a move stands in the journal; a revert's line is called otherwise. */
    private static long asked(String id, String move) {
        List<JsonNode> types = SERVICE.get("/api/v1/plans/" + id + "/journal?limit=200")
                .json()
                .path("events")
                .findValues("type");
        return types.stream()
                .filter(type -> type.asText().equals(move + "-asked"))
                .count();
    }

    @ParameterizedTest(name = "row 57: a body of {0} is refused, and nothing is done")
    @CsvSource(
            delimiter = '|',
            value = {
                "[]|400",
                "null|400",
                "\"x\"|400",
                "{|400",
                "{}{}|400",
                "{\"reason\": \"a\", \"reason\": \"b\"}|400",
                "{\"reason\": 1}|422",
                "{\"reason\": null}|422",
                "{\"why\": \"x\"}|422",
                "{\"Reason\": \"x\"}|422",
                "{\"reason\": \"a\\nb\"}|422",
                "{\"reason\": \"a\\u202eb\"}|422",
                "{\"reason\": \"a\\u001b[31m\"}|422",
                "{\"reason\": \"\\ud800\"}|422"
            })
    void bodies(String body, int status) {
        String id = new States(SERVICE).plan("baking");
        for (String move : MOVES) {
            SERVICE.post("/api/v1/plans/" + id + "/" + move, body).isProblem(status);
            SERVICE.post(
                            "/api/v1/plans/" + id + "/" + move,
                            "reason=x",
                            "Content-Type",
                            "application/x-www-form-urlencoded")
                    .isProblem(415);
        }
        assertThat(SERVICE.plan(id).path("state").asText()).isEqualTo("baking");
    }
}
