package io.sluice.plan;

import io.sluice.traffic.ObservedRoute;
import io.sluice.traffic.Side;
import io.sluice.traffic.Snapshot;
import io.sluice.traffic.Weights;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The routes of a plan as they stood at its start: the one thing that a revert wishes for.
 *
 * @param byRoute every route of the plan, by name
 */
public record Baseline(Map<String, OfRoute> byRoute) {
    public Baseline {
        byRoute = Map.copyOf(byRoute);
    }

    /**
     * One route as it stood.
     *
     * @param attached the sides that it listed
     * @param fingerprint of everything else on it
     */
    public record OfRoute(
            Weights weights, Set<Side> attached, Optional<Duration> stickiness, String fingerprint, Snapshot snapshot) {
        public OfRoute {
            attached = Set.copyOf(attached);
        }

        public static OfRoute of(ObservedRoute seen, Snapshot snapshot) {
            return new OfRoute(seen.weights(), seen.attached(), seen.stickiness(), seen.fingerprint(), snapshot);
        }

        /**
         * Whether the route shows it again. Backends that others added meanwhile and that have no weight do not count.
         *
         * @param planned the sides of the plan
         * @param evicted sides that shall be gone even if the baseline listed them
         */
        public boolean isShownBy(ObservedRoute seen, Set<Side> planned, Set<Side> evicted) {
            Set<Side> wanted = new HashSet<>(attached);
            wanted.retainAll(planned);
            wanted.removeAll(evicted);
            Set<Side> listed = new HashSet<>(seen.attached());
            listed.retainAll(planned);
            return seen.weights().equals(weights)
                    && listed.equals(wanted)
                    && seen.stickiness().equals(stickiness);
        }
    }

    /** The split of each route. */
    public RouteWeights weights() {
        Map<String, Weights> all = new TreeMap<>();
        byRoute.forEach((route, was) -> all.put(route, was.weights()));
        return new RouteWeights(all);
    }

    public OfRoute of(String route) {
        OfRoute found = byRoute.get(route);
        if (found == null) {
            throw new IllegalArgumentException("no baseline of route " + route);
        }
        return found;
    }
}
