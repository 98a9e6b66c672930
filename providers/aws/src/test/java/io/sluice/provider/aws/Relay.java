package io.sluice.provider.aws;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.sluice.provider.tck.Trouble;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Stands between the adapter and an emulator: notes every action, and lets one go wrong when told to. */
final class Relay implements AutoCloseable {
    private record Order(Predicate<String> actions, Trouble trouble, Runnable overtaking) {}

    private final URI upstream;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<Map<String, String>> requests = new ArrayList<>();
    private final List<Order> orders = new ArrayList<>();
    private final Map<String, String> answers = new HashMap<>();
    private UnaryOperator<String> rewriting = UnaryOperator.identity();

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

    /** The next request of such an action goes wrong. */
    synchronized void order(Predicate<String> actions, Trouble trouble, Runnable overtaking) {
        orders.add(new Order(actions, trouble, overtaking));
    }

    /** What requests of an action are answered from now on, instead of passing them on. */
    synchronized void answer(String action, String xml) {
        answers.put(action, xml);
    }

    /** What requests ask for from now on, instead of what they say. */
    synchronized void rewrite(UnaryOperator<String> uri) {
        rewriting = uri;
    }

    private synchronized String rewritten(URI uri) {
        return rewriting.apply(uri.toString());
    }

    /** The fields of every request so far. */
    synchronized List<Map<String, String>> requests() {
        return List.copyOf(requests);
    }

    List<String> actions() {
        return requests().stream().map(Relay::action).toList();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            Map<String, String> fields = fields(exchange, new String(body, StandardCharsets.UTF_8));
            Optional<Order> order = taken(fields);
            Trouble trouble = order.map(Order::trouble).orElse(null);
            if (trouble == Trouble.THROTTLED) {
                send(exchange, 400, error("ThrottlingException", "Rate exceeded"));
            } else if (trouble == Trouble.DENIED) {
                send(exchange, 403, error("AccessDenied", "not authorized to perform this"));
            } else {
                order.ifPresent(one -> one.overtaking().run());
                pass(exchange, fields, body, trouble == Trouble.NO_ANSWER);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void pass(HttpExchange exchange, Map<String, String> fields, byte[] body, boolean cut)
            throws IOException, InterruptedException {
        Optional<String> canned = canned(action(fields));
        if (canned.isPresent()) {
            if (!cut) {
                send(exchange, 200, canned.get());
            }
            return;
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(upstream.resolve(rewritten(exchange.getRequestURI())))
                .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
        for (String header : List.of("Content-Type", "Authorization", "X-Amz-Date")) {
            Optional.ofNullable(exchange.getRequestHeaders().getFirst(header))
                    .ifPresent(value -> request.header(header, value));
        }
        HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (!cut) {
            send(exchange, response.statusCode(), response.body());
        }
    }

    private synchronized Optional<Order> taken(Map<String, String> fields) {
        requests.add(fields);
        Optional<Order> order = orders.stream()
                .filter(one -> one.actions().test(action(fields)))
                .findFirst();
        order.ifPresent(orders::remove);
        return order;
    }

    private synchronized Optional<String> canned(String action) {
        return Optional.ofNullable(answers.get(action));
    }

    private static String action(Map<String, String> fields) {
        return fields.getOrDefault("Action", "");
    }

    /** Route 53 has its actions in the path and the other services in the form. */
    private static Map<String, String> fields(HttpExchange exchange, String body) {
        URI uri = exchange.getRequestURI();
        if (!uri.getPath().startsWith("/2013-04-01/")) {
            return fields(body);
        }
        Map<String, String> fields = new HashMap<>(uri.getRawQuery() == null ? Map.of() : fields(uri.getRawQuery()));
        fields.put("Version", "2013-04-01");
        fields.put("Body", body);
        fields.put("Action", route53Action(exchange.getRequestMethod(), uri.getPath()));
        return fields;
    }

    private static String route53Action(String method, String path) {
        if (path.contains("/rrset")) {
            return method.equals("POST") ? "ChangeResourceRecordSets" : "ListResourceRecordSets";
        }
        if (path.contains("/healthcheck/")) {
            return path.endsWith("/status") ? "GetHealthCheckStatus" : "GetHealthCheck";
        }
        return "GetChange";
    }

    private static Map<String, String> fields(String form) {
        Map<String, String> fields = new HashMap<>();
        for (String pair : form.split("&", -1)) {
            String[] parts = pair.split("=", 2);
            fields.put(decoded(parts[0]), parts.length > 1 ? decoded(parts[1]) : "");
        }
        return fields;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    static String error(String code, String message) {
        return "<ErrorResponse><Error><Type>Sender</Type><Code>" + code + "</Code><Message>" + message
                + "</Message></Error><RequestId>r</RequestId></ErrorResponse>";
    }

    private static void send(HttpExchange exchange, int status, String xml) throws IOException {
        byte[] bytes = xml.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/xml");
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
