package io.sluice.plan.runbook;

import io.sluice.plan.Baseline;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanId;
import io.sluice.provider.TrafficProvider;
import io.sluice.traffic.ByHand;
import io.sluice.traffic.ProviderException;
import io.sluice.traffic.Route;
import io.sluice.traffic.Side;
import io.sluice.traffic.Weights;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What puts a plan's baseline back by hand, route by route.
 *
 * @param plan the plan whose baseline it is
 * @param name what that plan is called
 * @param owner whose it is; empty where nobody is named
 * @param frozenAt when the baseline was taken
 */
public record Runbook(PlanId plan, String name, String owner, Instant frozenAt, List<OfRoute> routes) {
    public Runbook {
        routes = List.copyOf(routes);
    }

    /**
     * One route.
     *
     * @param address in the words of the route's adapter, for whoever has to find it
     * @param stickiness how long clients stuck to their backend, where they did
     */
    public record OfRoute(
            String name, String provider, String address, Weights baseline, Optional<Duration> stickiness, Way way) {}

    /** How a route goes back. */
    public sealed interface Way {
        /** As its adapter says. */
        record Known(ByHand byHand) implements Way {}

        /** Its adapter cannot say. */
        record Unknown(String why) implements Way {}
    }

    /**
     * The runbook of a plan.
     *
     * @param plan one that took the baseline itself
     * @param traffic who knows a route's commands; one that does not takes nothing from the other routes
     */
    public static Runbook of(Plan plan, Baseline baseline, Instant frozenAt, Function<Route, TrafficProvider> traffic) {
        return new Runbook(
                plan.id(),
                plan.spec().name(),
                plan.spec().owner(),
                frozenAt,
                plan.spec().routes().stream()
                        .map(route -> of(route, baseline.of(route.name()), traffic))
                        .toList());
    }

    private static OfRoute of(Route route, Baseline.OfRoute baseline, Function<Route, TrafficProvider> traffic) {
        return new OfRoute(
                route.name(),
                route.ref().provider(),
                route.address().json(),
                baseline.weights(),
                baseline.stickiness(),
                way(route, baseline, traffic));
    }

    private static Way way(Route route, Baseline.OfRoute baseline, Function<Route, TrafficProvider> traffic) {
        try {
            return new Way.Known(traffic.apply(route).byHand(route, baseline.snapshot()));
        } catch (ProviderException e) {
            return new Way.Unknown(e.error().detail());
        } catch (RuntimeException e) { // an adapter that breaks takes nothing from the other routes
            return new Way.Unknown("its adapter broke: " + e);
        }
    }

    /** The cloud's own integers of a route, as far as they are known. */
    static Map<Side, Integer> natives(Way way) {
        return switch (way) {
            case Way.Known(ByHand byHand) -> byHand.natives();
            case Way.Unknown _ -> Map.of();
        };
    }
}
