package io.sluice.app.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.app.access.AccessTable;
import io.sluice.app.access.Endpoints;
import io.sluice.app.access.Endpoints.Endpoint;
import io.sluice.app.access.Role;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every role at every method of every resource, against the one table: over HTTP, at the real service. */
class AccessMatrixTest {
    private static final Path KEY = key();

    /** Nothing is ever done to it: it is no plan. */
    private static final String NO_PLAN = "pl_00000000000000000000000000";

    @RegisterExtension
    static final Service SERVICE = Service.with("""
            publicUrl: https://sluice.example.com
            receivers:
              mail: {type: email, host: localhost, port: 9, security: none, allow: [loopback], from: s@example.com, to: [a@example.com]}
            approvals: {via: mail, key: {file: %s}}
            access:
              breakGlass: {sha256: %s}
              tokens:
                - {name: viewer, roles: [viewer], sha256: %s}
                - {name: submitter, roles: [submitter], sha256: %s}
                - {name: approver, roles: [approver], sha256: %s, groups: [leads], email: a@example.com}
                - {name: operator, roles: [operator], sha256: %s}
                - {name: admin, roles: [admin], sha256: %s}
            """.formatted(
                    KEY,
                    Secrets.hash("break-glass-secret"),
                    Secrets.hash("viewer-secret"),
                    Secrets.hash("submitter-secret"),
                    Secrets.hash("approver-secret"),
                    Secrets.hash("operator-secret"),
                    Secrets.hash("admin-secret")));

    private static Path key() {
        try {
            byte[] key = new byte[32];
            Arrays.fill(key, (byte) 7);
            return Files.writeString(
                    Files.createTempFile("sluice-matrix-", ".key"),
                    Base64.getEncoder().encodeToString(key));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @AfterAll
    static void removeKey() throws IOException {
        Files.delete(KEY);
    }

    static Stream<Arguments> everyPair() {
        List<Endpoint> endpoints = Endpoints.all();
        assertThat(endpoints).hasSizeGreaterThan(15);
        return endpoints.stream()
                .flatMap(endpoint -> Arrays.stream(Role.values()).map(role -> Arguments.of(role, endpoint)));
    }

    static Stream<Endpoint> everyEndpoint() {
        return Endpoints.all().stream();
    }

    @ParameterizedTest(name = "row 44: {0} at {1}")
    @MethodSource("everyPair")
    void role(Role role, Endpoint endpoint) {
        boolean may =
                endpoint.needs().map(action -> AccessTable.may(role, action)).orElse(true);

        Reply reply = call(endpoint, role.word() + "-secret");

        if (may) {
            assertThat(reply.status()).as("%s", reply).isNotIn(401, 403, 500);
        } else {
            assertThat(reply.isProblem(403).json().path("detail").asText())
                    .startsWith(role.word() + " may ")
                    .endsWith(
                            ", and this needs " + endpoint.needs().orElseThrow().word() + ".");
        }
    }

    @ParameterizedTest(name = "row 43: nobody at {0}")
    @MethodSource("everyEndpoint")
    void nobody(Endpoint endpoint) {
        for (Reply reply : List.of(call(endpoint, ""), call(endpoint, "guessed"))) {
            if (endpoint.needs().isPresent()) {
                assertThat(reply.isProblem(401).header("WWW-Authenticate")).isEqualTo("Bearer");
            } else {
                assertThat(reply.status()).as("%s", reply).isNotIn(401, 403, 500);
            }
        }
    }

    private static Reply call(Endpoint endpoint, String token) {
        HttpRequest.Builder request = SERVICE.request(endpoint.path().replaceAll("\\{[^}]+}", NO_PLAN))
                .method(
                        endpoint.method(),
                        endpoint.method().equals("GET") ? BodyPublishers.noBody() : BodyPublishers.ofString("{}"))
                .header("Content-Type", "application/json");
        return send(token.isEmpty() ? request : request.header("Authorization", "Bearer " + token));
    }

    /** A stream of events has no end: that it began is all there is to know here. */
    private static Reply send(HttpRequest.Builder request) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<InputStream> response = client.send(request.build(), BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                boolean endless = response.headers()
                        .firstValue("Content-Type")
                        .filter("text/event-stream"::equals)
                        .isPresent();
                return new Reply(
                        response.statusCode(),
                        response.headers(),
                        endless ? "" : new String(body.readAllBytes(), StandardCharsets.UTF_8));
            } finally {
                client.shutdownNow();
            }
        } catch (IOException e) {
            throw new AssertionError("no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
