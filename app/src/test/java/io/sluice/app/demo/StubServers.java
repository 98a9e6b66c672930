package io.sluice.app.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A service and a sandbox in one, which tell a story that was written beforehand: each look at a plan turns its page, and each
 * count comes a second after the one before.
 */
final class StubServers implements AutoCloseable, InstantSource {
    static final int EU_PER_SECOND = 90;
    static final int US_PER_SECOND = 30;
    static final int US_ERRORS_PER_SECOND = 3;
    static final int NAME_PER_SECOND = 60;

    private final HttpServer server;
    private final Map<String, Deque<String>> pages = new HashMap<>();
    private final List<String> submitted = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-24T22:00:00Z");
    private long seconds;

    StubServers() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** What the API says about the plan with that name, look after look; the last page stays open. */
    synchronized void tell(String name, List<String> plans) {
        pages.put(name, new ArrayDeque<>(plans));
    }

    synchronized List<String> submitted() {
        return List.copyOf(submitted);
    }

    /** The plan as the API shows it. */
    static String plan(String name, String state, int us, String reason) {
        return """
                {"id": "%s", "name": "%s", "state": "%s", "heldBy": null, "reason": "%s", "revertOf": null,
                 "routes": [{"name": "edge", "baseline": {"us": 0, "eu": 100}, "observed": {"us": %d, "eu": %d}}]}
                """.formatted(name, name, state, reason, us, 100 - us);
    }

    /** A plan with two routes as the API shows it. */
    static String widePlan(String name, String state, int edge, int dns) {
        return """
                {"id": "%s", "name": "%s", "state": "%s", "heldBy": null, "reason": "", "revertOf": null,
                 "routes": [{"name": "edge", "baseline": {"us": 0, "eu": 100}, "observed": {"us": %d, "eu": %d}},
                            {"name": "dns", "baseline": {"us": 0, "eu": 100}, "observed": {"us": %d, "eu": %d}}]}
                """.formatted(name, name, state, edge, 100 - edge, dns, 100 - dns);
    }

    @Override
    public synchronized Instant instant() {
        return now;
    }

    private void handle(HttpExchange exchange) throws IOException {
        String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Optional<String> answer =
                answer(exchange.getRequestMethod(), exchange.getRequestURI().getPath(), request);
        byte[] body = answer.orElse("{\"title\": \"no\", \"detail\": \"not in this story\"}")
                .getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.isPresent() ? 200 : 404, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private synchronized Optional<String> answer(String method, String path, String request) {
        if (path.equals("/sandbox/requests")) {
            return Optional.of(counts());
        }
        if (path.equals("/api/v1/plans") && method.equals("POST")) {
            submitted.add(request);
            return pages.keySet().stream()
                    .filter(name -> request.contains("name: " + name))
                    .findFirst()
                    .map(pages::get)
                    .map(Deque::peek);
        }
        return Optional.ofNullable(pages.get(path.substring(path.lastIndexOf('/') + 1)))
                .map(rest -> rest.size() > 1 ? rest.remove() : rest.element());
    }

    private String counts() {
        now = now.plus(Duration.ofSeconds(1));
        seconds++;
        return """
                {"move-eu": {"total": %d, "errors": 0}, "move-us": {"total": %d, "errors": %d},
                 "name-eu": {"total": %d, "errors": 0}, "name-us": {"total": 0, "errors": 0}}
                """.formatted(
                        seconds * EU_PER_SECOND,
                        seconds * US_PER_SECOND,
                        seconds * US_ERRORS_PER_SECOND,
                        seconds * NAME_PER_SECOND);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
