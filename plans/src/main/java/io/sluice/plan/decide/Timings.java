package io.sluice.plan.decide;

import io.sluice.plan.Figure;
import io.sluice.plan.Gate;
import io.sluice.traffic.MetricTiming;
import io.sluice.traffic.Route;
import io.sluice.traffic.Side;
import io.sluice.traffic.Timing;
import java.util.Map;

/**
 * How fast figures come, by who has them.
 *
 * @param routes of the provider of each route of a plan, by the route's name
 * @param sources of each source of {@code config.yml}, by its name
 */
public record Timings(Map<String, Timing> routes, Map<String, MetricTiming> sources) {
    public Timings {
        routes = Map.copyOf(routes);
        sources = Map.copyOf(sources);
    }

    /** The timing of a route's provider. */
    public Timing route(String name) {
        Timing timing = routes.get(name);
        if (timing == null) {
            throw new IllegalArgumentException("route " + name + " has no timing");
        }
        return timing;
    }

    /** When all that a gate is judged by is there: the slowest of those who are asked for it. */
    MetricTiming of(Route route, Gate gate) {
        return GateFigures.asked(gate).stream()
                .flatMap(figure -> route.sides().stream().map(side -> of(route, side, figure)))
                .reduce(MetricTiming::slower)
                .orElseThrow();
    }

    /** How fast one figure of a side comes. */
    MetricTiming of(Route route, Side side, Figure figure) {
        return switch (figure) {
            case Figure.OfRoute _, Figure.OfProvider _, Figure.Cost _ ->
                route(route.name()).ofMetrics();
            // One that config.yml has lost says at once that there is no figure.
            case Figure.OfSource source ->
                sources.getOrDefault(source.sources().getOrDefault(side, ""), MetricTiming.AT_ONCE);
            case Figure.OfHook _ -> MetricTiming.AT_ONCE;
            case Figure.Rate(Figure bad, Figure total) -> of(route, side, bad).slower(of(route, side, total));
        };
    }
}
