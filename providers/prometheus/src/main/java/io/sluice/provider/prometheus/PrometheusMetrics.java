package io.sluice.provider.prometheus;

import io.sluice.provider.AddressFields;
import io.sluice.provider.Lookup;
import io.sluice.provider.MetricSource;
import io.sluice.provider.NumberReading;
import io.sluice.provider.Together;
import io.sluice.provider.prometheus.Call.Wanted;
import io.sluice.provider.prometheus.Evaluation.Nothing;
import io.sluice.provider.prometheus.Evaluation.Point;
import io.sluice.provider.prometheus.Evaluation.Points;
import io.sluice.traffic.Address;
import io.sluice.traffic.Fault;
import io.sluice.traffic.Metric;
import io.sluice.traffic.MetricQuery;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import io.sluice.traffic.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Figures by an expression of PromQL: {@code {query: "…"}}, evaluated at the end of the window.
 *
 * <p>Windows of one length that follow one another are asked for in one call, as a range with a step of that length.
 */
final class PrometheusMetrics implements MetricSource {
    private static final String QUERY = "query";

    /** A server may shift the time a little; further back a value is no longer that of the window's end. */
    private static final Duration OLDEST = Duration.ofMinutes(1);

    private final Prometheus server;

    PrometheusMetrics(Prometheus server) {
        this.server = server;
    }

    @Override
    public List<Fault> check(Metric metric) {
        AddressFields fields = fields(metric);
        List<Fault> faults = new ArrayList<>(fields.faults());
        faults.addAll(fields.missing("", QUERY, "an expression of PromQL"));
        fields.find(QUERY)
                .ifPresent(query -> faults.addAll(PromQl.of(query, "/" + QUERY).faults()));
        return List.copyOf(faults);
    }

    @Override
    public List<Reading> read(List<MetricQuery> queries) {
        List<Lookup<Wanted>> wanted = queries.stream()
                .map(query -> Lookup.of(() -> new Wanted(expression(query), query.window())))
                .toList();
        Set<Wanted> figures = new LinkedHashSet<>();
        wanted.forEach(one -> one.then(figure -> new Lookup.Hit<>(figures.add(figure))));
        Map<Wanted, Call> calls = Call.plan(figures);
        Map<Call, Lookup<Evaluation>> answers =
                Together.each(new LinkedHashSet<>(calls.values()), call -> Lookup.of(() -> call.ask(server)));
        return Lookup.readings(wanted.stream()
                .map(one -> switch (one) {
                    // Nobody has to be asked to know that there is no such question.
                    case Lookup.Miss<Wanted>(ProviderError why) ->
                        new Lookup.Hit<Reading>(new Reading.Missing(why.detail()));
                    case Lookup.Hit<Wanted>(Wanted figure) ->
                        answers.getOrDefault(calls.get(figure), Lookup.missing(figure))
                                .then(answer -> new Lookup.Hit<>(reading(figure, answer)));
                })
                .toList());
    }

    // ---- what is asked

    private String expression(MetricQuery query) {
        List<Fault> faults = check(query.metric());
        if (!faults.isEmpty()) {
            throw new ProviderException(new ProviderError.Invalid(
                    faults.getFirst().pointer() + " " + faults.getFirst().message()));
        }
        return PromQl.of(fields(query.metric()).values().getOrDefault(QUERY, ""), "/" + QUERY)
                .fill(query);
    }

    private static AddressFields fields(Metric metric) {
        return AddressFields.read(new Address(metric.json()), "", Set.of(QUERY));
    }

    // ---- what is answered

    private static Reading reading(Wanted figure, Evaluation answer) {
        return switch (answer) {
            case Nothing(ProviderError why) -> new Reading.Missing(why.detail());
            case Points(List<Point> points) -> reading(figure, points);
        };
    }

    private static Reading reading(Wanted figure, List<Point> points) {
        Instant end = figure.end();
        Duration length = figure.window().length();
        Instant oldest = end.minus(length.compareTo(OLDEST) < 0 ? length : OLDEST);
        List<Point> own = points.stream()
                .filter(point -> point.at().isAfter(oldest) && !point.at().isAfter(end))
                .toList();
        if (own.size() == 1) {
            double value = own.getFirst().value();
            return Double.isNaN(value)
                    ? new Reading.Missing("Prometheus computed no finite number from it")
                    : NumberReading.of(value);
        }
        if (own.isEmpty()) {
            return new Reading.Missing(
                    points.isEmpty()
                            ? "Prometheus has no series for it at " + end
                            : "Prometheus has nothing for " + end + "; the nearest that it has is of "
                                    + nearest(points, end));
        }
        return new Reading.Missing("Prometheus has " + own.size()
                + " series for it, and one is wanted: name their labels, or put sum or max around it");
    }

    private static Instant nearest(List<Point> points, Instant end) {
        return points.stream()
                .map(Point::at)
                .min(Comparator.comparing(at -> Duration.between(at, end).abs()))
                .orElse(Instant.EPOCH);
    }
}
