package io.sluice.app.capsule;

import io.sluice.plan.Baseline;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanId;
import io.sluice.plan.engine.PlanStore.Document;
import io.sluice.traffic.Address;
import io.sluice.traffic.Route;
import io.sluice.traffic.RouteRef;
import io.sluice.traffic.Side;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * All that it takes to put a plan's routes back without asking anybody.
 *
 * <p>Its truth in the database is the plan's line with the baseline: one that is lost can be made again from there.
 *
 * @param name the plan's, for people
 * @param generation the plan's at its start
 * @param document the canonical text of the plan's file, from which all of it can be read again
 * @param digest of that text
 * @param routes by the plan's names for them
 */
public record Capsule(
        PlanId plan, String name, long generation, String document, String digest, Map<String, OfRoute> routes) {
    public Capsule {
        routes = Map.copyOf(routes);
    }

    /**
     * One route: where it is, and how it stood.
     *
     * @param provider the instance's name in {@code config.yml}
     * @param place where that instance was when the baseline was taken
     * @param key the adapter's canonical form of the address
     */
    public record OfRoute(
            String provider,
            Place place,
            String key,
            Address address,
            Map<Side, Address> backends,
            Baseline.OfRoute baseline) {
        public OfRoute {
            backends = Map.copyOf(backends);
        }
    }

    /**
     * The capsule of a plan.
     *
     * @param places where each provider instance is
     */
    public static Capsule of(Plan plan, Baseline baseline, Document document, Map<String, Place> places) {
        Map<String, OfRoute> routes = new TreeMap<>();
        for (Route route : plan.spec().routes()) {
            String provider = route.ref().provider();
            routes.put(
                    route.name(),
                    new OfRoute(
                            provider,
                            places.getOrDefault(provider, new Place("unknown", Map.of())),
                            document.routeKeys().getOrDefault(route.name(), ""),
                            route.address(),
                            route.backends(),
                            baseline.of(route.name())));
        }
        return new Capsule(
                plan.id(), plan.spec().name(), plan.generation(), document.text(), document.digest(), routes);
    }

    /** A route as its provider is asked about it. */
    public Route route(String routeName) {
        OfRoute kept = routes.get(routeName);
        if (kept == null) {
            throw new IllegalArgumentException("no route " + routeName);
        }
        return new Route(new RouteRef(kept.provider(), routeName), kept.address(), kept.backends());
    }

    /** How the routes stood. */
    public Baseline baseline() {
        Map<String, Baseline.OfRoute> all = new TreeMap<>();
        routes.forEach((route, kept) -> all.put(route, kept.baseline()));
        return new Baseline(all);
    }

    /** The canonical key of each route, by the route's name. */
    public Map<String, String> routeKeys() {
        Map<String, String> keys = new TreeMap<>();
        routes.forEach((route, kept) -> keys.put(route, kept.key()));
        return keys;
    }

    /** Why it is not for these provider instances, if it is not: by it another account's weights would be set. */
    public Optional<String> foreignTo(Map<String, Place> places) {
        for (Map.Entry<String, OfRoute> route : new TreeMap<>(routes).entrySet()) {
            String provider = route.getValue().provider();
            Place was = route.getValue().place();
            Place is = places.get(provider);
            if (is == null) {
                return Optional.of("its route %s is on provider %s (%s), and no such instance is configured here"
                        .formatted(route.getKey(), provider, was));
            }
            if (!is.equals(was)) {
                return Optional.of("its route %s is on provider %s as %s, and here %s is %s"
                        .formatted(route.getKey(), provider, was, provider, is));
            }
        }
        return Optional.empty();
    }
}
