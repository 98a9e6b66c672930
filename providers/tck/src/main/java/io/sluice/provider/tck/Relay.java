package io.sluice.provider.tck;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Stands between an adapter and a cloud on loopback: notes every exchange, and lets one go wrong when told to. */
public final class Relay implements AutoCloseable {
    /** Headers that are a matter of one connection, and not passed on. */
    private static final Set<String> OF_THE_CONNECTION = Set.of(
            "connection", "content-length", "date", "expect", "host", "http2-settings", "transfer-encoding", "upgrade");

    private final URI upstream;
    private final Answer throttled;
    private final Answer denied;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<Exchange> exchanges = new ArrayList<>();
    private final List<Order> orders = new ArrayList<>();
    private final List<Canned> canned = new ArrayList<>();
    private UnaryOperator<String> rewriting = UnaryOperator.identity();

    /**
     * A request and what came of it.
     *
     * @param uri its path and query as they came
     * @param headers of the request, their names in lower case
     * @param status 0 while there is no answer; one that did not get through is noted as it was
     */
    public record Exchange(
            String method, URI uri, Map<String, String> headers, String body, int status, String answer) {
        public String path() {
            return uri.getPath();
        }

        /** As it came; empty where there is none. */
        public String query() {
            return Optional.ofNullable(uri.getRawQuery()).orElse("");
        }

        @Override
        public String toString() {
            return method + " " + path();
        }
    }

    private record Order(Predicate<Exchange> requests, Trouble trouble, Runnable overtaking) {}

    private record Canned(Predicate<Exchange> requests, Supplier<Answer> answer, boolean once) {}

    /**
     * @param throttled how this cloud says that it was asked too often
     * @param denied how it says that these credentials may not do this
     */
    public Relay(URI upstream, Answer throttled, Answer denied) throws IOException {
        this.upstream = upstream;
        this.throttled = throttled;
        this.denied = denied;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** The next such request goes wrong. */
    public synchronized void order(Predicate<Exchange> requests, Trouble trouble, Runnable overtaking) {
        orders.add(new Order(requests, trouble, overtaking));
    }

    /** What such requests are answered from now on, instead of passing them on. */
    public synchronized void answer(Predicate<Exchange> requests, Supplier<Answer> answer) {
        canned.add(new Canned(requests, answer, false));
    }

    /** What the next such request is answered, instead of passing it on. */
    public synchronized void answerNext(Predicate<Exchange> requests, Answer answer) {
        canned.add(new Canned(requests, () -> answer, true));
    }

    /** What requests ask for from now on, instead of what they say. */
    public synchronized void rewrite(UnaryOperator<String> uri) {
        rewriting = uri;
    }

    private synchronized String rewritten(URI uri) {
        return rewriting.apply(uri.toString());
    }

    /** All so far, in the order in which they came. */
    public synchronized List<Exchange> exchanges() {
        return List.copyOf(exchanges);
    }

    /** Begins the list anew. */
    public synchronized void forget() {
        exchanges.clear();
    }

    private void handle(HttpExchange http) throws IOException {
        try (http) {
            Exchange asked = noted(http);
            Optional<Order> order = taken(orders, one -> one.requests().test(asked));
            Trouble trouble = order.map(Order::trouble).orElse(null);
            if (trouble == Trouble.THROTTLED) {
                send(http, asked, throttled);
            } else if (trouble == Trouble.DENIED) {
                send(http, asked, denied);
            } else {
                order.ifPresent(one -> one.overtaking().run());
                Optional<Answer> instead = instead(asked);
                Answer answer = instead.isPresent() ? instead.get() : passed(asked);
                if (trouble == Trouble.NO_ANSWER) {
                    note(asked, answer);
                    cut(http, asked);
                } else {
                    send(http, asked, answer);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Exchange noted(HttpExchange http) throws IOException {
        Map<String, String> headers = new TreeMap<>();
        http.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
        String body = new String(http.getRequestBody().readAllBytes(), UTF_8);
        Exchange asked = new Exchange(http.getRequestMethod(), http.getRequestURI(), headers, body, 0, "");
        synchronized (this) {
            exchanges.add(asked);
        }
        return asked;
    }

    private synchronized <T> Optional<T> taken(List<T> from, Predicate<T> which) {
        Optional<T> found = from.stream().filter(which).findFirst();
        found.ifPresent(from::remove);
        return found;
    }

    private synchronized Optional<Answer> instead(Exchange asked) {
        Optional<Canned> found =
                canned.stream().filter(one -> one.requests().test(asked)).findFirst();
        found.filter(Canned::once).ifPresent(canned::remove);
        return found.map(one -> one.answer().get());
    }

    private Answer passed(Exchange asked) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(upstream + rewritten(asked.uri())))
                .method(
                        asked.method(),
                        asked.body().isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(asked.body()));
        asked.headers().forEach((name, value) -> {
            if (!OF_THE_CONNECTION.contains(name)) {
                request.header(name, value);
            }
        });
        HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        Map<String, String> headers = new TreeMap<>();
        response.headers().map().forEach((name, values) -> {
            if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
                // What the cloud says to ask next is asked here too.
                headers.put(
                        name,
                        values.getFirst()
                                .replace(upstream.toString(), endpoint().toString()));
            }
        });
        return new Answer(response.statusCode(), headers, response.body());
    }

    /**
     * Ends the connection. Java's clients ask for the same again by themselves if a GET has no answer at all, and an order is
     * for one request: so that of a GET begins.
     */
    private static void cut(HttpExchange http, Exchange asked) throws IOException {
        if (asked.method().equals("GET")) {
            http.sendResponseHeaders(200, 2);
            http.getResponseBody().write('{');
            http.getResponseBody().flush();
        }
    }

    private void send(HttpExchange http, Exchange asked, Answer answer) throws IOException {
        note(asked, answer);
        answer.send(http);
    }

    private synchronized void note(Exchange asked, Answer answer) {
        Exchange done = new Exchange(
                asked.method(), asked.uri(), asked.headers(), asked.body(), answer.status(), answer.body());
        int at = exchanges.indexOf(asked);
        if (at >= 0) {
            exchanges.set(at, done);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        client.close();
        threads.close();
    }
}
