package io.sluice.app.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the demo shows of a plan, as the API tells it. */
record ShownPlan(
        String id,
        String name,
        String state,
        Optional<String> heldBy,
        String reason,
        Optional<String> revertOf,
        List<ShownRoute> routes) {
    private static final Set<String> ENDS = Set.of("completed", "reverted", "cancelled");

    ShownPlan {
        routes = List.copyOf(routes);
    }

    static ShownPlan of(JsonNode plan) {
        List<ShownRoute> routes = new ArrayList<>();
        plan.path("routes").forEach(route -> routes.add(ShownRoute.of(route)));
        return new ShownPlan(
                plan.path("id").asText(),
                plan.path("name").asText(),
                plan.path("state").asText(),
                text(plan, "heldBy"),
                text(plan, "reason").orElse(""),
                text(plan, "revertOf"),
                routes);
    }

    boolean ended() {
        return ENDS.contains(state);
    }

    /** In the order in which they are shown. */
    Set<String> sides() {
        Set<String> sides = new LinkedHashSet<>();
        routes.forEach(route -> sides.addAll(route.split().keySet()));
        return sides;
    }

    private static Optional<String> text(JsonNode node, String field) {
        return Optional.ofNullable(node.path(field).textValue());
    }
}
