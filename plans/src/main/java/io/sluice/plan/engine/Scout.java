package io.sluice.plan.engine;

import static java.util.stream.Collectors.toMap;

import io.sluice.plan.Figure;
import io.sluice.plan.PlanSpec;
import io.sluice.plan.cost.CostProjection;
import io.sluice.plan.cost.PriceBook;
import io.sluice.plan.decide.FigureQuery;
import io.sluice.plan.decide.Gates;
import io.sluice.plan.engine.Calls.Answer;
import io.sluice.plan.engine.Calls.Call;
import io.sluice.plan.preview.Surroundings;
import io.sluice.provider.Provider;
import io.sluice.traffic.CallQuota.Operation;
import io.sluice.traffic.ObservedRoute;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.Reading;
import io.sluice.traffic.Reading.Missing;
import io.sluice.traffic.Route;
import io.sluice.traffic.RouteHazard;
import io.sluice.traffic.Side;
import io.sluice.traffic.Signal;
import io.sluice.traffic.TimeWindow;
import io.sluice.traffic.Timing;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Looks around the routes of a plan that is previewed; what cannot be had is told as not known, and keeps nobody from anything. */
final class Scout {
    /** So many periods of metrics are enough that one odd one does not count for all, and so few that they are of now. */
    private static final int PERIODS = 10;

    private final Providers providers;
    private final Observer observer;
    private final Calls calls;

    Scout(Providers providers, Observer observer, Calls calls) {
        this.providers = providers;
        this.observer = observer;
        this.calls = calls;
    }

    Surroundings look(PlanSpec spec, Map<String, ObservedRoute> seen, Instant now) {
        CostProjection.Use use = new CostProjection.Use(spec, seen, windows(spec, now), now);
        Set<FigureQuery> health = health(spec, seen, now);
        Set<FigureQuery> asked = new LinkedHashSet<>(health);
        providers.prices().ifPresent(book -> asked.addAll(CostProjection.queries(book, use)));
        Map<FigureQuery, Reading> readings = observer.figures(asked, spec.expected(), now);
        return new Surroundings(
                new Surveyor(observer).survey(spec, now),
                hazards(spec.routes()),
                healthy(health, readings),
                providers.prices().map((PriceBook book) -> CostProjection.of(book, use, readings)));
    }

    private Map<String, List<RouteHazard>> hazards(List<Route> routes) {
        List<Answer<List<RouteHazard>>> answers =
                calls.all(routes.stream().map(this::hazards).toList());
        Map<String, List<RouteHazard>> hazards = new HashMap<>();
        for (int i = 0; i < routes.size(); i++) {
            hazards.put(
                    routes.get(i).name(),
                    switch (answers.get(i)) {
                        case Answer.Done<List<RouteHazard>>(List<RouteHazard> told) -> told;
                        case Answer.Failed<List<RouteHazard>>(ProviderError error) ->
                            List.of(RouteHazard.notKnown("what its cloud does beside splitting traffic", error));
                    });
        }
        return hazards;
    }

    private Call<List<RouteHazard>> hazards(Route route) {
        Provider provider = providers.of(route);
        return new Call<>(
                calls.turn(provider, Operation.LOOK, List.of(route), CallBudget.Priority.WATCH),
                provider.timing().callDeadline(),
                () -> provider.traffic().hazards(route));
    }

    private static Set<FigureQuery> health(PlanSpec spec, Map<String, ObservedRoute> seen, Instant now) {
        Set<FigureQuery> queries = new LinkedHashSet<>();
        for (Route route : spec.routes()) {
            ObservedRoute shown = seen.get(route.name());
            if (shown != null && shown.traits().signals().contains(Signal.HEALTHY_TARGETS)) {
                route.sides()
                        .forEach(side -> queries.add(new FigureQuery(
                                route,
                                Optional.of(side),
                                new Figure.OfRoute(Signal.HEALTHY_TARGETS),
                                Gates.moment(now))));
            }
        }
        return queries;
    }

    private static Map<String, Map<Side, Reading>> healthy(Set<FigureQuery> asked, Map<FigureQuery, Reading> readings) {
        Map<String, Map<Side, Reading>> healthy = new HashMap<>();
        for (FigureQuery query : asked) {
            healthy.computeIfAbsent(query.route().name(), _ -> new TreeMap<>())
                    .put(
                            query.side().orElseThrow(),
                            readings.getOrDefault(query, new Missing("its provider did not say anything about it")));
        }
        return healthy;
    }

    private Map<String, TimeWindow> windows(PlanSpec spec, Instant now) {
        return spec.routes().stream()
                .collect(toMap(Route::name, route -> lately(providers.of(route).timing(route), now)));
    }

    /** The youngest whole periods of which a cloud has all figures. */
    private static TimeWindow lately(Timing timing, Instant now) {
        long period = timing.metricPeriod().toMillis();
        long end = Math.floorDiv(now.minus(timing.metricLag()).toEpochMilli(), period) * period;
        return new TimeWindow(Instant.ofEpochMilli(end - PERIODS * period), Instant.ofEpochMilli(end));
    }
}
