package io.sluice.app.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who may let a plan go on, over REST. */
class ApprovalTest {
    /** The hashes are those of {@code ann-secret} and so on; Ann has two tokens, in two spellings. */
    @RegisterExtension
    static final Service SERVICE = Service.with("""
                    access:
                      tokens:
                        - {name: ann, roles: [admin], sha256: ee8dae49b99a4f8203b217d8274209533399ef04a3643e4a15ddcd8a516b2015, groups: [leads]}
                        - {name: ANN, roles: [admin], sha256: b2856dcfc341559ee2c7eeb3553ce77f6150964db0ed1f4f8efdf89a92227af8, groups: [leads]}
                        - {name: bob, roles: [admin], sha256: 9f03ef1533a68d2f506f81ef463c1183a82a6bd40e45613f36e6fe1889cf1b99, groups: [leads]}
                        - {name: eve, roles: [admin], sha256: 9bb1d11a48848bb9729b660525e7a72bbe1167644b65c5e69302b02e37d0869a}
                    """).showing("ann-secret");

    private static final String STEP = "{\"approval\": {\"group\": \"leads\", \"timeout\": \"1h\"}}";

    private static String waiting() {
        String id = SERVICE.submit(PlanText.of(SERVICE.newRoute())
                .with("/steps/0", "{\"setWeight\": 10}")
                .with("/steps/2", "{\"setWeight\": 100}")
                .with("/steps/1", STEP));
        Await.until(() -> SERVICE.plan(id), plan -> plan.path("heldBy").asText().equals("approval"));
        return id;
    }

    private static Reply decide(String id, String move, String secret, String body) {
        return SERVICE.send(SERVICE.request("/api/v1/plans/" + id + "/" + move)
                .setHeader("Authorization", "Bearer " + secret)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    private static String evidence(String id) {
        JsonNode shown = SERVICE.get("/api/v1/plans/" + id).json().path("approval");
        return "{\"evidence\": " + shown.path("evidence") + ", \"reason\": \"looks good\"}";
    }

    @Test
    void another_of_the_group_lets_it_go_on() {
        String id = waiting();
        JsonNode shown = Contract.of(SERVICE)
                .holds("GET /api/v1/plans/{id}", SERVICE.get("/api/v1/plans/" + id))
                .json();
        assertThat(shown.path("reason").asText()).startsWith("waits for 1 of leads to approve; until ");
        assertThat(shown.path("approval").path("evidence").path("digest").asText())
                .isEqualTo(shown.path("digest").asText());

        assertThat(decide(id, "approve", "bob-secret", evidence(id)).status()).isEqualTo(200);

        Await.until(() -> SERVICE.plan(id), plan -> plan.path("step").asInt() == 3);
    }

    @Test
    @DisplayName("row 44: whoever submitted a plan cannot approve it, nor can who is in no group")
    void not_everybody() {
        String id = waiting();

        decide(id, "approve", "ann-secret", evidence(id)).isProblem(403);
        decide(id, "approve", "eve-secret", evidence(id)).isProblem(403);
        decide(id, "reject", "eve-secret", "{}").isProblem(403);
        decide(id, "approve", "nobody-secret", evidence(id)).isProblem(401);

        assertThat(SERVICE.get("/api/v1/plans/" + id).json().path("approval").path("votes"))
                .isEmpty();
    }

    @Test
    @DisplayName("row 45: one person in another spelling and with a second token is the same person")
    void one_person() {
        String id = waiting();

        Reply reply = decide(id, "approve", "ann-other-secret", evidence(id)).isProblem(403);

        assertThat(reply.json().path("detail").asText()).isEqualTo("whoever submitted a plan cannot approve it");
    }

    @Test
    @DisplayName("row 44: a yes is for what was seen, and to something that waits for one")
    void what_was_seen() {
        String id = waiting();
        String other = evidence(id).replace("\"step\":2", "\"step\":1");

        decide(id, "approve", "bob-secret", "{}").isProblem(422);
        decide(id, "approve", "bob-secret", "{\"evidence\": \"yes\"}").isProblem(422);
        decide(id, "approve", "bob-secret", other).isProblem(409);
        assertThat(decide(id, "reject", "bob-secret", "{\"reason\": \"not tonight\"}")
                        .status())
                .isEqualTo(200);
        decide(id, "approve", "bob-secret", "{\"evidence\": {\"digest\": \"sha256:0\", \"step\": 2}}")
                .isProblem(409);

        SERVICE.await(id, "reverted");
        assertThat(SERVICE.get("/api/v1/plans/" + id).json().path("reason").asText())
                .isEqualTo("put back: bob rejected it: not tonight");
    }

    @Test
    void a_group_that_is_too_small_is_found_at_submission() {
        PlanText plan = PlanText.of(SERVICE.newRoute())
                .with("/steps/2", "{\"setWeight\": 100}")
                .with("/steps/1", STEP.replace("}}", ", \"count\": 2}}"));

        Reply reply = SERVICE.post("/api/v1/plans", plan.toString()).isProblem(422);

        assertThat(reply.json().path("faults").path(0).path("pointer").asText()).isEqualTo("/steps/1/approval/group");
        assertThat(reply.json().path("faults").path(0).path("message").asText())
                .startsWith("leads has 1 people beside ann who could approve, and the plan wants 2");
    }
}
