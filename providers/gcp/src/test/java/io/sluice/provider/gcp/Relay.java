package io.sluice.provider.gcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.sluice.provider.gcp.Spec.Exchange;
import io.sluice.provider.tck.Trouble;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;

/** Stands between the adapter and the sandbox: notes every exchange, and lets one go wrong when told to. */
final class Relay implements AutoCloseable {
    private record Order(Predicate<Exchange> calls, Trouble trouble, Runnable overtaking) {}

    private static final List<String> OF_THE_CONNECTION = List.of("host", "connection", "content-length", "upgrade");

    private final URI upstream;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<Exchange> exchanges = new ArrayList<>();
    private final List<Order> orders = new ArrayList<>();

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

    /** The next such call goes wrong. */
    synchronized void order(Predicate<Exchange> calls, Trouble trouble, Runnable overtaking) {
        orders.add(new Order(calls, trouble, overtaking));
    }

    /** All that was asked so far, and what the sandbox said. */
    synchronized List<Exchange> exchanges() {
        return List.copyOf(exchanges);
    }

    synchronized void forget() {
        exchanges.clear();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Exchange asked = asked(exchange);
            Optional<Order> order = taken(asked);
            Trouble trouble = order.map(Order::trouble).orElse(null);
            if (trouble == Trouble.THROTTLED) {
                note(asked, 403, error(403, "rateLimitExceeded", "Quota exceeded"));
                send(exchange, 403, error(403, "rateLimitExceeded", "Quota exceeded"));
            } else if (trouble == Trouble.DENIED) {
                note(asked, 403, error(403, "forbidden", "Required permission"));
                send(exchange, 403, error(403, "forbidden", "Required permission"));
            } else {
                order.ifPresent(one -> one.overtaking().run());
                HttpResponse<String> response = pass(asked);
                note(asked, response.statusCode(), response.body());
                if (trouble != Trouble.NO_ANSWER) {
                    send(exchange, response.statusCode(), response.body());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Exchange asked(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new TreeMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
        String method = exchange.getRequestMethod();
        URI uri = exchange.getRequestURI();
        Map<String, String> query = new TreeMap<>();
        for (String pair : Optional.ofNullable(uri.getRawQuery()).orElse("").split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                query.put(pair.substring(0, equals), URLDecoder.decode(pair.substring(equals + 1), UTF_8));
            }
        }
        // The client asks for JSON always, and for nothing else by it.
        query.remove("$alt");
        return new Exchange(
                headers.getOrDefault("x-http-method-override", method),
                method,
                uri.getPath(),
                query,
                headers,
                new String(exchange.getRequestBody().readAllBytes(), UTF_8),
                0,
                uri.toString());
    }

    private HttpResponse<String> pass(Exchange asked) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(upstream.resolve(asked.answer()))
                .method(asked.method(), HttpRequest.BodyPublishers.ofString(asked.body()));
        asked.headers().forEach((name, value) -> {
            if (!OF_THE_CONNECTION.contains(name)) {
                request.header(name, value);
            }
        });
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private synchronized Optional<Order> taken(Exchange asked) {
        Optional<Order> order =
                orders.stream().filter(one -> one.calls().test(asked)).findFirst();
        order.ifPresent(orders::remove);
        return order;
    }

    private synchronized void note(Exchange asked, int status, String answer) {
        exchanges.add(new Exchange(
                asked.verb(),
                asked.method(),
                asked.path(),
                asked.query(),
                asked.headers(),
                asked.body(),
                status,
                answer));
    }

    private static String error(int status, String reason, String message) {
        return "{\"error\":{\"code\":%d,\"message\":\"%s\",\"errors\":[{\"reason\":\"%s\"}]}}"
                .formatted(status, message, reason);
    }

    private static void send(HttpExchange exchange, int status, String json) throws IOException {
        byte[] bytes = json.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json; charset=UTF-8");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        client.close();
        threads.close();
    }
}
