package io.sluice.app.kills;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/** A receiver of notices that outlives the service, and honours the id of an event: what it has, it does not take again. */
final class Hook implements AutoCloseable {
    private final HttpServer server;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Map<String, String> taken = new LinkedHashMap<>();
    private final List<String> arrivals = new ArrayList<>();
    private final List<String> changed = new ArrayList<>();
    private volatile Manner manner;

    /** What it does with what comes. */
    enum Manner {
        TAKES,
        /** Takes nothing and says so. */
        REFUSES,
        /** Takes it and never says so. */
        TAKES_AND_HANGS
    }

    private Hook(HttpServer server, Manner manner) {
        this.server = server;
        this.manner = manner;
    }

    static Hook open(Manner manner) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        Hook hook = new Hook(server, manner);
        server.createContext("/", hook::take);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        return hook;
    }

    void now(Manner other) {
        manner = other;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
    }

    /** The ids of what it took, in that order. */
    synchronized List<String> taken() {
        return List.copyOf(taken.keySet());
    }

    /** The ids of all that came, taken or not. */
    synchronized List<String> arrivals() {
        return List.copyOf(arrivals);
    }

    /** Ids that came again with something else. */
    synchronized List<String> changed() {
        return List.copyOf(changed);
    }

    synchronized boolean hasTaken(String type) {
        return taken.values().stream().anyMatch(body -> body.contains("\"type\":\"io.sluice.plan." + type + "\""));
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            String id = String.valueOf(exchange.getRequestHeaders().getFirst("webhook-id"));
            byte[] bytes = exchange.getRequestBody().readAllBytes();
            if (bytes.length != Integer.parseInt(exchange.getRequestHeaders().getFirst("Content-Length"))) {
                return; // who sent it died in the middle; a signature of half a body is none
            }
            String body = new String(bytes, UTF_8);
            Manner here = manner;
            synchronized (this) {
                arrivals.add(id);
                if (here != Manner.REFUSES) {
                    String before = taken.putIfAbsent(id, body);
                    if (before != null && !before.equals(body)) {
                        changed.add(id);
                    }
                }
            }
            if (here == Manner.TAKES_AND_HANGS) {
                closed.await();
            }
            exchange.sendResponseHeaders(here == Manner.REFUSES ? 503 : 204, -1);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
    }
}
