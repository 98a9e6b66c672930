package io.sluice.plan.decide;

import io.sluice.plan.HookAnswer;
import io.sluice.traffic.ObservedRoute;
import io.sluice.traffic.Reading;
import io.sluice.traffic.Route;
import io.sluice.traffic.Side;
import io.sluice.traffic.Sight;
import io.sluice.traffic.Signal;
import io.sluice.traffic.TimeWindow;
import io.sluice.traffic.Timing;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that the decider may look at: one reading of all that a plan depends on.
 *
 * @param at when the look began; what it shows is at least as young
 * @param routes every route of the plan, by name
 * @param readings an answer to each figure that was asked for
 * @param timings of all who have figures of the plan
 * @param currency of the costs among the readings, by its code of ISO 4217; empty where there are no prices
 * @param calendars those that its schedule names
 * @param answers of the hooks of gates
 */
public record Observation(
        Instant at,
        Map<String, Sight> routes,
        Map<FigureQuery, Reading> readings,
        Timings timings,
        Optional<String> currency,
        Calendars calendars,
        Map<HookQuery, HookAnswer> answers) {
    public Observation {
        routes = Map.copyOf(routes);
        readings = Map.copyOf(readings);
        answers = Map.copyOf(answers);
    }

    /** One of a plan whose gates ask no hooks. */
    public Observation(
            Instant at,
            Map<String, Sight> routes,
            Map<FigureQuery, Reading> readings,
            Timings timings,
            Optional<String> currency,
            Calendars calendars) {
        this(at, routes, readings, timings, currency, calendars, Map.of());
    }

    /** One of a plan without calendars. */
    public Observation(
            Instant at,
            Map<String, Sight> routes,
            Map<FigureQuery, Reading> readings,
            Timings timings,
            Optional<String> currency) {
        this(at, routes, readings, timings, currency, Calendars.NONE);
    }

    /** One of a house without prices. */
    public Observation(Instant at, Map<String, Sight> routes, Map<FigureQuery, Reading> readings, Timings timings) {
        this(at, routes, readings, timings, Optional.empty());
    }

    public Sight sight(String route) {
        Sight sight = routes.get(route);
        if (sight == null) {
            throw new IllegalArgumentException("route " + route + " was not looked at");
        }
        return sight;
    }

    public Optional<ObservedRoute> seen(String route) {
        return sight(route).seen();
    }

    public Timing timing(String route) {
        return timings.route(route);
    }

    /** What a gate's hook said, empty if this look did not ask it. */
    Optional<HookAnswer> answer(HookQuery query) {
        return Optional.ofNullable(answers.get(query));
    }

    /** The answer to a query, empty if this look did not make it. */
    Optional<Reading> reading(FigureQuery query) {
        return Optional.ofNullable(readings.get(query));
    }

    /** The answer to a figure, empty if this look did not ask for it. */
    public Optional<Reading> reading(Route route, Optional<Side> side, Signal signal, TimeWindow window) {
        return Optional.ofNullable(readings.get(FigureQuery.of(route, side, signal, window)));
    }
}
