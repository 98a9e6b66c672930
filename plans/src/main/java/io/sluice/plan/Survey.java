package io.sluice.plan;

import io.sluice.traffic.TimeWindow;
import java.time.Duration;
import java.util.HashMap;
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

    /** With what an earlier look knew and this one could not find out: a call that failed takes nothing away. */
    Survey or(Survey earlier) {
        Map<String, Double> known = new HashMap<>(earlier.scatter);
        known.putAll(scatter);
        return new Survey(
                window,
                untilRead,
                requestsPerSecond.or(earlier::requestsPerSecond),
                errorPercent.or(earlier::errorPercent),
                known,
                costPerHour.or(earlier::costPerHour));
    }
}
