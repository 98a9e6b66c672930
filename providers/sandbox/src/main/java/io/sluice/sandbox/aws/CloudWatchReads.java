package io.sluice.sandbox.aws;

import io.sluice.sandbox.metrics.MetricKey;
import io.sluice.sandbox.metrics.Metrics;
import io.sluice.sandbox.metrics.Samples;
import io.sluice.sandbox.metrics.Series;
import io.sluice.sandbox.metrics.Statistic;
import io.sluice.sandbox.world.Params;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The metrics, as {@code GetMetricData} answers them. */
final class CloudWatchReads {
    private static final int MAX_QUERIES = 500;
    private static final Set<Integer> FINE_PERIODS = Set.of(1, 5, 10, 20, 30);
    private static final Pattern ID = Pattern.compile("[a-z][A-Za-z0-9_]{0,254}");

    private final Metrics metrics;

    CloudWatchReads(Metrics metrics) {
        this.metrics = metrics;
    }

    /** Answers the call; as if nothing had ever been measured when that is on order. */
    void answer(Call call, boolean empty, Xml result) throws AwsError {
        switch (call.action()) {
            case "GetMetricData" -> getMetricData(call.params(), empty, result);
            case "ListMetrics" -> listMetrics(call.params(), result);
            default -> throw new AwsError("InvalidAction", "The sandbox does not know the action " + call.action());
        }
    }

    private record Query(String id, String label, MetricKey key, Statistic statistic, int periodSeconds) {}

    private void getMetricData(Params params, boolean empty, Xml result) throws AwsError {
        Instant start = instant(params, "StartTime");
        Instant end = instant(params, "EndTime");
        if (!start.isBefore(end)) {
            throw AwsError.validation("The parameter StartTime must be less than the parameter EndTime.");
        }
        boolean ascending = params.text("ScanBy").orElse("TimestampDescending").equals("TimestampAscending");
        List<Params> members = params.structs("MetricDataQueries");
        if (members.isEmpty() || members.size() > MAX_QUERIES) {
            throw AwsError.validation("MetricDataQueries must have between 1 and " + MAX_QUERIES + " members");
        }
        List<Query> queries = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (Params member : members) {
            Query query = query(member);
            if (!ids.add(query.id())) {
                throw AwsError.validation("The values for parameter id in MetricDataQueries are not unique.");
            }
            if (!member.text("ReturnData").orElse("true").equals("false")) {
                queries.add(query);
            }
        }
        result.list("MetricDataResults", queries, (member, query) -> {
            NavigableMap<Long, Samples> points = empty ? new TreeMap<>() : points(query, start, end);
            member.leaf("Id", query.id()).leaf("Label", query.label());
            NavigableMap<Long, Samples> shown = ascending ? points : points.descendingMap();
            member.list(
                    "Timestamps",
                    shown.keySet(),
                    (one, second) -> one.text(Instant.ofEpochSecond(second).toString()));
            member.list(
                    "Values",
                    shown.values(),
                    (one, samples) -> one.text(Double.toString(samples.value(query.statistic()))));
            member.leaf("StatusCode", "Complete");
        });
    }

    private NavigableMap<Long, Samples> points(Query query, Instant start, Instant end) {
        Optional<Series> series = metrics.find(query.key());
        // Rounded up: the second that EndTime lies in has begun before it.
        long endSecond = end.getNano() > 0 ? end.getEpochSecond() + 1 : end.getEpochSecond();
        long before = Math.min(endSecond, metrics.publishedBeforeSecond());
        return series.map(one -> one.periods(start.getEpochSecond(), before, query.periodSeconds()))
                .orElseGet(TreeMap::new);
    }

    private static Query query(Params member) throws AwsError {
        String id = member.text("Id").orElse("");
        if (!ID.matcher(id).matches()) {
            throw AwsError.validation("The value '" + id + "' for parameter MetricDataQueries.member.Id is not matching"
                    + " the expected pattern ^[a-z][a-zA-Z0-9_]*$.");
        }
        if (!member.has("MetricStat")) {
            throw AwsError.validation("The sandbox answers MetricStat queries only; it has no metric math");
        }
        Params stat = member.struct("MetricStat");
        String statName = stat.text("Stat").orElse("");
        Statistic statistic = Statistic.of(statName)
                .orElseThrow(() -> AwsError.validation("The sandbox does not know the statistic '" + statName + "'"));
        MetricKey key = key(stat.struct("Metric"));
        return new Query(id, member.text("Label").orElse(key.name()), key, statistic, period(stat));
    }

    private static MetricKey key(Params metric) throws AwsError {
        Map<String, String> dimensions = new HashMap<>();
        for (Params dimension : metric.structs("Dimensions")) {
            dimensions.put(required(dimension, "Name"), required(dimension, "Value"));
        }
        return new MetricKey(required(metric, "Namespace"), required(metric, "MetricName"), dimensions);
    }

    private static int period(Params stat) throws AwsError {
        int period;
        try {
            period = Integer.parseInt(required(stat, "Period"));
        } catch (NumberFormatException e) {
            throw AwsError.validation("Period must be an integer");
        }
        if (period < 1 || (!FINE_PERIODS.contains(period) && period % 60 != 0)) {
            throw AwsError.validation("Period must be 1, 5, 10, 20, 30 or any multiple of 60");
        }
        return period;
    }

    private void listMetrics(Params params, Xml result) {
        List<MetricKey> found = metrics.list().stream()
                .filter(key -> key.namespace().startsWith("AWS/"))
                .filter(key -> params.text("Namespace").stream().allMatch(key.namespace()::equals))
                .filter(key -> params.text("MetricName").stream().allMatch(key.name()::equals))
                .toList();
        result.list(
                "Metrics",
                found,
                (member, key) -> member.leaf("Namespace", key.namespace())
                        .leaf("MetricName", key.name())
                        .list(
                                "Dimensions",
                                key.dimensions().entrySet(),
                                (one, dimension) ->
                                        one.leaf("Name", dimension.getKey()).leaf("Value", dimension.getValue())));
    }

    private static Instant instant(Params params, String name) throws AwsError {
        try {
            return Instant.parse(required(params, name));
        } catch (DateTimeParseException e) {
            throw AwsError.validation(name + " is not a time: " + e.getParsedString());
        }
    }

    private static String required(Params params, String name) throws AwsError {
        return params.text(name)
                .orElseThrow(() -> new AwsError("MissingParameter", "The parameter " + name + " is required."));
    }
}
