package io.sluice.plan.engine;

import static java.util.stream.Collectors.toMap;

import io.sluice.plan.Figure;
import io.sluice.plan.decide.FigureQuery;
import io.sluice.plan.engine.CallBudget.Priority;
import io.sluice.plan.engine.Observer.Ask;
import io.sluice.plan.engine.Observer.Part;
import io.sluice.provider.MetricSource;
import io.sluice.provider.Provider;
import io.sluice.provider.Source;
import io.sluice.traffic.CallQuota.Operation;
import io.sluice.traffic.Metric;
import io.sluice.traffic.MetricQuery;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.Reading;
import io.sluice.traffic.Reading.Missing;
import io.sluice.traffic.Route;
import io.sluice.traffic.Side;
import io.sluice.traffic.Signal;
import io.sluice.traffic.SignalQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Asks whoever has a figure for it: each provider once for its portable signals and once for metrics by its own names, each
 * source of {@code config.yml} once. What the past was does not change, so windows that were read are not asked for again.
 */
final class FigureReader {
    private final Providers providers;
    private final Calls calls;
    private final PastReadings past = new PastReadings();

    FigureReader(Providers providers, Calls calls) {
        this.providers = providers;
        this.calls = calls;
    }

    /** The calls that bring what is not known yet. */
    List<Ask> asks(Set<FigureQuery> queries, Priority priority, Instant now) {
        List<FigureQuery> unknown = past.unknown(queries);
        List<Ask> asks = new ArrayList<>();
        Map<Provider, List<FigureQuery>> signals = new LinkedHashMap<>();
        Map<Provider, List<FigureQuery>> metrics = new LinkedHashMap<>();
        Map<String, List<FigureQuery>> sources = new LinkedHashMap<>();
        for (FigureQuery query : unknown) {
            Provider provider = providers.of(query.route());
            switch (query.figure()) {
                case Figure.OfRoute _ ->
                    signals.computeIfAbsent(provider, _ -> new ArrayList<>()).add(query);
                case Figure.OfProvider _ ->
                    metrics.computeIfAbsent(provider, _ -> new ArrayList<>()).add(query);
                case Figure.OfSource figure ->
                    sources.computeIfAbsent(of(figure.sources(), side(query)), _ -> new ArrayList<>())
                            .add(query);
                case Figure.Rate _, Figure.Cost _ ->
                    throw new IllegalArgumentException(query.figure() + " is computed from other figures");
            }
        }
        signals.forEach((provider, group) -> asks.add(ask(
                () -> turn(provider, group, priority),
                provider.timing().callDeadline(),
                group,
                now,
                () -> provider.signals()
                        .read(group.stream().map(FigureReader::signal).toList()))));
        metrics.forEach((provider, group) -> asks.add(ask(
                () -> turn(provider, group, priority),
                provider.timing().callDeadline(),
                group,
                now,
                () -> read(provider.metrics(), group, query -> ((Figure.OfProvider) query.figure()).metrics()))));
        sources.forEach((name, group) -> asks.add(ask(
                () -> Turn.AT_ONCE,
                providers.findSource(name).map(Source::callDeadline).orElse(Duration.ofSeconds(1)),
                group,
                now,
                () -> read(
                        providers.findSource(name).map(Source::metrics),
                        group,
                        query -> ((Figure.OfSource) query.figure()).metrics()))));
        return asks;
    }

    /** What earlier calls brought. */
    Map<FigureQuery, Reading> known(Set<FigureQuery> queries) {
        return past.known(queries);
    }

    private Turn turn(Provider provider, List<FigureQuery> group, Priority priority) {
        List<Route> routes = group.stream().map(FigureQuery::route).distinct().toList();
        return calls.turn(provider, Operation.READ_SIGNALS, routes, priority);
    }

    /** A call that answers all of a group, or says of each why there is no answer. */
    private Ask ask(
            Supplier<Turn> turn,
            Duration deadline,
            List<FigureQuery> group,
            Instant now,
            Supplier<List<Reading>> read) {
        return new Ask(
                turn,
                deadline,
                () -> {
                    List<Reading> answers = read.get();
                    Map<FigureQuery, Reading> readings = new HashMap<>();
                    for (int i = 0; i < group.size(); i++) {
                        readings.put(group.get(i), answers.get(i));
                    }
                    past.keep(readings, now);
                    return new Part(Map.of(), readings);
                },
                (ProviderError error) -> new Part(
                        Map.of(),
                        group.stream().collect(toMap(Function.identity(), _ -> new Missing(error.detail())))));
    }

    private static SignalQuery signal(FigureQuery query) {
        Signal signal = ((Figure.OfRoute) query.figure()).signal();
        return new SignalQuery(query.route(), query.side(), signal, query.window());
    }

    private static List<Reading> read(
            Optional<MetricSource> source, List<FigureQuery> group, Function<FigureQuery, Map<Side, Metric>> metrics) {
        if (source.isEmpty()) {
            return group.stream()
                    .<Reading>map(_ -> new Missing("nobody who knows this figure is configured"))
                    .toList();
        }
        return source.get()
                .read(group.stream()
                        .map(query -> new MetricQuery(
                                of(metrics.apply(query), side(query)), query.route(), side(query), query.window()))
                        .toList());
    }

    private static Side side(FigureQuery query) {
        return query.side().orElseThrow(() -> new IllegalArgumentException("a metric is asked for a side"));
    }

    private static <T> T of(Map<Side, T> bySide, Side side) {
        return Objects.requireNonNull(bySide.get(side), () -> "nothing is given for side " + side);
    }
}
