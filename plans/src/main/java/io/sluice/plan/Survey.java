package io.sluice.plan;

import io.sluice.traffic.TimeWindow;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What a route's traffic was like shortly before the plan: from it follows how long its gates need, and what counts as more.
 *
 * @param window what was read
 * @param untilRead how long after a window's end its figures are complete
 * @param requestsPerSecond of all sides together
 * @param errorPercent of all sides together
 * @param scatter by how much a signal's logarithm differs from one minute to the next, as a standard deviation, by its word
 * @param costPerHour of all sides together, in the price book's currency
 */
public record Survey(
        TimeWindow window,
        Duration untilRead,
        Optional<Double> requestsPerSecond,
        Optional<Double> errorPercent,
        Map<String, Double> scatter,
        Optional<Double> costPerHour) {
    public Survey {
        scatter = Map.copyOf(scatter);
    }
}
