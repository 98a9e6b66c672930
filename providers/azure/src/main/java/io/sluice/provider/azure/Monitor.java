package io.sluice.provider.azure;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.traffic.TimeWindow;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** Azure Monitor: the values of a resource's metrics, {@code Metrics_List} of 2018-01-01. */
final class Monitor {
    private static final String API_VERSION = "2018-01-01";

    /** An answer has ten series if nobody asks for more. */
    private static final String MOST_SERIES = "10000";

    private final Arm arm;

    Monitor(Arm arm) {
        this.arm = arm;
    }

    /**
     * What is asked of a resource, in one call.
     *
     * @param namespace of the metrics, where a resource has more than its own
     * @param aggregations each metric has those of them that it knows
     * @param filter by which dimensions series are told apart, and which of them are meant; empty for all in one
     * @param interval how long each point is; metrics of Azure's own are for each minute or for whole numbers of them
     */
    record Question(
            String resource,
            Optional<String> namespace,
            List<String> metrics,
            List<String> aggregations,
            String filter,
            TimeWindow span,
            Duration interval) {
        /** Of the resource's own metrics. */
        Question(
                String resource,
                List<String> metrics,
                List<String> aggregations,
                String filter,
                TimeWindow span,
                Duration interval) {
            this(resource, Optional.empty(), metrics, aggregations, filter, span, interval);
        }
    }

    /** All series of the answer, each with the points of one aggregation. */
    List<Series> ask(Question question) {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("api-version", API_VERSION);
        question.namespace().ifPresent(namespace -> query.put("metricnamespace", namespace));
        query.put("metricnames", String.join(",", question.metrics()));
        query.put("timespan", question.span().start() + "/" + question.span().end());
        query.put("interval", question.interval().toString());
        query.put("aggregation", String.join(",", question.aggregations()));
        query.put("top", MOST_SERIES);
        if (!question.filter().isEmpty()) {
            query.put("$filter", question.filter());
        }
        JsonNode answer = arm.get(question.resource() + "/providers/Microsoft.Insights/metrics", query);
        List<Series> all = new ArrayList<>();
        for (JsonNode metric : answer.path("value")) {
            for (JsonNode series : metric.path("timeseries")) {
                question.aggregations()
                        .forEach(aggregation ->
                                all.add(Series.of(metric.at("/name/value").asText(), series, aggregation)));
            }
        }
        return all;
    }

    /**
     * One metric by the values of its dimensions.
     *
     * @param dimensions their names in lower case: they are asked for in one case and answered in another
     */
    record Series(
            String metric, Map<String, String> dimensions, String aggregation, NavigableMap<Instant, Double> points) {
        Series {
            points = Collections.unmodifiableNavigableMap(new TreeMap<>(points));
        }

        private static Series of(String metric, JsonNode series, String aggregation) {
            Map<String, String> dimensions = new HashMap<>();
            series.path("metadatavalues")
                    .forEach(one -> dimensions.put(
                            one.at("/name/value").asText().toLowerCase(Locale.ROOT),
                            one.path("value").asText()));
            NavigableMap<Instant, Double> points = new TreeMap<>();
            String field = aggregation.toLowerCase(Locale.ROOT);
            series.path("data")
                    .forEach(point -> time(point)
                            .filter(_ -> point.path(field).isNumber())
                            .ifPresent(
                                    time -> points.put(time, point.path(field).asDouble())));
            return new Series(metric, dimensions, aggregation, points);
        }

        private static Optional<Instant> time(JsonNode point) {
            try {
                return Optional.of(Instant.parse(point.path("timeStamp").asText()));
            } catch (DateTimeParseException e) {
                return Optional.empty();
            }
        }

        String dimension(String name) {
            return dimensions.getOrDefault(name, "");
        }

        /** Whether it is of a host, which Azure may name with its port and in any case. */
        boolean isOf(String dimension, String host) {
            String text = dimension(dimension).toLowerCase(Locale.ROOT);
            return text.equals(host) || text.startsWith(host + ":");
        }

        Collection<Double> within(TimeWindow window) {
            return points.subMap(window.start(), window.end()).values();
        }

        /** Empty where nothing at all was counted within the window. */
        static OptionalDouble sum(List<Series> series, TimeWindow window) {
            return series.stream()
                    .flatMap(one -> one.within(window).stream())
                    .mapToDouble(Double::doubleValue)
                    .reduce(Double::sum);
        }
    }
}
