package io.sluice.plan.engine;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The wall clock and a monotonic clock at one moment: against the one it shows when the other was set.
 *
 * @param nanos of the monotonic clock, whose start means nothing
 */
public record Clocks(Instant wall, long nanos) {
    /** What counts as a step; by less than this clocks are kept right all the time. */
    private static final Duration LEAST_STEP = Duration.ofMillis(100);

    /** By what part of the time the two may run apart: twice what Linux lets a clock be slewed by. */
    private static final int SLEW = 1000;

    /** Longer between the two readings, and this process was frozen there. */
    private static final long AT_ONCE = Duration.ofMillis(5).toNanos();

    private static final int MOST_READINGS = 10;

    /** Both clocks now. */
    public static Clocks read(InstantSource wall, LongSupplier nanoTime) {
        for (int i = 1; ; i++) {
            long before = nanoTime.getAsLong();
            Clocks read = new Clocks(wall.instant(), before);
            if (nanoTime.getAsLong() - before < AT_ONCE || i == MOST_READINGS) {
                return read;
            }
        }
    }

    /** How far the wall clock was set since an earlier moment of the same process, in whole milliseconds, backwards where negative. */
    public Optional<Duration> steppedSince(Clocks earlier) {
        Duration passed = Duration.ofNanos(nanos - earlier.nanos);
        Duration step = Duration.ofMillis(
                Duration.between(earlier.wall, wall).minus(passed).toMillis());
        return Optional.of(step).filter(by -> by.abs().compareTo(LEAST_STEP.plus(passed.dividedBy(SLEW))) >= 0);
    }

    /** Whether a clock is set by so much, and not kept right. */
    public static boolean isStep(Duration by) {
        return by.abs().compareTo(LEAST_STEP) >= 0;
    }
}
