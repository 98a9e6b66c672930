package io.sluice.app.kills;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What the sandbox was asked to do and what took effect, by its own log: the judge over what the service believes. */
record CloudLog(List<JsonNode> lines) {
    private static final int BASELINE = 0;

    /**
     * A request to change a route's weights.
     *
     * @param percent of the side that the plans move to
     */
    record Call(String route, int percent, Instant arrivedAt) {}

    /** The splits that a route had one after the other, from its baseline on; a repeated request is no other split. */
    List<Integer> effects(String route) {
        List<Integer> effects = new ArrayList<>(List.of(BASELINE));
        lines.stream()
                .filter(line -> isOf(line, route) && line.path("applied").asBoolean())
                .sorted(Comparator.comparingLong(line -> line.get("revision").asLong()))
                .map(line -> percent(line, route))
                .filter(percent -> !effects.getLast().equals(percent))
                .forEach(effects::add);
        return effects;
    }

    /** The changes that the service asked for, in the order in which they arrived. */
    List<Call> calls(String route) {
        return lines.stream()
                .filter(line -> isOf(line, route) && line.get("kind").asText().equals("call"))
                .map(line -> new Call(route, percent(line, route), arrivedAt(line)))
                .sorted(Comparator.comparing(Call::arrivedAt))
                .toList();
    }

    /** How many calls that change a route met with a fault. */
    long faults(String route) {
        return lines.stream()
                .filter(line -> isOf(line, route) && line.has("fault"))
                .count();
    }

    /** When anything was first asked at or after an instant. */
    Instant firstAskedAfter(Instant start) {
        return lines.stream()
                .filter(line -> line.get("kind").asText().equals("call"))
                .map(CloudLog::arrivedAt)
                .filter(at -> !at.isBefore(start))
                .min(Comparator.naturalOrder())
                .orElse(Instant.MAX);
    }

    /** When the last late write took effect. */
    Instant lastLanding() {
        return lines.stream()
                .filter(line -> line.get("kind").asText().equals("landed"))
                .map(line -> Instant.parse(line.get("appliedAt").asText()))
                .max(Comparator.naturalOrder())
                .orElse(Instant.MIN);
    }

    private static Instant arrivedAt(JsonNode line) {
        return Instant.parse(line.get("arrivedAt").asText());
    }

    private static boolean isOf(JsonNode line, String route) {
        return line.has("weights") && line.get("arn").asText().contains("/app/" + route + "/");
    }

    private static int percent(JsonNode line, String route) {
        JsonNode weights = line.get("weights");
        double from = weights.path(route + "-eu").asDouble();
        double to = weights.path(route + "-us").asDouble();
        return (int) Math.round(100 * to / (from + to));
    }
}
