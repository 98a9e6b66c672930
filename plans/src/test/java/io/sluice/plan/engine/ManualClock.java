package io.sluice.plan.engine;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until it is told to go on, and can be set like any other. */
public final class ManualClock implements InstantSource {
    private Instant real;
    private Duration ahead = Duration.ZERO;

    public ManualClock(Instant now) {
        this.real = now;
    }

    @Override
    public Instant instant() {
        return real.plus(ahead);
    }

    /** The time that nobody can set. */
    public Instant real() {
        return real;
    }

    /** How far it was set since the beginning. */
    public Duration ahead() {
        return ahead;
    }

    /** Sets the clock without any time passing. */
    public void set(Duration by) {
        ahead = ahead.plus(by);
    }

    public void advance(Duration step) {
        real = real.plus(step);
    }

    public void advanceTo(Instant later) {
        if (later.isAfter(instant())) {
            real = later.minus(ahead);
        }
    }

    public void advanceToReal(Instant later) {
        if (later.isAfter(real)) {
            real = later;
        }
    }

    /** When it shows a time, if it is not set until then. */
    public Instant realAt(Instant shown) {
        return shown.minus(ahead);
    }

    /** The monotonic clock beside it. */
    public long nanoTime() {
        return Duration.between(Instant.EPOCH, real).toNanos();
    }
}
