package io.sluice.app.clock;

import com.codahale.metrics.Meter;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.Timer;
import io.dropwizard.lifecycle.Managed;
import io.sluice.plan.PlanId;
import io.sluice.plan.engine.Alarm;
import io.sluice.plan.engine.Engine;
import io.sluice.plan.engine.PlanStore;
import io.sluice.plan.engine.StoreUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the engine's ticks, each plan's one at a time and all plans side by side. */
public final class Ticks implements Managed {
    private static final Logger LOG = LoggerFactory.getLogger(Ticks.class);

    /** Plans taken up by one sweep; those that are left are due at the next. */
    private static final int MOST_DUE = 500;

    /** Those taken up once the clock was set: all that anybody will ever have. */
    private static final int ALL = 1_000_000;

    /** Before what stands for never, and after everything else. */
    private static final Instant WHENEVER = Instant.parse("9999-01-01T00:00:00Z");

    private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(5);

    /** What a stop may take; a call that is not answered by then counts as unanswered, and the next start looks. */
    private static final Duration LONGEST_DRAIN = Duration.ofSeconds(10);

    private final Engine engine;
    private final PlanStore store;
    private final Alarm alarm;
    private final InstantSource clock;
    private final Timer duration;
    private final Meter failures;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<PlanId> running = ConcurrentHashMap.newKeySet();
    private volatile boolean allAreDue;
    private volatile Instant lastSweep;

    public Ticks(Engine engine, PlanStore store, Alarm alarm, InstantSource clock, MetricRegistry metrics) {
        this.engine = engine;
        this.store = store;
        this.alarm = alarm;
        this.clock = clock;
        this.duration = metrics.timer("sluice.tick.duration");
        this.failures = metrics.meter("sluice.tick.failures");
        this.lastSweep = clock.instant();
    }

    /** Has a plan looked at now; if that is going on already, soon again. */
    public void start(PlanId id) {
        if (threads.isShutdown()) {
            return;
        }
        if (running.add(id)) {
            threads.execute(() -> {
                try {
                    run(id, engine::tick);
                } finally {
                    running.remove(id);
                }
            });
        } else {
            alarm.set(id, clock.instant().plusSeconds(1));
        }
    }

    /** Has a plan put back now, whoever is at it: a revert queues behind nothing. */
    public void putBack(PlanId id) {
        threads.execute(() -> run(id, engine::seizeAndTick));
    }

    /** Has every plan looked at whose look is due: what an alarm forgot, or a process that died. */
    public void sweep() {
        try {
            boolean all = allAreDue; // it may be set meanwhile, and then the next sweep does it
            List<PlanId> due = all ? store.due(WHENEVER, ALL) : store.due(clock.instant(), MOST_DUE);
            due.stream().filter(id -> all || !running.contains(id)).forEach(this::start);
            if (all) {
                allAreDue = false;
            }
            lastSweep = clock.instant();
        } catch (StoreUnavailable e) {
            LOG.warn("cannot ask the store what is due: {}", e.getMessage());
        }
    }

    /** Has every plan looked at, whenever its look is due: that time is of a clock that was set since. */
    public void sweepAll() {
        allAreDue = true;
        sweep();
    }

    public Instant lastSweep() {
        return lastSweep;
    }

    private void run(PlanId id, Consumer<PlanId> what) {
        try (Timer.Context _ = duration.time()) {
            what.accept(id);
        } catch (Exception e) { // whatever it was: this plan is looked at again, and the others go on
            failures.mark();
            LOG.error("a tick of plan {} failed", id, e);
            alarm.set(id, clock.instant().plus(AFTER_A_FAILURE));
        }
    }

    /** Lets the ticks under way write down what their calls brought, and begin nothing more. */
    @Override
    public void stop() throws InterruptedException {
        engine.windDown();
        threads.shutdown();
        if (!threads.awaitTermination(LONGEST_DRAIN.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.warn("stopped in the middle of {} ticks; their calls count as unanswered", running.size());
            threads.shutdownNow();
        }
    }
}
