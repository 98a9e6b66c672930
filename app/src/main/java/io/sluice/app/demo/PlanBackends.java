package io.sluice.app.demo;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which of the sandbox's backends are behind a plan.
 *
 * @param byRoute their names by route and side, as far as they are known
 */
record PlanBackends(Map<String, Map<String, String>> byRoute) {
    static final PlanBackends UNKNOWN = new PlanBackends(Map.of());

    PlanBackends {
        Map<String, Map<String, String>> copy = new HashMap<>();
        byRoute.forEach((route, bySide) -> copy.put(route, Map.copyOf(bySide)));
        byRoute = Map.copyOf(copy);
    }

    /** Of one route, by side. */
    Map<String, String> of(String route) {
        return byRoute.getOrDefault(route, Map.of());
    }

    List<String> all() {
        return byRoute.values().stream()
                .flatMap(bySide -> bySide.values().stream())
                .toList();
    }

    /** Of one side, on all routes. */
    List<String> ofSide(String side) {
        return byRoute.values().stream()
                .filter(bySide -> bySide.containsKey(side))
                .map(bySide -> bySide.getOrDefault(side, ""))
                .toList();
    }
}
