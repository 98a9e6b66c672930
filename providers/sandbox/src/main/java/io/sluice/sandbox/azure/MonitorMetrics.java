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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Azure Monitor's list of metric values of one resource, from what really went through: {@code Metrics_List} of 2018-01-01, one metric
 * at a time, totals, averages and maxima by dimensions.
 */
public final class MonitorMetrics {
    public static final String API_VERSION = "2018-01-01";

    /** How many series an answer has if nobody asks for more. */
    private static final int TOP = 10;

    private static final Pattern CONDITION = Pattern.compile("\\s*(\\w+)\\s+eq\\s+'([^']*)'\\s*");

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
        String metric = required(request, "metricnames");
        String aggregation = request.query("aggregation").orElse("Average").toLowerCase(Locale.ROOT);
        Statistic statistic = switch (aggregation) {
            case "total" -> new Statistic.Sum();
            case "average" -> new Statistic.Average();
            case "maximum" -> new Statistic.Maximum();
            default -> throw bad("Invalid aggregation " + aggregation);
        };
        Map<String, String> filter = filter(request.query("$filter").orElse(""));
        int top = Integer.parseInt(request.query("top").orElse(String.valueOf(TOP)));

        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("cost", 0).put("timespan", start + "/" + end).put("interval", interval.toString());
        body.put("namespace", resourceType).put("resourceregion", "westeurope");
        ObjectNode one = body.putArray("value").addObject();
        one.put("id", resourceKey + "/providers/Microsoft.Insights/metrics/" + metric);
        one.put("type", "Microsoft.Insights/metrics");
        one.putObject("name").put("value", metric).put("localizedValue", metric);
        one.put("unit", "Count");
        ArrayNode series = one.putArray("timeseries");
        if (!withoutData) {
            Map<Map<String, String>, Map<Long, Double>> found = found(
                    resourceKey, metric, filter, statistic, start.getEpochSecond(), end.getEpochSecond(), interval);
            found.entrySet().stream().limit(top).forEach(entry -> write(series.addObject(), entry, aggregation));
        }
        return new ArmAnswer(200, body);
    }

    /** By the values of the dimensions that the filter names: what differs in others is added up. */
    private Map<Map<String, String>, Map<Long, Double>> found(
            String resource,
            String metric,
            Map<String, String> filter,
            Statistic statistic,
            long from,
            long before,
            Duration interval)
            throws ArmError {
        Map<Map<String, String>, Map<Long, Double>> found = new HashMap<>();
        for (MetricKey key : metrics.list()) {
            if (!key.namespace().equals(resource) || !key.name().equals(metric) || !matches(filter, key.dimensions())) {
                continue;
            }
            if (!key.dimensions().keySet().containsAll(filter.keySet())) {
                throw bad("Metric %s does not have the dimensions %s".formatted(metric, filter.keySet()));
            }
            Map<String, String> named = new TreeMap<>(key.dimensions());
            named.keySet().retainAll(filter.keySet());
            Map<Long, Double> points = found.computeIfAbsent(named, _ -> new TreeMap<>());
            Map<Long, Samples> periods = metrics.find(key)
                    .orElseThrow()
                    .periods(
                            from,
                            Math.min(before, metrics.publishedBeforeSecond()),
                            Math.toIntExact(Math.max(1, interval.toSeconds())));
            periods.forEach((second, samples) -> points.merge(
                    second, samples.value(statistic), statistic instanceof Statistic.Sum ? Double::sum : Math::max));
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
            ObjectNode series, Map.Entry<Map<String, String>, Map<Long, Double>> entry, String aggregation) {
        ArrayNode metadata = series.putArray("metadatavalues");
        entry.getKey().forEach((dimension, value) -> {
            ObjectNode one = metadata.addObject();
            // Asked for in one case and answered in another, as the official example shows.
            String name = dimension.toLowerCase(Locale.ROOT);
            one.putObject("name").put("value", name).put("localizedValue", name);
            one.put("value", value);
        });
        ArrayNode data = series.putArray("data");
        entry.getValue()
                .forEach((second, value) -> data.addObject()
                        .put("timeStamp", Instant.ofEpochSecond(second).toString())
                        .put(aggregation, value));
    }

    private static Map<String, String> filter(String text) throws ArmError {
        Map<String, String> filter = new TreeMap<>();
        List<String> conditions = new ArrayList<>(text.isBlank() ? List.of() : List.of(text.split(" and ", -1)));
        for (String condition : conditions) {
            Matcher matcher = CONDITION.matcher(condition);
            if (!matcher.matches()) {
                throw bad("Invalid filter " + text);
            }
            filter.put(matcher.group(1), matcher.group(2));
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
