package io.sluice.app.access;

import java.time.Duration;
import java.util.Optional;

/** So many at once, and so many a second after that. */
final class Bucket {
    private static final double NANOS = 1e9;

    private final double perSecond;
    private final int burst;
    private double left;
    private long filledAt;

    /** A full one. */
    Bucket(double perSecond, int burst, long nanos) {
        this.perSecond = perSecond;
        this.burst = burst;
        this.left = burst;
        this.filledAt = nanos;
    }

    /**
     * Takes one.
     *
     * @param nanos of a monotonic clock
     * @return how long it takes until there is one, if there is none
     */
    synchronized Optional<Duration> take(long nanos) {
        left = Math.min(burst, left + (nanos - filledAt) / NANOS * perSecond);
        filledAt = nanos;
        if (left >= 1) {
            left--;
            return Optional.empty();
        }
        return Optional.of(Duration.ofNanos((long) Math.ceil((1 - left) / perSecond * NANOS)));
    }
}
