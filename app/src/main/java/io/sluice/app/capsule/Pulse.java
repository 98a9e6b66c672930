package io.sluice.app.capsule;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Feels whether this process has stood still: frozen by a signal, or paused by its machine or its JVM. It cannot be told by how old
 * something is, since calls to clouds may take long while everything is well.
 */
final class Pulse {
    private static final Duration EVERY = Duration.ofMillis(100);

    /** Longer between two beats than a busy machine makes it. In less than that no revert ends elsewhere. */
    private static final Duration STANDSTILL = Duration.ofSeconds(1);

    private final LongSupplier nanoTime;

    /** Not a virtual thread: those wait for each other. */
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("pulse").daemon().factory());

    private long beatAt;
    private OptionalLong wokeAt = OptionalLong.empty();

    /** @param nanoTime a monotonic clock that runs on while the process is frozen */
    Pulse(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.beatAt = nanoTime.getAsLong();
    }

    void start() {
        var _ = thread.scheduleAtFixedRate(this::moment, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    void stop() {
        thread.shutdownNow();
    }

    /** Now, by the monotonic clock, in nanoseconds. Each question is a beat: whoever wakes first notices. */
    synchronized long moment() {
        long now = nanoTime.getAsLong();
        if (now - beatAt > STANDSTILL.toNanos()) {
            wokeAt = OptionalLong.of(now);
        }
        beatAt = now;
        return now;
    }

    /** Whether it has stood still at any time since a moment. */
    synchronized boolean stoodStillSince(long earlier) {
        var _ = moment();
        return wokeAt.isPresent() && wokeAt.getAsLong() - earlier > 0;
    }
}
