package io.sluice.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.app.screen.Style;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a revert would change, route by route. */
record RevertForecast(List<JsonNode> plans, Optional<String> endedWithin) {
    RevertForecast {
        plans = List.copyOf(plans);
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        List<List<String>> rows = new ArrayList<>();
        plans.forEach(plan -> plan.path("routes")
                .forEach(route -> rows.add(List.of(
                        "  " + plan.path("name").asText(),
                        PlanOutput.state(plan),
                        route.path("name").asText(),
                        change(route)))));
        lines.add(plans.isEmpty() ? "No plan is under way." : count());
        if (!rows.isEmpty()) {
            lines.addAll(Columns.of(rows, Style.plain(true, ZoneOffset.UTC)));
        }
        endedWithin.ifPresent(span -> lines.add("and plans that ended within the last " + span));
        return lines;
    }

    private String count() {
        return plans.size() == 1 ? "This puts back 1 plan:" : "This puts back %d plans:".formatted(plans.size());
    }

    private static String change(JsonNode route) {
        JsonNode baseline = route.path("baseline");
        JsonNode observed = route.path("observed");
        if (!baseline.isObject()) {
            return "nothing was changed";
        }
        String now = observed.isObject() ? split(observed) : "not seen";
        return baseline.equals(observed) ? now + ", as it was" : "%s -> %s".formatted(now, split(baseline));
    }

    private static String split(JsonNode weights) {
        return weights.propertyStream()
                .map(side -> "%s %s %%".formatted(side.getKey(), side.getValue().asText()))
                .collect(Collectors.joining(", "));
    }
}
