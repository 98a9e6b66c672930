package io.sluice.app.capsule;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * When the database last said how a plan stands, or said nothing while this process listened.
 *
 * <p>A process that stood still since may have missed everything: the database is back, the revert has ended elsewhere, and the routes
 * are a later plan's. It puts nothing back until it has asked again. One that has not stood still asks nothing and waits for nothing.
 */
final class LastWord {
    /** How long the database may be silent after a standstill until it counts as gone: connections to it may have to be made anew. */
    static final Duration AFTER_A_STANDSTILL = Duration.ofSeconds(3);

    private final Pulse pulse;
    private final Supplier<Optional<Boolean>> isOver;
    private volatile long heardAt;
    private OptionalLong silentSince = OptionalLong.empty();

    /**
     * For an order that has just come: it may have waited while the process stood still.
     *
     * @param isOver asks the database whether the plan is over; empty if it does not say
     */
    LastWord(Pulse pulse, Supplier<Optional<Boolean>> isOver) {
        this.pulse = pulse;
        this.isOver = isOver;
        this.heardAt = pulse.moment() - AFTER_A_STANDSTILL.toNanos();
    }

    /** When a question is put, for {@link #heard}. */
    long moment() {
        return pulse.moment();
    }

    /** The database has answered: a plan that is not over belongs to its routes still. What counts is when it was asked. */
    void heard(long askedAt) {
        heardAt = askedAt;
    }

    /** Whether this process has stood still since; costs next to nothing, and any number of calls may ask. */
    boolean isOutdated() {
        return pulse.stoodStillSince(heardAt);
    }

    /**
     * Asks the database once more, from one thread at a time.
     *
     * @return whether the plan may be put back: it is not over, or the database has been silent for long enough
     */
    boolean askAgain() {
        long askedAt = pulse.moment();
        Optional<Boolean> over = isOver.get();
        if (over.isPresent()) {
            silentSince = OptionalLong.empty();
            if (!over.get()) {
                heardAt = askedAt;
            }
            return !over.get() && !isOutdated();
        }
        if (silentSince.isEmpty() || pulse.stoodStillSince(silentSince.getAsLong())) {
            silentSince = OptionalLong.of(askedAt);
        }
        if (pulse.moment() - silentSince.getAsLong() >= AFTER_A_STANDSTILL.toNanos()) {
            silentSince = OptionalLong.empty();
            heardAt = askedAt;
        }
        return !isOutdated();
    }
}
