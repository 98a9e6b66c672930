package io.sluice.app.screen;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is shown of one route of a plan.
 *
 * @param split percent by side; the side that has the traffic at the start comes first
 * @param wanted the same, as the plan wants it; as the split where nobody says
 */
public record ShownRoute(String name, Map<String, Double> split, Map<String, Double> wanted) {
    public ShownRoute {
        split = Collections.unmodifiableMap(new LinkedHashMap<>(split));
        wanted = Collections.unmodifiableMap(new LinkedHashMap<>(wanted));
    }

    /** One that is as it is wanted. */
    public ShownRoute(String name, Map<String, Double> split) {
        this(name, split, split);
    }

    static ShownRoute of(JsonNode route) {
        JsonNode baseline = route.path("baseline");
        JsonNode now = firstObject(route.path("observed"), route.path("desired"), baseline);
        List<String> sides = new ArrayList<>();
        now.fieldNames().forEachRemaining(sides::add);
        sides.sort(
                Comparator.comparingDouble((String side) -> -baseline.path(side).asDouble())
                        .thenComparing(Comparator.naturalOrder()));
        return new ShownRoute(
                Printable.line(route.path("name").asText()),
                percents(now, sides),
                percents(firstObject(route.path("desired"), now, now), sides));
    }

    private static Map<String, Double> percents(JsonNode split, List<String> sides) {
        Map<String, Double> percents = new LinkedHashMap<>();
        sides.forEach(
                side -> percents.put(Printable.line(side), split.path(side).asDouble()));
        return percents;
    }

    private static JsonNode firstObject(JsonNode observed, JsonNode desired, JsonNode baseline) {
        return observed.isObject() ? observed : desired.isObject() ? desired : baseline;
    }
}
