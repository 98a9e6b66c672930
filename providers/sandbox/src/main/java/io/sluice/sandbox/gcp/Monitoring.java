package io.sluice.sandbox.gcp;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.metrics.Metrics;
import io.sluice.sandbox.metrics.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Cloud Monitoring's Prometheus API, as far as an {@link Expression} goes: what was counted of the URL maps, and percentiles
 * of their latency.
 *
 * <p>It counts exactly, where Prometheus's {@code increase} interpolates.
 */
final class Monitoring {
    /** What Prometheus itself allows. */
    private static final int MOST_STEPS = 11_000;

    private final Metrics metrics;

    Monitoring(Metrics metrics) {
        this.metrics = metrics;
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
        Map<Map<String, String>, Samples> samples = new LinkedHashMap<>();
        metrics.list().stream()
                .filter(expression::selects)
                .forEach(key -> metrics.find(key)
                        .map(series -> series.periods(start, end, 1).values())
                        .filter(found -> !found.isEmpty())
                        .ifPresent(found -> found.forEach(
                                samples.computeIfAbsent(expression.labels(key), _ -> new Samples())::addAll)));
        Map<Map<String, String>, Double> values = new LinkedHashMap<>();
        samples.forEach((labels, all) -> {
            double value = all.value(expression.statistic());
            values.put(labels, expression.perSecond() ? value / expression.seconds() : value);
        });
        return values;
    }
}
