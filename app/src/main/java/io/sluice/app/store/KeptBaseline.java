package io.sluice.app.store;

import io.sluice.plan.Baseline;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanId;
import io.sluice.traffic.Address;
import io.sluice.traffic.Route;
import io.sluice.traffic.RouteRef;
import io.sluice.traffic.Side;
import java.util.Map;
import java.util.TreeMap;

/**
 * All that it takes to put a plan's routes back without asking anybody.
 *
 * @param name the plan's, for people
 * @param routes by the plan's names for them
 */
public record KeptBaseline(PlanId plan, String name, long generation, Map<String, OfRoute> routes) {
    public KeptBaseline {
        routes = Map.copyOf(routes);
    }

    /** One route: where it is, and how it stood. */
    public record OfRoute(String provider, Address address, Map<Side, Address> backends, Baseline.OfRoute baseline) {
        public OfRoute {
            backends = Map.copyOf(backends);
        }
    }

    static KeptBaseline of(Plan plan, Baseline baseline) {
        Map<String, OfRoute> routes = new TreeMap<>();
        for (Route route : plan.spec().routes()) {
            routes.put(
                    route.name(),
                    new OfRoute(route.ref().provider(), route.address(), route.backends(), baseline.of(route.name())));
        }
        return new KeptBaseline(plan.id(), plan.spec().name(), plan.generation(), routes);
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
}
