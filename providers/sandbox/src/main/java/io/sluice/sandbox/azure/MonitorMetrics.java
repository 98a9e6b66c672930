package io.sluice.sandbox.azure;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.metrics.MetricKey;
import io.sluice.sandbox.metrics.Metrics;
import io.sluice.sandbox.metrics.Samples;
import io.sluice.sandbox.metrics.Statistic;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Azure Monitor's list of metric values of one resource, from what really went through: {@code Metrics_List} of 2018-01-01, by
 * dimensions that all its metrics have.
 */
public final class MonitorMetrics {
    public static final String API_VERSION = "2018-01-01";

    /** How many series an answer has if nobody asks for more. */
    private static final int TOP = 10;

    private static final Pattern CONDITION =
            Pattern.compile("\\s*(\\w+)\\s+eq\\s+'((?:[^']|'')*)'(?:\\s*$|\\s+and\\b)");

    private final Metrics metrics;

    public MonitorMetrics(Metrics metrics) {
        this.metrics = metrics;
    }

    /** Whether a request about a resource, whose id is so many steps long, asks for its metrics. */
    public static boolean speaks(ArmRequest request, int idSteps) {
        return request.path().size() == idSteps + 3
                && request.has(idSteps, "providers", "Microsoft.Insights", "metrics");
    }

    /** Counts something of a resource. */
    public void add(String resourceKey, String metric, Map<String, String> dimensions, double value) {
        metrics.add(new MetricKey(resourceKey, metric, dimensions), value);
    }

    public ArmAnswer answer(ArmRequest request, String resourceKey, String resourceType, boolean withoutData)
            throws ArmError {
        String[] timespan = required(request, "timespan").split("/", -1);
        Instant start;
        Instant end;
        Duration interval;
        try {
            start = Instant.parse(timespan[0]);
            end = Instant.parse(timespan[timespan.length - 1]);
            interval = Duration.parse(request.query("interval").orElse("PT1M"));
        } catch (DateTimeException e) {
            throw bad("Invalid time: " + e.getMessage());
        }
        Map<String, Statistic> aggregations = new LinkedHashMap<>();
        for (String name : request.query("aggregation")
                .orElse("Average")
                .toLowerCase(Locale.ROOT)
                .split(",", -1)) {
            aggregations.put(name, statistic(name));
        }
        Map<String, String> filter = filter(request.query("$filter").orElse(""));
        int top = Integer.parseInt(request.query("top").orElse(String.valueOf(TOP)));
        Span span = new Span(start.getEpochSecond(), end.getEpochSecond(), interval);

        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("cost", 0).put("timespan", start + "/" + end).put("interval", interval.toString());
        body.put("namespace", resourceType).put("resourceregion", "westeurope");
        ArrayNode answers = body.putArray("value");
        for (String metric : required(request, "metricnames").split(",", -1)) {
            ObjectNode one = answers.addObject();
            one.put("id", resourceKey + "/providers/Microsoft.Insights/metrics/" + metric);
            one.put("type", "Microsoft.Insights/metrics");
            one.putObject("name").put("value", metric).put("localizedValue", metric);
            one.put("unit", "Count");
            ArrayNode series = one.putArray("timeseries");
            if (!withoutData) {
                found(resourceKey, metric, filter, span).entrySet().stream()
                        .limit(top)
                        .forEach(entry -> write(series.addObject(), entry, aggregations));
            }
        }
        return new ArmAnswer(200, body);
    }

    private static Statistic statistic(String aggregation) throws ArmError {
        return switch (aggregation) {
            case "total" -> new Statistic.Sum();
            case "average" -> new Statistic.Average();
            case "minimum" -> new Statistic.Minimum();
            case "maximum" -> new Statistic.Maximum();
            case "count" -> new Statistic.SampleCount();
            default -> throw bad("Invalid aggregation " + aggregation);
        };
    }

    /** What is asked for, in seconds since 1970. */
    private record Span(long from, long before, Duration interval) {}

    /** By the values of the dimensions that the filter names: what differs in others is taken together. */
    private Map<Map<String, String>, NavigableMap<Long, Samples>> found(
            String resource, String metric, Map<String, String> filter, Span span) throws ArmError {
        Map<Map<String, String>, NavigableMap<Long, Samples>> found = new HashMap<>();
        for (MetricKey key : metrics.list()) {
            if (!key.namespace().equals(resource) || !key.name().equals(metric) || !matches(filter, key.dimensions())) {
                continue;
            }
            if (!key.dimensions().keySet().containsAll(filter.keySet())) {
                throw bad("Metric %s does not have the dimensions %s".formatted(metric, filter.keySet()));
            }
            Map<String, String> named = new TreeMap<>(key.dimensions());
            named.keySet().retainAll(filter.keySet());
            NavigableMap<Long, Samples> points = found.computeIfAbsent(named, _ -> new TreeMap<>());
            metrics.find(key)
                    .orElseThrow()
                    .periods(
                            span.from(),
                            Math.min(span.before(), metrics.publishedBeforeSecond()),
                            Math.toIntExact(Math.max(1, span.interval().toSeconds())))
                    .forEach((second, samples) ->
                            points.computeIfAbsent(second, _ -> new Samples()).addAll(samples));
        }
        found.values().removeIf(Map::isEmpty);
        return found;
    }

    private static boolean matches(Map<String, String> filter, Map<String, String> dimensions) {
        return filter.entrySet().stream()
                .allMatch(wanted -> wanted.getValue().equals("*")
                        || wanted.getValue().equalsIgnoreCase(dimensions.getOrDefault(wanted.getKey(), "")));
    }

    private static void write(
            ObjectNode series,
            Map.Entry<Map<String, String>, NavigableMap<Long, Samples>> entry,
            Map<String, Statistic> aggregations) {
        ArrayNode metadata = series.putArray("metadatavalues");
        entry.getKey().forEach((dimension, value) -> {
            ObjectNode one = metadata.addObject();
            // Asked for in one case and answered in another, as the official example shows.
            String name = dimension.toLowerCase(Locale.ROOT);
            one.putObject("name").put("value", name).put("localizedValue", name);
            one.put("value", value);
        });
        ArrayNode data = series.putArray("data");
        entry.getValue().forEach((second, samples) -> {
            ObjectNode point = data.addObject();
            point.put("timeStamp", Instant.ofEpochSecond(second).toString());
            aggregations.forEach((name, statistic) -> point.put(name, samples.value(statistic)));
        });
    }

    private static Map<String, String> filter(String text) throws ArmError {
        Map<String, String> filter = new TreeMap<>();
        Matcher condition = CONDITION.matcher(text);
        int at = 0;
        while (at < text.length()) {
            if (!condition.find(at) || condition.start() != at) {
                throw bad("Invalid filter " + text);
            }
            filter.put(condition.group(1), condition.group(2).replace("''", "'"));
            at = condition.end();
        }
        return filter;
    }

    private static String required(ArmRequest request, String name) throws ArmError {
        return request.query(name).filter(value -> !value.isBlank()).orElseThrow(() -> bad(name + " is required"));
    }

    private static ArmError bad(String message) {
        return ArmError.invalid("BadRequest", message);
    }
}
