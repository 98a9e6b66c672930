package io.sluice.provider.azure;

import io.sluice.provider.Lookup;
import io.sluice.provider.MetricSource;
import io.sluice.provider.Together;
import io.sluice.provider.azure.MonitorMetric.Aggregation;
import io.sluice.traffic.Fault;
import io.sluice.traffic.Metric;
import io.sluice.traffic.MetricQuery;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.Reading;
import io.sluice.traffic.TimeWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;

/** Reads any metric of the subscription by Azure Monitor's own names: one call for all windows of one metric. */
final class MonitorMetrics implements MetricSource {
    private final Monitor monitor;
    private final String subscription;
    private final Duration period;

    MonitorMetrics(Monitor monitor, String subscription, Duration period) {
        this.monitor = monitor;
        this.subscription = subscription;
        this.period = period;
    }

    @Override
    public List<Fault> check(Metric metric) {
        return MonitorMetric.check(metric, subscription);
    }

    @Override
    public List<Reading> read(List<MetricQuery> queries) {
        List<Lookup<MonitorMetric>> wanted = queries.stream()
                .map(query -> Lookup.of(() -> MonitorMetric.of(query, subscription)))
                .toList();
        Map<MonitorMetric, TimeWindow> spans = new HashMap<>();
        for (int i = 0; i < queries.size(); i++) {
            TimeWindow window = queries.get(i).window();
            wanted.get(i).then(metric -> new Lookup.Hit<>(spans.merge(metric, window, MonitorMetrics::both)));
        }
        Set<MonitorMetric> metrics = new LinkedHashSet<>();
        wanted.forEach(one -> one.then(metric -> new Lookup.Hit<>(metrics.add(metric))));
        Map<MonitorMetric, Lookup<List<Monitor.Series>>> answers = Together.each(
                metrics,
                metric -> Lookup.of(
                        () -> ask(metric, Optional.ofNullable(spans.get(metric)).orElseThrow())));
        return Readings.of(IntStream.range(0, queries.size())
                .mapToObj(i -> reading(wanted.get(i), queries.get(i).window(), answers))
                .toList());
    }

    private static TimeWindow both(TimeWindow one, TimeWindow other) {
        return new TimeWindow(
                one.start().isBefore(other.start()) ? one.start() : other.start(),
                one.end().isAfter(other.end()) ? one.end() : other.end());
    }

    private List<Monitor.Series> ask(MonitorMetric metric, TimeWindow span) {
        // An average of averages counts each by how many samples it is of.
        List<String> aggregations = metric.aggregation() == Aggregation.Average
                ? List.of(Aggregation.Average.name(), Aggregation.Count.name())
                : List.of(metric.aggregation().name());
        return monitor.ask(new Monitor.Question(
                metric.resource(),
                metric.namespace(),
                List.of(metric.name()),
                aggregations,
                metric.filter(),
                span,
                period));
    }

    /** What Azure does not take is missing, as what it does not have; what could not be asked has failed. */
    private static Lookup<Reading> reading(
            Lookup<MonitorMetric> wanted, TimeWindow window, Map<MonitorMetric, Lookup<List<Monitor.Series>>> answers) {
        Lookup<Reading> reading = wanted.then(metric -> answers.getOrDefault(metric, Lookup.missing(metric))
                .then(answer -> new Lookup.Hit<>(reading(metric, answer, window))));
        return reading instanceof Lookup.Miss<Reading>(ProviderError error) && error instanceof ProviderError.Invalid
                ? new Lookup.Hit<>(new Reading.Missing(error.detail()))
                : reading;
    }

    private static Reading reading(MonitorMetric metric, List<Monitor.Series> answer, TimeWindow window) {
        List<Monitor.Series> own = answer.stream()
                .filter(series ->
                        series.aggregation().equals(metric.aggregation().name()))
                .filter(series -> !series.within(window).isEmpty())
                .toList();
        if (own.size() > 1) {
            return new Reading.Missing("Azure Monitor has " + own.size() + " series of " + metric.name()
                    + ", and one is wanted: name the dimensions in the filter");
        }
        OptionalDouble value = own.isEmpty() ? OptionalDouble.empty() : value(metric, own.getFirst(), answer, window);
        return value.isPresent() && Double.isFinite(value.getAsDouble())
                ? new Reading.Measured(value.getAsDouble())
                : new Reading.Missing("Azure Monitor has no %s of %s from %s to %s"
                        .formatted(metric.aggregation(), metric.name(), window.start(), window.end()));
    }

    private static OptionalDouble value(
            MonitorMetric metric, Monitor.Series own, List<Monitor.Series> answer, TimeWindow window) {
        Collection<Double> values = own.within(window);
        return switch (metric.aggregation()) {
            case Total, Count ->
                values.stream().mapToDouble(Double::doubleValue).reduce(Double::sum);
            case Minimum -> values.stream().mapToDouble(Double::doubleValue).min();
            case Maximum -> values.stream().mapToDouble(Double::doubleValue).max();
            case Average -> average(own, answer, window);
        };
    }

    private static OptionalDouble average(Monitor.Series own, List<Monitor.Series> answer, TimeWindow window) {
        Optional<Monitor.Series> counts = answer.stream()
                .filter(series -> series.aggregation().equals(Aggregation.Count.name()))
                .filter(series -> series.dimensions().equals(own.dimensions()))
                .findFirst();
        double sum = 0;
        double samples = 0;
        for (Map.Entry<Instant, Double> point :
                own.points().subMap(window.start(), window.end()).entrySet()) {
            double count =
                    counts.map(series -> series.points().get(point.getKey())).orElse(1.0);
            sum += point.getValue() * count;
            samples += count;
        }
        return samples > 0 ? OptionalDouble.of(sum / samples) : OptionalDouble.empty();
    }
}
