package io.sluice.app.clock;

import io.dropwizard.lifecycle.Managed;
import io.sluice.plan.engine.Clocks;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices when somebody sets a clock. Every alarm is set for a time of one: if that is set back by an hour it would leave everything
 * asleep for an hour, so all of it is woken.
 */
public final class ClockWatch implements Managed {
    private static final Logger LOG = LoggerFactory.getLogger(ClockWatch.class);
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final String whose;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Runnable wakeAll;
    /** By the monotonic clock; Quartz goes by the other. */
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("clock-watch").daemon().factory());

    private Clocks last;

    /**
     * A watch that has begun to compare.
     *
     * @param whose the clock's name, for people
     * @param nanoTime a monotonic clock
     * @param wakeAll to be called after each step of the wall clock
     */
    public ClockWatch(String whose, InstantSource clock, LongSupplier nanoTime, Runnable wakeAll) {
        this.whose = whose;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.wakeAll = wakeAll;
        this.last = Clocks.read(clock, nanoTime);
    }

    @Override
    public void start() {
        var _ = thread.scheduleAtFixedRate(this::look, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** An executor calls nobody again who has thrown something, and says nothing of it. */
    void look() {
        try {
            compare();
        } catch (Throwable e) { // an Error too: no clock would be watched any more
            LOG.error("{} could not be watched; it is tried again", whose, e);
        }
    }

    private void compare() {
        Clocks now = Clocks.read(clock, nanoTime);
        now.steppedSince(last).ifPresent(by -> {
            LOG.warn(
                    "{} was set by {}: what waited for a time of it is looked at now",
                    whose,
                    ClockDifference.words(by));
            wakeAll.run();
        });
        last = now; // only now: who could not be woken is woken at the next look
    }

    @Override
    public void stop() {
        thread.shutdownNow();
    }
}
