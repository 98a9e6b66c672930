package io.sluice.provider.prometheus;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.sluice.outbound.OutboundSettings;
import io.sluice.provider.Source;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Answers queries with what a test lays out. */
final class FigureServer implements AutoCloseable {
    private final HttpServer server;
    private final Answers answers;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Asked> asked = new ArrayList<>();
    private boolean down;

    /**
     * One request.
     *
     * @param form what it holds, decoded
     */
    record Asked(String path, Map<String, String> form) {
        String query() {
            return form.getOrDefault("query", "");
        }
    }

    /** What is answered with status 200. */
    interface Answers {
        void write(Asked asked, OutputStream out) throws IOException;
    }

    FigureServer(Answers answers) {
        this.answers = answers;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    Source open() {
        return open("20s");
    }

    Source open(String callDeadline) {
        return new PrometheusSourceFactory(
                        OutboundSettings.of(
                                "http://127.0.0.1:" + server.getAddress().getPort(),
                                null,
                                null,
                                null,
                                callDeadline,
                                List.of("loopback")),
                        Duration.ZERO)
                .open("prom");
    }

    synchronized List<Asked> asked() {
        return List.copyOf(asked);
    }

    synchronized void down() {
        down = true;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Map<String, String> form = new HashMap<>();
            String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            Arrays.stream(body.split("&", -1))
                    .map(pair -> pair.split("=", 2))
                    .forEach(pair -> form.put(pair[0], URLDecoder.decode(pair[1], UTF_8)));
            Asked one = new Asked(exchange.getRequestURI().getPath(), form);
            boolean refused;
            synchronized (this) {
                asked.add(one);
                refused = down;
            }
            exchange.sendResponseHeaders(refused ? 503 : 200, 0);
            if (!refused) {
                answers.write(one, exchange.getResponseBody());
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
