package io.sluice.plan.engine;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until it is told to go on. */
public final class ManualClock implements InstantSource {
    private Instant now;

    public ManualClock(Instant now) {
        this.now = now;
    }

    @Override
    public Instant instant() {
        return now;
    }

    public void advance(Duration step) {
        now = now.plus(step);
    }

    public void advanceTo(Instant later) {
        if (later.isAfter(now)) {
            now = later;
        }
    }

    /** The same clock as a monotonic one. */
    public long nanoTime() {
        return Duration.between(Instant.EPOCH, now).toNanos();
    }
}
