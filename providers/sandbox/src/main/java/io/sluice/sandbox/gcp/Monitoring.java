package io.sluice.sandbox.gcp;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.metrics.MetricKey;
import io.sluice.sandbox.metrics.Metrics;
import io.sluice.sandbox.metrics.Samples;
import io.sluice.sandbox.metrics.Statistic;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cloud Monitoring's Prometheus API, as far as two expressions go: the requests of a URL map by backend and class of answer,
 * and a percentile of their latency by backend.
 *
 * <p>It counts exactly, where Prometheus's {@code increase} interpolates.
 */
final class Monitoring {
    private static final String LABELS =
            "\\{monitored_resource=\"https_lb_rule\",url_map_name=\"([^\"]+)\"\\}\\[(\\d+)s\\]";
    private static final Pattern COUNTS =
            Pattern.compile("sum by \\(backend_target_name, response_code_class\\) \\(increase\\("
                    + "loadbalancing_googleapis_com:https_backend_request_count" + LABELS + "\\)\\)");
    private static final Pattern PERCENTILE =
            Pattern.compile("histogram_quantile\\((0\\.\\d+), sum by \\(backend_target_name, le\\) \\(increase\\("
                    + "loadbalancing_googleapis_com:https_backend_latencies_bucket" + LABELS + "\\)\\)\\)");

    /** What Prometheus itself allows. */
    private static final int MOST_STEPS = 11_000;

    private final Metrics metrics;

    Monitoring(Metrics metrics) {
        this.metrics = metrics;
    }

    /** One figure for each series of an expression. */
    private record Expression(String metric, String urlMap, long seconds, Statistic statistic) {
        static Expression of(String text) throws GcpError {
            Matcher counts = COUNTS.matcher(text);
            if (counts.matches()) {
                return new Expression(
                        UrlMapSplit.REQUESTS, counts.group(1), Long.parseLong(counts.group(2)), new Statistic.Sum());
            }
            Matcher percentile = PERCENTILE.matcher(text);
            if (percentile.matches()) {
                return new Expression(
                        UrlMapSplit.LATENCIES,
                        percentile.group(2),
                        Long.parseLong(percentile.group(3)),
                        new Statistic.Percentile(Double.parseDouble(percentile.group(1)) * 100));
            }
            throw GcpError.invalid("the sandbox evaluates two expressions, and this is none of them: " + text);
        }
    }

    /** Evaluates an expression at an instant; as if nothing had ever been measured when that is on order. */
    ObjectNode query(QueryForm form, boolean empty) throws GcpError {
        Expression expression = Expression.of(form.expression());
        Instant at = form.instant("time");
        ObjectNode json = answer("vector");
        if (!empty) {
            values(expression, at).forEach((labels, value) -> add(json, labels).set("value", sample(at, value)));
        }
        return json;
    }

    /** The same at each step from a start to an end. */
    ObjectNode queryRange(QueryForm form, boolean empty) throws GcpError {
        Expression expression = Expression.of(form.expression());
        Instant start = form.instant("start");
        Instant end = form.instant("end");
        Duration step = form.duration("step");
        if (step.isZero() || end.isBefore(start)) {
            throw GcpError.invalid(
                    "zero or negative query resolution step widths are not accepted, nor an end before start");
        }
        if (Duration.between(start, end).dividedBy(step) > MOST_STEPS) {
            throw GcpError.invalid("exceeded maximum resolution of 11,000 points per timeseries");
        }
        ObjectNode json = answer("matrix");
        Map<Map<String, String>, ArrayNode> series = new LinkedHashMap<>();
        for (Instant at = start; !empty && !at.isAfter(end); at = at.plus(step)) {
            Instant now = at;
            values(expression, at)
                    .forEach((labels, value) -> series.computeIfAbsent(
                                    labels, _ -> add(json, labels).putArray("values"))
                            .add(sample(now, value)));
        }
        return json;
    }

    private static ObjectNode answer(String type) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("status", "success");
        json.putObject("data").put("resultType", type).putArray("result");
        return json;
    }

    private static ObjectNode add(ObjectNode json, Map<String, String> labels) {
        ObjectNode series = json.withArray("/data/result").addObject();
        ObjectNode metric = series.putObject("metric");
        labels.forEach(metric::put);
        return series;
    }

    private static ArrayNode sample(Instant at, double value) {
        return JsonNodeFactory.instance
                .arrayNode()
                .add(at.toEpochMilli() / 1000.0)
                .add(Double.toString(value));
    }

    /** By labels; a series without data has none. */
    private Map<Map<String, String>, Double> values(Expression expression, Instant at) {
        long end = Math.min(at.getEpochSecond(), metrics.publishedBeforeSecond());
        long start = at.getEpochSecond() - expression.seconds();
        Map<Map<String, String>, Double> values = new LinkedHashMap<>();
        for (MetricKey key : metrics.list()) {
            boolean asked = key.namespace().equals(UrlMapSplit.NAMESPACE)
                    && key.name().equals(expression.metric())
                    && expression.urlMap().equals(key.dimensions().get("url_map_name"));
            if (asked) {
                Optional<Samples> samples = metrics.find(key)
                        .map(series -> series.periods(start, end, 1).values())
                        .filter(found -> !found.isEmpty())
                        .map(Monitoring::together);
                samples.ifPresent(found -> values.put(labels(key), found.value(expression.statistic())));
            }
        }
        return values;
    }

    private static Map<String, String> labels(MetricKey key) {
        Map<String, String> labels = new TreeMap<>(key.dimensions());
        labels.remove("url_map_name");
        return labels;
    }

    private static Samples together(Collection<Samples> seconds) {
        Samples all = new Samples();
        seconds.forEach(all::addAll);
        return all;
    }
}
