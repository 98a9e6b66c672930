package io.sluice.app.secrets;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** Whoever is called, and refuses with all that it was sent, as some gateways do. */
final class Echo implements AutoCloseable {
    private final HttpServer server;
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final Map<String, Boolean> taking = new ConcurrentHashMap<>();

    private Echo(HttpServer server) {
        this.server = server;
    }

    static Echo open() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        Echo echo = new Echo(server);
        server.createContext("/", echo::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        return echo;
    }

    String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    /** From now on what comes to a path is taken. */
    void takes(String path) {
        taking.put(path, true);
    }

    /** Whether something like it was in any request. */
    boolean heard(String text) {
        return heard.stream().anyMatch(request -> request.contains(text));
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().toString();
            StringBuilder request = new StringBuilder(path);
            exchange.getRequestHeaders()
                    .forEach((name, values) ->
                            request.append(' ').append(name).append(": ").append(String.join(",", values)));
            request.append(' ').append(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            heard.add(request.toString());
            if (taking.containsKey(path)) {
                exchange.sendResponseHeaders(204, -1);
                return;
            }
            String json = request.toString().replace("\\", "").replace("\"", "'");
            byte[] body = "{\"status\": \"error\", \"errorType\": \"refused\", \"error\": \"%s\", \"verdict\": \"%s\"}"
                    .formatted(json, json)
                    .getBytes(UTF_8);
            exchange.getResponseHeaders().set("X-Echo", json.replaceAll("[^ -~]", " "));
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(500, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
