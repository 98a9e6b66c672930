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
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Stands between the adapter and the sandbox: keeps what was asked and answered, and lets single requests go wrong.
 */
final class Relay implements AutoCloseable {
    /**
     * One request and its answer.
     *
     * @param status 0 while there is none
     */
    record Exchanged(String method, String path, String query, String body, int status, String answer) {}

    private record Order(Predicate<Exchanged> requests, Trouble trouble, Runnable overtaking) {}

    private record Canned(Predicate<Exchanged> requests, Supplier<String> answer) {}

    private final URI upstream;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<Exchanged> exchanged = new ArrayList<>();
    private final List<Order> orders = new ArrayList<>();
    private final List<Canned> canned = new ArrayList<>();

    Relay(URI upstream) throws IOException {
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
    synchronized void order(Predicate<Exchanged> requests, Trouble trouble, Runnable overtaking) {
        orders.add(new Order(requests, trouble, overtaking));
    }

    /** What such requests are answered from now on, instead of passing them on. */
    synchronized void answer(Predicate<Exchanged> requests, Supplier<String> json) {
        canned.add(new Canned(requests, json));
    }

    private synchronized Optional<String> canned(Exchanged asked) {
        return canned.stream()
                .filter(one -> one.requests().test(asked))
                .map(one -> one.answer().get())
                .findFirst();
    }

    /** All so far, in the order in which they were answered. */
    synchronized List<Exchanged> exchanged() {
        return List.copyOf(exchanged);
    }

    /** The methods alone, with the last step of the path. */
    List<String> calls() {
        return exchanged().stream()
                .map(one -> one.method() + " " + one.path().substring(one.path().lastIndexOf('/') + 1))
                .toList();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            URI uri = exchange.getRequestURI();
            Exchanged asked = new Exchanged(
                    exchange.getRequestMethod(),
                    uri.getPath(),
                    String.valueOf(uri.getQuery()),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
                    0,
                    "");
            Optional<Order> order = taken(asked);
            Trouble trouble = order.map(Order::trouble).orElse(null);
            if (trouble == Trouble.THROTTLED) {
                exchange.getResponseHeaders().set("Retry-After", "17");
                send(exchange, asked, 429, error("TooManyRequests"));
            } else if (trouble == Trouble.DENIED) {
                send(exchange, asked, 403, error("AuthorizationFailed"));
            } else {
                order.ifPresent(one -> one.overtaking().run());
                pass(exchange, asked, trouble == Trouble.NO_ANSWER);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void pass(HttpExchange exchange, Exchanged asked, boolean cut) throws IOException, InterruptedException {
        Optional<String> answer = canned(asked);
        if (answer.isPresent()) {
            send(exchange, asked, 200, answer.get());
            return;
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        upstream.resolve(exchange.getRequestURI().toString()))
                .method(asked.method(), HttpRequest.BodyPublishers.ofString(asked.body()));
        Optional.ofNullable(exchange.getRequestHeaders().getFirst("Content-Type"))
                .ifPresent(type -> request.header("Content-Type", type));
        HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        for (String header : List.of("Azure-AsyncOperation", "Location", "Retry-After")) {
            response.headers()
                    .firstValue(header)
                    .ifPresent(value -> exchange.getResponseHeaders()
                            .set(
                                    header,
                                    value.replace(
                                            upstream.toString(), endpoint().toString())));
        }
        if (cut) {
            keep(asked, 0, "");
            if (asked.method().equals("GET")) {
                // Java's client asks for the same again, for reads only, unless the answer has begun.
                exchange.sendResponseHeaders(200, 2);
                exchange.getResponseBody().write('{');
                exchange.getResponseBody().flush();
            }
        } else {
            send(exchange, asked, response.statusCode(), response.body());
        }
    }

    private synchronized Optional<Order> taken(Exchanged asked) {
        Optional<Order> order =
                orders.stream().filter(one -> one.requests().test(asked)).findFirst();
        order.ifPresent(orders::remove);
        return order;
    }

    private synchronized void keep(Exchanged asked, int status, String answer) {
        exchanged.add(new Exchanged(asked.method(), asked.path(), asked.query(), asked.body(), status, answer));
    }

    private static String error(String code) {
        return "{\"error\":{\"code\":\"" + code + "\",\"message\":\"told to\"}}";
    }

    private void send(HttpExchange exchange, Exchanged asked, int status, String json) throws IOException {
        keep(asked, status, json);
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        client.close();
        threads.close();
    }
}
