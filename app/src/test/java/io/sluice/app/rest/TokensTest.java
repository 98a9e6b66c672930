package io.sluice.app.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With tokens configured nobody comes in without one, and each says whose it is. */
class TokensTest {
    /** The hashes are those of {@code ann-secret} and {@code bob-secret}. */
    @RegisterExtension
    static final Service SERVICE = Service.with("""
                    access:
                      tokens:
                        - {name: ann, roles: [admin], sha256: ee8dae49b99a4f8203b217d8274209533399ef04a3643e4a15ddcd8a516b2015}
                        - {name: bob, roles: [admin], sha256: 9f03ef1533a68d2f506f81ef463c1183a82a6bd40e45613f36e6fe1889cf1b99}
                    """).showing("ann-secret");

    @ParameterizedTest(name = "row 43: Authorization: {0}")
    @ValueSource(
            strings = {
                "",
                "Bearer",
                "Bearer ",
                "Bearer wrong",
                "Bearer ANN-SECRET",
                "Basic YW5uOmFubi1zZWNyZXQ=",
                "ann-secret",
                "Bearer ann-secret, Bearer bob-secret",
                "Bearer ee8dae49b99a4f8203b217d8274209533399ef04a3643e4a15ddcd8a516b2015"
            })
    void not_let_in(String authorization) {
        for (String path : List.of("/api/v1/plans", "/api/v1/providers", "/api/v1/revert", "/nothing")) {
            Reply reply = RawCall.ask(
                    SERVICE.port(),
                    "GET " + path + " HTTP/1.1",
                    "Host: sluice.example",
                    "Authorization: " + authorization,
                    "Connection: close");

            assertThat(reply.isProblem(401).header("WWW-Authenticate")).isEqualTo("Bearer");
        }
    }

    @Test
    @DisplayName("row 43: a token of 100 KB is more than headers may be")
    void long_token() {
        try (RawCall call = new RawCall(SERVICE.port())) {
            call.write(
                    ("GET /api/v1/plans HTTP/1.1\r\nHost: sluice.example\r\nAuthorization: Bearer " + "a".repeat(9_000))
                            .getBytes(StandardCharsets.US_ASCII));

            call.reply().isProblem(431);
        }
    }

    @Test
    @DisplayName("row 39: two tokens at once are none")
    void two() {
        Reply reply = RawCall.ask(
                SERVICE.port(),
                "GET /api/v1/plans HTTP/1.1",
                "Host: sluice.example",
                "Authorization: Bearer ann-secret",
                "Authorization: Bearer bob-secret");

        reply.isProblem(401);
    }

    @Test
    void journals_say_who_asked_and_keys_are_each_ones_own() {
        PlanText plan = PlanText.of(SERVICE.newRoute());
        Reply first = SERVICE.post("/api/v1/plans", plan.toString(), "Idempotency-Key", "k");
        assertThat(first.status()).isEqualTo(201);
        String id = first.json().path("id").asText();

        assertThat(SERVICE.get("/api/v1/plans/" + id + "/journal")
                        .json()
                        .path("events")
                        .path(0)
                        .path("by")
                        .asText())
                .isEqualTo("ann");
        Reply bobs = RawCall.ask(
                SERVICE.port(),
                "POST /api/v1/plans HTTP/1.1",
                "Host: sluice.example",
                "Authorization: bearer bob-secret",
                "Idempotency-Key: k",
                "Content-Type: application/json",
                "Content-Length: " + plan.toString().length(),
                "",
                plan.toString());
        assertThat(bobs.isProblem(409).json().path("plan").asText())
                .as("row 23: of another principal")
                .isEqualTo(id);
    }
}
