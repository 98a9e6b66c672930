package io.sluice.sandbox.gcp;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.metrics.MetricKey;
import io.sluice.sandbox.metrics.Metrics;
import io.sluice.sandbox.metrics.Samples;
import io.sluice.sandbox.metrics.Statistic;
import java.time.Instant;
import java.util.Collection;
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

    private final Metrics metrics;

    Monitoring(Metrics metrics) {
        this.metrics = metrics;
    }

    /** Evaluates an expression; as if nothing had ever been measured when that is on order. */
    ObjectNode query(String expression, Instant at, boolean empty) throws GcpError {
        Matcher counts = COUNTS.matcher(expression);
        Matcher percentile = PERCENTILE.matcher(expression);
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("status", "success");
        ArrayNode result = json.putObject("data").put("resultType", "vector").putArray("result");
        if (counts.matches()) {
            if (!empty) {
                addAll(result, UrlMapSplit.REQUESTS, counts.group(1), counts.group(2), at, new Statistic.Sum());
            }
        } else if (percentile.matches()) {
            if (!empty) {
                Statistic statistic = new Statistic.Percentile(Double.parseDouble(percentile.group(1)) * 100);
                addAll(result, UrlMapSplit.LATENCIES, percentile.group(2), percentile.group(3), at, statistic);
            }
        } else {
            throw GcpError.invalid("the sandbox evaluates two expressions, and this is none of them: " + expression);
        }
        return json;
    }

    private void addAll(
            ArrayNode result, String metric, String urlMap, String seconds, Instant at, Statistic statistic) {
        long end = Math.min(at.getEpochSecond(), metrics.publishedBeforeSecond());
        long start = at.getEpochSecond() - Long.parseLong(seconds);
        for (MetricKey key : metrics.list()) {
            boolean asked = key.namespace().equals(UrlMapSplit.NAMESPACE)
                    && key.name().equals(metric)
                    && urlMap.equals(key.dimensions().get("url_map_name"));
            if (asked) {
                Optional<Samples> samples = metrics.find(key)
                        .map(series -> series.periods(start, end, 1).values())
                        .filter(found -> !found.isEmpty())
                        .map(Monitoring::together);
                samples.ifPresent(found -> add(result, key, at, found.value(statistic)));
            }
        }
    }

    private static Samples together(Collection<Samples> seconds) {
        Samples all = new Samples();
        seconds.forEach(all::addAll);
        return all;
    }

    private static void add(ArrayNode result, MetricKey key, Instant at, double value) {
        ObjectNode series = result.addObject();
        ObjectNode labels = series.putObject("metric");
        Map<String, String> kept = new TreeMap<>(key.dimensions());
        kept.remove("url_map_name");
        kept.forEach(labels::put);
        series.putArray("value").add(at.getEpochSecond()).add(Double.toString(value));
    }
}
