package io.sluice.app.screen;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What is shown of a gate of a plan.
 *
 * @param read what it read where it matters most, such as {@code us on edge: 0.12 percent, limit 1}; why it read nothing otherwise
 */
public record ShownGate(String name, String verdict, String read) {
    static ShownGate of(JsonNode gate) {
        String verdict = gate.path("verdict").asText();
        List<JsonNode> readings = new ArrayList<>();
        gate.path("readings").forEach(readings::add);
        // The verdict is that of the worst reading, so one with the same verdict is what it is about.
        String read = readings.stream()
                .filter(reading -> reading.path("verdict").asText().equals(verdict))
                .findFirst()
                .map(ShownGate::words)
                .orElseGet(() -> gate.path("reason").asText());
        return new ShownGate(Printable.line(gate.path("name").asText()), Printable.line(verdict), Printable.line(read));
    }

    private static String words(JsonNode reading) {
        String place = "%s on %s: "
                .formatted(reading.path("side").asText(), reading.path("route").asText());
        if (!reading.path("value").isNumber()) {
            return place + reading.path("reason").asText();
        }
        String unit = reading.path("unit").asText();
        String limit = reading.path("limit").isNumber()
                ? ", limit " + number(reading.path("limit").asDouble())
                : "";
        return place + number(reading.path("value").asDouble()) + (unit.isEmpty() ? "" : " " + unit) + limit;
    }

    /** As many digits as say something. */
    static String number(double value) {
        double rounded = Math.rint(value * 1000) / 1000;
        return rounded == Math.rint(rounded) && Math.abs(rounded) < 1e15
                ? String.valueOf((long) rounded)
                : String.valueOf(rounded);
    }

    ShownGate withoutReading() {
        return new ShownGate(name, verdict, "");
    }
}
