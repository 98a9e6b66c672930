package io.sluice.plan;

import static java.util.stream.Collectors.joining;

import io.sluice.traffic.Weights;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A vector over routes: the split of each route of a plan at one moment.
 *
 * @param byRoute every route of the plan, by name
 */
public record RouteWeights(Map<String, Weights> byRoute) {
    public RouteWeights {
        byRoute = Collections.unmodifiableMap(new TreeMap<>(byRoute));
    }

    public Weights of(String route) {
        Weights weights = byRoute.get(route);
        if (weights == null) {
            throw new IllegalArgumentException("no route " + route + " among " + byRoute.keySet());
        }
        return weights;
    }

    public Set<String> routes() {
        return byRoute.keySet();
    }

    /** A copy in which the named routes have other weights. */
    public RouteWeights with(Map<String, Weights> changed) {
        Map<String, Weights> all = new TreeMap<>(byRoute);
        all.putAll(changed);
        return new RouteWeights(all);
    }

    @Override
    public String toString() {
        return byRoute.entrySet().stream()
                .map(entry -> entry.getKey() + ": " + entry.getValue())
                .collect(joining("; "));
    }
}
