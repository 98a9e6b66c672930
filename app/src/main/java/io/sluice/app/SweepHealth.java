package io.sluice.app;

import com.codahale.metrics.health.HealthCheck;
import io.sluice.app.clock.Ticks;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Whether plans are still woken: the sweep is the guarantee that none is forgotten. */
final class SweepHealth extends HealthCheck {
    /** Many sweeps; one that is late because the machine is busy is no illness. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(30);

    private final Ticks ticks;
    private final InstantSource clock;

    SweepHealth(Ticks ticks, InstantSource clock) {
        this.ticks = ticks;
        this.clock = clock;
    }

    @Override
    protected Result check() {
        Instant last = ticks.lastSweep();
        return Duration.between(last, clock.instant()).compareTo(LONGEST_SILENCE) < 0
                ? Result.healthy("last sweep at %s", last)
                : Result.unhealthy("no sweep since %s", last);
    }
}
