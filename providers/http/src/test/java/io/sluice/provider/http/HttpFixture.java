package io.sluice.provider.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.sluice.outbound.OutboundClient;
import io.sluice.outbound.OutboundSettings;
import io.sluice.provider.MetricSource;
import io.sluice.provider.tck.SourceFixture;
import io.sluice.traffic.Metric;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A status page that shows each side's figure under its name, and pages that show none. */
final class HttpFixture implements SourceFixture {

    private static final JsonMapper JSON = new JsonMapper();

    /** Answers without one finite number at {@code $.lag}, by their path. */
    static final Map<String, String> WITHOUT_NUMBER = new LinkedHashMap<>();

    static {
        WITHOUT_NUMBER.put("/html", "<html><body>Please log in</body></html>");
        WITHOUT_NUMBER.put("/empty", "");
        WITHOUT_NUMBER.put("/cut", "{\"lag\": 1");
        WITHOUT_NUMBER.put("/more", "{\"lag\": 1} {}");
        WITHOUT_NUMBER.put("/twice", "{\"lag\": 1, \"lag\": 2}");
        WITHOUT_NUMBER.put("/nan", "{\"lag\": NaN}");
        WITHOUT_NUMBER.put("/inf", "{\"lag\": 1e999}");
        WITHOUT_NUMBER.put("/inexact", "{\"lag\": 9007199254740993}");
        WITHOUT_NUMBER.put("/text", "{\"lag\": \"7\"}");
        WITHOUT_NUMBER.put("/true", "{\"lag\": true}");
        WITHOUT_NUMBER.put("/null", "{\"lag\": null}");
        WITHOUT_NUMBER.put("/object", "{\"lag\": {\"seconds\": 1}}");
        WITHOUT_NUMBER.put("/list", "{\"lag\": [1]}");
        WITHOUT_NUMBER.put("/none", "{\"delay\": 1}");
        WITHOUT_NUMBER.put("/number", "7");
        WITHOUT_NUMBER.put("/deep", "[".repeat(100_000));
        WITHOUT_NUMBER.put("/long", "{\"lag\": 1, \"filler\": \"" + "x".repeat(1_000_000) + "\"}");
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<String> asked = new ArrayList<>();
    private final HttpSource source;
    private int status = 200;

    HttpFixture() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
        source = new HttpSource(
                new OutboundClient(OutboundSettings.of(
                        "http://127.0.0.1:" + server.getAddress().getPort() + "/status",
                        null,
                        null,
                        null,
                        "20s",
                        List.of("loopback"))),
                InstantSource.fixed(END.plusSeconds(20)));
    }

    @Override
    public MetricSource source() {
        return source;
    }

    @Override
    public Metric metric() {
        return metric("/of/{{side}}?id={{backend.id}}", "$.figures['{{side}}'].value");
    }

    static Metric metric(String path, String select) {
        return new Metric("{\"path\":\"" + path + "\",\"select\":\"" + select + "\"}");
    }

    @Override
    public List<Metric> withoutNumber() {
        return WITHOUT_NUMBER.keySet().stream()
                .map(path -> metric(path, "$.lag"))
                .toList();
    }

    @Override
    public List<Malformed> malformed() {
        return List.of(
                new Malformed("no path", "{\"select\":\"$.a\"}", "/path"),
                new Malformed("no selection", "{\"path\":\"/a\"}", "/select"),
                new Malformed("no text", "{\"path\":7,\"select\":\"$.a\"}", "/path"),
                path("elsewhere.example.com/a"),
                path("http://elsewhere.example.com/"),
                path("//elsewhere.example.com/"),
                path("@elsewhere.example.com/"),
                path(""),
                path("/a/../b"),
                path("/a/%2E%2e/b"),
                path("/.."),
                path("/./a"),
                path("/a//b"),
                path("/a b"),
                path("/a#b"),
                path("/a\\\\b"),
                path("/a%zz"),
                path("/a\\r\\nX: y"),
                path("/é"),
                path("/a?b={{who}}"),
                select(""),
                select("lag"),
                select("$."),
                select("$.a[?(@.b"),
                select("$.a[?(@.b =~ /(x+)+$/)]"),
                select("$..*..*..*"),
                select("$.a[?(@.b == $..c)]"),
                select("$.{{side}}"),
                select("$['a{{side}}']"),
                select("{{side}}"));
    }

    private static Malformed path(String path) {
        return new Malformed("path " + path, metric(path, "$.a"), "/path");
    }

    private static Malformed select(String select) {
        return new Malformed("select " + select, metric("/a", select), "/select");
    }

    @Override
    public int asked() {
        return requests().size();
    }

    synchronized List<String> requests() {
        return List.copyOf(asked);
    }

    @Override
    public void fail() {
        answerWith(503);
    }

    synchronized void answerWith(int refusal) {
        status = refusal;
    }

    private synchronized int note(HttpExchange exchange) {
        asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
        return status;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            int answered = note(exchange);
            exchange.sendResponseHeaders(answered, answered == 204 ? -1 : 0);
            if (answered != 204) {
                exchange.getResponseBody().write(answer(exchange).getBytes(UTF_8));
            }
        }
    }

    private static String answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getRawPath().replaceFirst("^/status", "");
        String canned = WITHOUT_NUMBER.get(path);
        if (canned != null) {
            return canned;
        }
        String query = exchange.getRequestURI().getRawQuery();
        String side = URLDecoder.decode(query == null ? "" : query.replaceFirst("^id=", ""), UTF_8);
        boolean same = path.equals("/of/" + query(query));
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put(LOW.name(), Map.of("value", 12.5));
        figures.put(HIGH.name(), Map.of("value", 250));
        figures.put(ODD.name(), Map.of("value", 7));
        figures.keySet().removeIf(name -> !name.equals(side) || !same);
        return JSON.writeValueAsString(Map.of("figures", figures));
    }

    private static String query(@org.jspecify.annotations.Nullable String query) {
        return query == null ? "" : query.replaceFirst("^id=", "");
    }

    @Override
    public void close() {
        source.close();
        server.stop(0);
        threads.shutdownNow();
    }
}
