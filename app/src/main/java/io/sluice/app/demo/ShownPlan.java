package io.sluice.app.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the demo shows of a plan, as the API tells it.
 *
 * @param split percent by side, of the plan's first route: the side that has the traffic at the start comes first
 */
record ShownPlan(
        String id,
        String name,
        String state,
        Optional<String> heldBy,
        String reason,
        Optional<String> revertOf,
        Map<String, Double> split) {
    private static final Set<String> ENDS = Set.of("completed", "reverted", "cancelled");

    static ShownPlan of(JsonNode plan) {
        return new ShownPlan(
                plan.path("id").asText(),
                plan.path("name").asText(),
                plan.path("state").asText(),
                text(plan, "heldBy"),
                text(plan, "reason").orElse(""),
                text(plan, "revertOf"),
                split(plan.path("routes").path(0)));
    }

    boolean ended() {
        return ENDS.contains(state);
    }

    private static Optional<String> text(JsonNode node, String field) {
        return Optional.ofNullable(node.path(field).textValue());
    }

    private static Map<String, Double> split(JsonNode route) {
        JsonNode baseline = route.path("baseline");
        JsonNode now = firstObject(route.path("observed"), route.path("desired"), baseline);
        List<String> sides = new ArrayList<>();
        now.fieldNames().forEachRemaining(sides::add);
        sides.sort(
                Comparator.comparingDouble((String side) -> -baseline.path(side).asDouble())
                        .thenComparing(Comparator.naturalOrder()));
        Map<String, Double> split = new LinkedHashMap<>();
        sides.forEach(side -> split.put(side, now.path(side).asDouble()));
        return split;
    }

    private static JsonNode firstObject(JsonNode observed, JsonNode desired, JsonNode baseline) {
        return observed.isObject() ? observed : desired.isObject() ? desired : baseline;
    }
}
