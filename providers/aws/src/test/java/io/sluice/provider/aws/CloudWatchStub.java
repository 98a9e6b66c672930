package io.sluice.provider.aws;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.DoubleBinaryOperator;

/**
 * Answers {@code GetMetricData} from a table, as CloudWatch 2010-08-01 does: a series is found only where namespace,
 * metric, statistic and all dimensions match, and is cut into periods from the start that is asked for. A sum is that of a
 * period; of a percentile, which cannot be made from those of minutes, the largest stands for it.
 */
final class CloudWatchStub implements AutoCloseable {
    private final HttpServer server;
    private final Map<String, Map<Instant, Double>> series = new HashMap<>();
    private final List<Map<String, String>> requests = new ArrayList<>();
    private String status = "Complete";
    private String statusOf = "";
    private final Set<String> refused = new HashSet<>();
    private boolean failing;
    private boolean ownGrid;

    CloudWatchStub() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** What was counted at an instant. */
    synchronized void put(
            String namespace,
            String metric,
            String statistic,
            Map<String, String> dimensions,
            Instant at,
            double value) {
        series.computeIfAbsent(key(namespace, metric, statistic, dimensions), _ -> new TreeMap<>())
                .put(at, value);
    }

    /** Calls that ask for something of a namespace are refused as a whole. */
    synchronized void refuse(String namespace) {
        refused.add(namespace);
    }

    /** All answers have this status from now on. */
    synchronized void answerWith(String statusCode) {
        answerWith(statusCode, "");
    }

    /** All answers about metrics whose name begins so have this status from now on. */
    synchronized void answerWith(String statusCode, String metric) {
        status = statusCode;
        statusOf = metric;
    }

    /** Periods lie on a grid of its own from now on, wherever the start is. */
    synchronized void cutOnOwnGrid() {
        ownGrid = true;
    }

    synchronized void fail() {
        failing = true;
    }

    synchronized List<Map<String, String>> requests() {
        return List.copyOf(requests);
    }

    private synchronized void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Map<String, String> fields =
                    fields(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            requests.add(fields);
            boolean invalid = fields.values().stream().anyMatch(refused::contains);
            String text = failing
                    ? AwsRelay.error("InternalFailure", "down")
                    : invalid ? AwsRelay.error("ValidationError", "not that one") : answer(fields);
            byte[] answer = text.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(failing ? 500 : invalid ? 400 : 200, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    private String answer(Map<String, String> fields) {
        Instant start = Instant.parse(fields.getOrDefault("StartTime", ""));
        Instant end = Instant.parse(fields.getOrDefault("EndTime", ""));
        StringBuilder xml = new StringBuilder("<GetMetricDataResponse><GetMetricDataResult><MetricDataResults>");
        for (int i = 1; fields.containsKey(member(i, "Id")); i++) {
            String stat = member(i, "MetricStat");
            Map<String, String> dimensions = new HashMap<>();
            for (int d = 1; fields.containsKey(stat + ".Metric.Dimensions.member." + d + ".Name"); d++) {
                String dimension = stat + ".Metric.Dimensions.member." + d;
                dimensions.put(
                        fields.getOrDefault(dimension + ".Name", ""), fields.getOrDefault(dimension + ".Value", ""));
            }
            Map<Instant, Double> points = new TreeMap<>(series.getOrDefault(
                    key(
                            fields.getOrDefault(stat + ".Metric.Namespace", ""),
                            fields.getOrDefault(stat + ".Metric.MetricName", ""),
                            fields.getOrDefault(stat + ".Stat", ""),
                            dimensions),
                    Map.of()));
            points.keySet().removeIf(at -> at.isBefore(start) || !at.isBefore(end));
            points = periods(
                    points,
                    ownGrid ? Instant.EPOCH : start,
                    Integer.parseInt(fields.getOrDefault(stat + ".Period", "")),
                    fields.getOrDefault(stat + ".Stat", "").equals("Sum") ? Double::sum : Math::max);
            xml.append("<member><Id>").append(fields.get(member(i, "Id"))).append("</Id><StatusCode>");
            boolean named = fields.getOrDefault(stat + ".Metric.MetricName", "").startsWith(statusOf);
            xml.append(named ? status : "Complete").append("</StatusCode><Timestamps>");
            points.keySet().forEach(at -> xml.append("<member>").append(at).append("</member>"));
            xml.append("</Timestamps><Values>");
            points.values()
                    .forEach(value -> xml.append("<member>").append(value).append("</member>"));
            xml.append("</Values></member>");
        }
        return xml.append("</MetricDataResults></GetMetricDataResult></GetMetricDataResponse>")
                .toString();
    }

    private static Map<Instant, Double> periods(
            Map<Instant, Double> points, Instant from, int seconds, DoubleBinaryOperator together) {
        Map<Instant, Double> periods = new TreeMap<>();
        points.forEach((at, value) -> {
            long since = Duration.between(from, at).toSeconds();
            periods.merge(from.plusSeconds(since / seconds * seconds), value, together::applyAsDouble);
        });
        return periods;
    }

    private static String member(int i, String field) {
        return "MetricDataQueries.member." + i + "." + field;
    }

    private static String key(String namespace, String metric, String statistic, Map<String, String> dimensions) {
        return String.join(" ", namespace, metric, statistic) + new TreeMap<>(dimensions);
    }

    private static Map<String, String> fields(String form) {
        Map<String, String> fields = new HashMap<>();
        for (String pair : form.split("&", -1)) {
            String[] parts = pair.split("=", 2);
            fields.put(
                    URLDecoder.decode(parts[0], StandardCharsets.UTF_8),
                    parts.length > 1 ? URLDecoder.decode(parts[1], StandardCharsets.UTF_8) : "");
        }
        return fields;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
