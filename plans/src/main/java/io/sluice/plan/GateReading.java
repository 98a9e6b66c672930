package io.sluice.plan;

import io.sluice.traffic.Side;
import io.sluice.traffic.TimeWindow;
import java.util.Map;
import java.util.Optional;

/**
 * What a gate read on one side of one route, and what it made of it.
 *
 * @param limit the bound that counted, in the same unit; empty where nothing could be judged
 * @param numbers what a judge that looks at many windows made its answer from, by name
 * @param reason one sentence with the numbers
 */
public record GateReading(
        String route,
        Side side,
        Verdict verdict,
        Optional<Double> value,
        Optional<Double> limit,
        String unit,
        Optional<TimeWindow> window,
        String reason,
        Optional<Map<String, Double>> numbers) {
    /** A reading that says all in its value and limit. */
    public GateReading(
            String route,
            Side side,
            Verdict verdict,
            Optional<Double> value,
            Optional<Double> limit,
            String unit,
            Optional<TimeWindow> window,
            String reason) {
        this(route, side, verdict, value, limit, unit, window, reason, Optional.empty());
    }
}
