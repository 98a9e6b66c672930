package io.sluice.app.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who was refused stands in the log: one line each that nobody else can write, and not without end. */
class AuditTest {
    private static final String LOGGER = " audit: ";

    @RegisterExtension
    static final Service SERVICE = Service.with("""
            access:
              tokens:
                - {name: vic, roles: [viewer], sha256: %s}
              breakGlass: {sha256: %s}
            """.formatted(Secrets.hash("vic-secret"), Secrets.hash("glass")))
            .logging()
            .showing("vic-secret");

    private static List<JsonNode> lines() {
        return SERVICE.logged()
                .lines()
                .filter(line -> line.contains(LOGGER))
                .map(line -> {
                    try {
                        return Service.JSON.readTree(line.substring(line.indexOf(LOGGER) + LOGGER.length()));
                    } catch (JsonProcessingException e) {
                        throw new AssertionError(line, e);
                    }
                })
                .toList();
    }

    private static JsonNode line(String path) {
        return Await.until(
                        () -> lines().stream()
                                .filter(line -> line.path("path").asText().contains(path))
                                .toList(),
                        found -> !found.isEmpty())
                .getFirst();
    }

    @Test
    void whoLogsInWithTheBreakGlassCredentialStandsThereAndIsAnError() {
        SERVICE.post("/login", "token=vic-secret", "Content-Type", "application/x-www-form-urlencoded");
        SERVICE.post("/login", "token=glass", "Content-Type", "application/x-www-form-urlencoded");

        JsonNode login = line("/login");
        assertThat(login.path("loggedIn").asInt()).isEqualTo(303);
        assertThat(login.path("by").asText()).isEqualTo("break-glass");
        assertThat(login.path("how").asText()).isEqualTo("break-glass");
        assertThat(SERVICE.logged().lines())
                .anyMatch(line ->
                        line.contains("ERROR") && line.contains("the break-glass credential is used: POST /login"));
    }

    @Test
    @DisplayName("row 66: who was refused what, and no line that a stranger has written")
    void refusals() {
        SERVICE.post("/api/v1/plans/pl_00000000000000000000000000/cancel", "{}").isProblem(403);
        JsonNode forbidden = line("/cancel");
        assertThat(forbidden.path("refused").asInt()).isEqualTo(403);
        assertThat(forbidden.path("by").asText()).isEqualTo("vic");
        assertThat(forbidden.path("how").asText()).isEqualTo("token");
        assertThat(forbidden.path("method").asText()).isEqualTo("POST");
        assertThat(forbidden.path("from").asText()).isEqualTo("127.0.0.1");

        RawCall.ask(
                        SERVICE.port(),
                        "GET /forged%22,%22by%22:%22ann%22%7d%20WARN%20audit:?secret=1 HTTP/1.1",
                        "Host: localhost",
                        "Authorization: Bearer a-secret-guess",
                        "Connection: close")
                .isProblem(401);
        JsonNode unknown = line("forged");
        assertThat(unknown.path("refused").asInt()).isEqualTo(401);
        assertThat(unknown.has("by")).isFalse();
        assertThat(SERVICE.logged()).doesNotContain("a-secret-guess", "vic-secret", "\u001b");
        assertThat(lines()).noneMatch(line -> line.path("by").asText().equals("ann"));
        assertThat(lines()).noneMatch(line -> line.path("path").asText().contains("secret=1"));
    }

    @Test
    void whoKnocksWithoutEndDoesNotFillTheLog() {
        for (int i = 0; i < 400; i++) {
            SERVICE.send(SERVICE.request("/knock").setHeader("Authorization", "Bearer guess"))
                    .isProblem(401);
        }
        long written = lines().stream()
                .filter(line -> line.path("path").asText().contains("knock"))
                .count();
        assertThat(written).isBetween(50L, 350L);
        JsonNode next = Await.until(
                () -> {
                    SERVICE.send(SERVICE.request("/knock").setHeader("Authorization", "Bearer guess"));
                    return lines().getLast();
                },
                line -> line.path("leftOut").asLong() > 0);
        assertThat(next.path("leftOut").asLong()).isPositive();
    }
}
