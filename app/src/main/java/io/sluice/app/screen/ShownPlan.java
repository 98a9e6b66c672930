package io.sluice.app.screen;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What is shown of a plan, as the API tells it. */
public record ShownPlan(
        String id,
        String name,
        String state,
        Optional<String> heldBy,
        String reason,
        Optional<String> revertOf,
        List<ShownRoute> routes,
        List<ShownGate> gates) {
    private static final Set<String> ENDS = Set.of("completed", "reverted", "cancelled");

    public ShownPlan {
        routes = List.copyOf(routes);
        gates = List.copyOf(gates);
    }

    /** One without gates. */
    public ShownPlan(
            String id,
            String name,
            String state,
            Optional<String> heldBy,
            String reason,
            Optional<String> revertOf,
            List<ShownRoute> routes) {
        this(id, name, state, heldBy, reason, revertOf, routes, List.of());
    }

    /** Nothing in it commands a terminal, whoever answered. */
    public static ShownPlan of(JsonNode plan) {
        List<ShownRoute> routes = new ArrayList<>();
        plan.path("routes").forEach(route -> routes.add(ShownRoute.of(route)));
        List<ShownGate> gates = new ArrayList<>();
        plan.path("gates").forEach(gate -> gates.add(ShownGate.of(gate)));
        return new ShownPlan(
                text(plan, "id").orElse(""),
                text(plan, "name").orElse(""),
                text(plan, "state").orElse(""),
                text(plan, "heldBy"),
                text(plan, "reason").orElse(""),
                text(plan, "revertOf"),
                routes,
                gates);
    }

    public boolean ended() {
        return ENDS.contains(state);
    }

    /** In the order in which they are shown. */
    public Set<String> sides() {
        Set<String> sides = new LinkedHashSet<>();
        routes.forEach(route -> sides.addAll(route.split().keySet()));
        return sides;
    }

    /** Whether nothing has changed but what gates read, which is something else each time. */
    boolean standsAs(ShownPlan before) {
        return withoutReadings().equals(before.withoutReadings());
    }

    private ShownPlan withoutReadings() {
        return new ShownPlan(
                id,
                name,
                state,
                heldBy,
                reason,
                revertOf,
                routes,
                gates.stream().map(ShownGate::withoutReading).toList());
    }

    private static Optional<String> text(JsonNode node, String field) {
        return Optional.ofNullable(node.path(field).textValue()).map(Printable::line);
    }
}
