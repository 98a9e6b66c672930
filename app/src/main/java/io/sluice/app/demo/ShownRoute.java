package io.sluice.app.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the demo shows of one route of a plan.
 *
 * @param split percent by side; the side that has the traffic at the start comes first
 */
record ShownRoute(String name, Map<String, Double> split) {
    ShownRoute {
        split = Collections.unmodifiableMap(new LinkedHashMap<>(split));
    }

    static ShownRoute of(JsonNode route) {
        JsonNode baseline = route.path("baseline");
        JsonNode now = firstObject(route.path("observed"), route.path("desired"), baseline);
        List<String> sides = new ArrayList<>();
        now.fieldNames().forEachRemaining(sides::add);
        sides.sort(
                Comparator.comparingDouble((String side) -> -baseline.path(side).asDouble())
                        .thenComparing(Comparator.naturalOrder()));
        Map<String, Double> split = new LinkedHashMap<>();
        sides.forEach(side -> split.put(side, now.path(side).asDouble()));
        return new ShownRoute(route.path("name").asText(), split);
    }

    private static JsonNode firstObject(JsonNode observed, JsonNode desired, JsonNode baseline) {
        return observed.isObject() ? observed : desired.isObject() ? desired : baseline;
    }
}
