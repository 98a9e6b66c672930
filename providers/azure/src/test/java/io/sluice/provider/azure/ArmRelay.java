package io.sluice.provider.azure;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.sluice.provider.tck.Trouble;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;

/** Stands between the adapter and the sandbox, and is asked after operations too: notes every request, lets one go wrong. */
final class ArmRelay implements AutoCloseable {
    /** A request as it came; header names in lower case. */
    record Noted(String method, String path, String query, Map<String, String> headers, String body) {
        boolean isWrite() {
            return method.equals("PUT") || method.equals("PATCH");
        }

        /** A look at a resource: not at an operation, and not a question that is answered later. */
        boolean isLook() {
            return method.equals("GET") && !path.contains("/locations/");
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    private record Order(Predicate<Noted> requests, Trouble trouble, Runnable before) {}

    private record Canned(Predicate<Noted> requests, int status, String body, Map<String, String> headers) {}

    private final URI upstream;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<Noted> requests = new ArrayList<>();
    private final List<Order> orders = new ArrayList<>();
    private final List<Canned> canned = new ArrayList<>();

    ArmRelay(URI upstream) throws IOException {
        this.upstream = upstream;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** The next such request goes wrong. */
    synchronized void order(Predicate<Noted> which, Trouble trouble, Runnable before) {
        orders.add(new Order(which, trouble, before));
    }

    /** The next such request is answered so, and not passed on. */
    void answer(Predicate<Noted> which, int status, String body) {
        answer(which, status, body, Map.of());
    }

    synchronized void answer(Predicate<Noted> which, int status, String body, Map<String, String> headers) {
        canned.add(new Canned(which, status, body, headers));
    }

    synchronized List<Noted> requests() {
        return List.copyOf(requests);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Noted request = noted(exchange);
            Optional<Canned> answer = taken(canned, one -> one.requests().test(request));
            if (answer.isPresent()) {
                answer.get().headers().forEach(exchange.getResponseHeaders()::set);
                send(exchange, answer.get().status(), answer.get().body());
                return;
            }
            Optional<Order> order = taken(orders, one -> one.requests().test(request));
            Trouble trouble = order.map(Order::trouble).orElse(null);
            if (trouble == Trouble.THROTTLED) {
                exchange.getResponseHeaders().set("Retry-After", "7");
                send(exchange, 429, error("TooManyRequests", "throttled"));
            } else if (trouble == Trouble.DENIED) {
                send(exchange, 403, error("AuthorizationFailed", "not authorized"));
            } else {
                order.ifPresent(one -> one.before().run());
                pass(exchange, request, trouble == Trouble.NO_ANSWER);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Noted noted(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new TreeMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
        URI uri = exchange.getRequestURI();
        Noted request = new Noted(
                exchange.getRequestMethod(),
                uri.getPath(),
                Optional.ofNullable(uri.getRawQuery()).orElse(""),
                headers,
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        synchronized (this) {
            requests.add(request);
        }
        return request;
    }

    private void pass(HttpExchange exchange, Noted request, boolean cut) throws IOException, InterruptedException {
        HttpRequest.Builder passed = HttpRequest.newBuilder(
                        URI.create(upstream + exchange.getRequestURI().toString()))
                .method(
                        request.method(),
                        request.body().isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(request.body()));
        Optional.ofNullable(request.headers().get("if-match")).ifPresent(etag -> passed.header("If-Match", etag));
        HttpResponse<String> response = client.send(passed.build(), HttpResponse.BodyHandlers.ofString());
        if (cut) {
            if (request.method().equals("GET")) {
                // Java's client repeats a GET by itself if a kept connection ends before the first byte, and no other
                // method.
                exchange.sendResponseHeaders(200, 2);
                exchange.getResponseBody().write('{');
                exchange.getResponseBody().flush();
            }
            return;
        }
        for (String header : List.of("Azure-AsyncOperation", "Location", "Retry-After")) {
            response.headers()
                    .firstValue(header)
                    .ifPresent(value -> exchange.getResponseHeaders()
                            .set(
                                    header,
                                    value.replace(
                                            upstream.toString(), endpoint().toString())));
        }
        send(exchange, response.statusCode(), response.body());
    }

    private synchronized <T> Optional<T> taken(List<T> from, Predicate<T> which) {
        Optional<T> found = from.stream().filter(which).findFirst();
        found.ifPresent(from::remove);
        return found;
    }

    static String error(String code, String message) {
        return "{\"error\":{\"code\":\"" + code + "\",\"message\":\"" + message + "\"}}";
    }

    private static void send(HttpExchange exchange, int status, String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        client.close();
        threads.close();
    }
}
