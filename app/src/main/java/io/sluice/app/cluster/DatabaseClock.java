package io.sluice.app.cluster;

import io.sluice.plan.engine.Clocks;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.function.LongSupplier;

/**
 * The clock that all nodes of a database share: what that database last said, and the monotonic time since. A node whose own wall
 * clock is wrong so harms nobody.
 *
 * <p>Small differences are made up for little by little, and it never runs backwards by that. Where the database's clock was set, this
 * one jumps with it, so that whoever watches for steps of a clock sees them. When the database does not answer it runs on.
 */
public final class DatabaseClock implements InstantSource {
    /** By what part of the time it is slewed: half of what {@link Clocks} takes for the keeping right of a clock. */
    private static final int SLEW = 2000;

    private final LongSupplier nanoTime;
    private volatile Anchor anchor;
    private boolean anchored;

    /**
     * A clock that shows another's time until the database was asked.
     *
     * @param nanoTime a monotonic clock
     */
    public DatabaseClock(InstantSource untilAsked, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.anchor = new Anchor(untilAsked.instant(), nanoTime.getAsLong(), Duration.ZERO, Duration.ZERO);
    }

    /**
     * From where it runs until the next measurement.
     *
     * @param start what it showed at the last one
     * @param nanos of the monotonic clock then
     * @param off what was still to be made up for then
     * @param doubt how far it may be off though the database's clock was never set: the first answer of a process takes long
     */
    private record Anchor(Instant start, long nanos, Duration off, Duration doubt) {
        Instant at(long now) {
            long passed = Math.max(0, now - nanos);
            long most = passed / SLEW;
            return start.plusNanos(passed + Math.clamp(off.toNanos(), -most, most));
        }
    }

    /** In milliseconds: finer instants say nothing to people. */
    @Override
    public Instant instant() {
        return anchor.at(nanoTime.getAsLong()).truncatedTo(ChronoUnit.MILLIS);
    }

    /**
     * Follows what the database said. Only what the round trip cannot explain is believed: an answer that took long corrects little.
     */
    public synchronized void follow(TimeSaid answer) {
        Instant shown = anchor.at(answer.answeredAt());
        Duration off = answer.leastDistance(shown);
        Duration doubt = anchor.doubt();
        Duration unexplained = off.abs().minus(doubt);
        boolean jumps = !anchored || (unexplained.isPositive() && Clocks.isStep(unexplained));
        anchored = true;
        Instant start = jumps ? answer.likely() : shown;
        Duration most = answer.mostDistance(start);
        anchor = new Anchor(
                start,
                answer.answeredAt(),
                jumps ? Duration.ZERO : off,
                jumps || most.compareTo(doubt) < 0 ? most : doubt);
    }
}
