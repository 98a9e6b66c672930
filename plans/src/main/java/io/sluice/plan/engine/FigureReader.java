package io.sluice.plan.engine;

import static java.util.stream.Collectors.toMap;

import io.sluice.plan.Figure;
import io.sluice.plan.PlanId;
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
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Asks whoever has a figure for it: each provider once for its portable signals and once for metrics by its own names, each
 * source of {@code config.yml} once. What the past was does not change, so windows that were read are not asked for again while
 * their plan is under way.
 */
final class FigureReader {
    private final Providers providers;
    private final Calls calls;
    private final Map<PlanId, PastReadings> past = new ConcurrentHashMap<>();

    FigureReader(Providers providers, Calls calls) {
        this.providers = providers;
        this.calls = calls;
    }

    /** What was read for a plan; nothing, at first. */
    PastReadings past(PlanId plan) {
        return past.computeIfAbsent(plan, _ -> noPast());
    }

    /** For questions of no plan, which are asked once. */
    PastReadings noPast() {
        return new PastReadings(this::hasPast);
    }

    /** A plan that has ended is not judged any more. */
    void forget(PlanId plan) {
        past.remove(plan);
    }

    /** The calls that bring what is not known yet. */
    List<Ask> asks(PastReadings past, Set<FigureQuery> queries, Priority priority, Instant now) {
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
                case Figure.OfHook _ -> throw new IllegalArgumentException(query.figure() + " is no number");
            }
        }
        signals.forEach((provider, group) -> asks.add(ask(
                () -> turn(provider, group, priority),
                provider.timing().callDeadline(),
                group,
                past,
                now,
                () -> provider.signals()
                        .read(group.stream().map(FigureReader::signal).toList()))));
        metrics.forEach((provider, group) -> asks.add(ask(
                () -> turn(provider, group, priority),
                provider.timing().callDeadline(),
                group,
                past,
                now,
                () -> read(provider.metrics(), group, query -> ((Figure.OfProvider) query.figure()).metrics()))));
        sources.forEach((name, group) -> asks.add(ask(name, group, past, now)));
        return asks;
    }

    private Ask ask(String name, List<FigureQuery> group, PastReadings past, Instant now) {
        Optional<Source> source = providers.findSource(name);
        List<FigureQuery> asked =
                PastReadings.limited(group, source.map(Source::pastAtOnce).orElse(Integer.MAX_VALUE));
        return ask(
                () -> Turn.AT_ONCE,
                source.map(Source::callDeadline).orElse(Duration.ofSeconds(1)),
                asked,
                past,
                now,
                () -> read(source.map(Source::metrics), asked, query -> ((Figure.OfSource) query.figure()).metrics()));
    }

    /** Whether who has a figure can be asked about windows that ended long ago. */
    private boolean hasPast(FigureQuery query) {
        return switch (query.figure()) {
            case Figure.OfSource(Map<Side, String> sources, Map<Side, Metric> metrics, String _) ->
                providers
                        .findSource(of(sources, side(query)))
                        .map(source -> source.metrics().keepsPast(of(metrics, side(query))))
                        .orElse(true);
            case Figure.OfProvider(Map<Side, Metric> metrics, String _) ->
                providers
                        .of(query.route())
                        .metrics()
                        .map(source -> source.keepsPast(of(metrics, side(query))))
                        .orElse(true);
            case Figure.OfRoute _, Figure.Rate _, Figure.Cost _, Figure.OfHook _ -> true;
        };
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
            PastReadings past,
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
                    return new Part(Map.of(), readings, Map.of());
                },
                (ProviderError error) -> new Part(
                        Map.of(),
                        group.stream().collect(toMap(Function.identity(), _ -> new Missing(error.detail()))),
                        Map.of()));
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
