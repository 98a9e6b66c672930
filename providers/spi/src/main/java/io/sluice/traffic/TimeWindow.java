package io.sluice.traffic;

import java.time.Duration;
import java.time.Instant;

/**
 * A stretch of time.
 *
 * @param end excluded
 */
public record TimeWindow(Instant start, Instant end) {
    public TimeWindow {
        if (!start.isBefore(end)) {
            throw new IllegalArgumentException("a window ends after it starts: " + start + " to " + end);
        }
    }

    public Duration length() {
        return Duration.between(start, end);
    }
}
