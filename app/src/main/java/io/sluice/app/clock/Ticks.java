package io.sluice.app.clock;

import io.dropwizard.lifecycle.Managed;
import io.sluice.plan.PlanId;
import io.sluice.plan.engine.Alarm;
import io.sluice.plan.engine.Claims.Lease;
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
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the engine's ticks, each plan's one at a time and all plans side by side. */
public final class Ticks implements Managed {
    private static final Logger LOG = LoggerFactory.getLogger(Ticks.class);

    /**
     * Ticks at once, reverts aside, which nothing bounds. Each needs the database a few times for about a millisecond, and a pool of 8
     * connections serves so many in half a second: none waits for so long that its claim, or the renewal of all, comes too late.
     */
    private static final int MOST_AT_ONCE = 500;

    /**
     * A plan that is due is for so long left to the node that has set an alarm for it: nodes that sweep would otherwise get in its
     * way. Far more than an alarm is late, and little beside the 3 s in which a dead node must be made up for.
     */
    private static final Duration LEFT_TO_ITS_ALARM = Duration.ofMillis(300);

    /** Those taken up once the clock was set: all that anybody will ever have. */
    private static final int ALL = 1_000_000;

    /** Before what stands for never, and after everything else. */
    private static final Instant WHENEVER = Instant.parse("9999-01-01T00:00:00Z");

    /** What calls under way may still take at a stop; whatever is not answered by then is written down as unanswered. */
    private static final Duration LONGEST_CALL = Duration.ofSeconds(7);

    /** What writing that down, and giving back the claims, may take then: with it a stop ends within 10 s. */
    private static final Duration LONGEST_GOODBYE = Duration.ofSeconds(2);

    private final StoreSilence sweeps = new StoreSilence(LOG, "ask the store what is due");
    private final StoreSilence looks = new StoreSilence(LOG, "look at plans");

    private volatile Takeovers takeovers = new Takeovers("this one");

    private final Engine engine;
    private final PlanStore store;
    private final Alarm alarm;
    private final InstantSource clock;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<PlanId> running = ConcurrentHashMap.newKeySet();
    private final Semaphore room = new Semaphore(MOST_AT_ONCE);
    private final AtomicBoolean sweeping = new AtomicBoolean();
    private final Runnable giveUpCalls;
    private final Duration longestCall;
    private volatile boolean moreAreDue;
    private volatile Consumer<PlanId> toldOfFailures = _ -> {};
    private volatile Predicate<PlanId> left = _ -> false;
    private volatile BiConsumer<PlanId, Runnable> within = (_, tick) -> tick.run();
    private volatile boolean allAreDue;
    private volatile Instant lastSweep;

    /**
     * None yet.
     *
     * @param giveUpCalls lets no call be waited for any longer
     */
    public Ticks(Engine engine, PlanStore store, Alarm alarm, InstantSource clock, Runnable giveUpCalls) {
        this(engine, store, alarm, clock, giveUpCalls, LONGEST_CALL);
    }

    /** @param longestCall what calls under way may still take at a stop */
    Ticks(
            Engine engine,
            PlanStore store,
            Alarm alarm,
            InstantSource clock,
            Runnable giveUpCalls,
            Duration longestCall) {
        this.engine = engine;
        this.longestCall = longestCall;
        this.giveUpCalls = giveUpCalls;
        this.store = store;
        this.alarm = alarm;
        this.clock = clock;
        this.lastSweep = clock.instant();
    }

    /** What this node is called in the log; to be said once, before it starts. */
    public void named(String node) {
        takeovers = new Takeovers(node);
    }

    /** Whom it tells of a plan whose tick failed; to be said once, before it starts. */
    public void tells(Consumer<PlanId> listener) {
        toldOfFailures = listener;
    }

    /** Which plans it does not look at, because others are at them; to be said once, before it starts. */
    public void leaves(Predicate<PlanId> plans) {
        left = plans;
    }

    /** Who runs each tick, and throws what it throws; to be said once, before it starts. */
    public void within(BiConsumer<PlanId, Runnable> runs) {
        within = runs;
    }

    /** Has a plan looked at now; if that is going on already, soon again. */
    public void start(PlanId id) {
        engine.owe(id); // one that is running may fail
        if (!begin(id, engine::tick)) {
            alarm.set(id, clock.instant().plusSeconds(1));
        }
    }

    /**
     * The same if its look is due, and nothing else: another node may have had it since the alarm was set that rings. One that is
     * running sets the next alarm when it ends.
     */
    public void wake(PlanId id) {
        boolean _ = begin(id, engine::tickIfDue);
    }

    /** @return false if one is running already */
    private boolean begin(PlanId id, Consumer<PlanId> what) {
        takeovers.looksAt(id);
        if (threads.isShutdown() || left.test(id)) {
            return true;
        }
        if (running.add(id)) {
            threads.execute(() -> {
                try {
                    room.acquire();
                    inRoom(() -> run(id, what));
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt(); // it never got its turn, and this process ends
                } finally {
                    running.remove(id);
                }
            });
            return true;
        }
        return false;
    }

    /** Has a plan put back now, whoever is at it: a revert queues behind nothing. */
    public void putBack(PlanId id) {
        threads.execute(() -> run(id, engine::seizeAndTick));
    }

    private void inRoom(Runnable tick) {
        try {
            tick.run();
        } finally {
            room.release();
            if (moreAreDue && room.availablePermits() >= MOST_AT_ONCE / 2) {
                sweep();
            }
        }
    }

    /** Has plans looked at whose look is due: what an alarm forgot, or a process that died. It returns at once. */
    public void sweep() {
        if (sweeping.compareAndSet(false, true)) {
            try {
                threads.execute(() -> {
                    try {
                        takeUpWhatIsDue();
                    } finally {
                        sweeping.set(false);
                    }
                });
            } catch (RejectedExecutionException _) {
                sweeping.set(false); // this process ends
            }
        }
    }

    private void takeUpWhatIsDue() {
        try {
            if (allAreDue) {
                allAreDue = false; // it may be set again meanwhile, and then the next sweep does it
                try {
                    store.due(WHENEVER, ALL).forEach(this::start);
                } catch (StoreUnavailable e) {
                    allAreDue = true;
                    throw e;
                }
            } else {
                claimDue();
            }
            lastSweep = clock.instant();
            sweeps.answered();
        } catch (StoreUnavailable e) {
            sweeps.failed(e);
        } catch (Exception e) { // whatever it was: the next sweep begins anew
            LOG.error("a sweep failed", e);
        }
    }

    /** Claims as many as there is room for, and has each looked at under its claim. */
    private void claimDue() {
        int free = room.drainPermits();
        int taken = 0;
        try {
            List<Lease> claimed = engine.claims().claimDue(clock.instant().minus(LEFT_TO_ITS_ALARM), free);
            moreAreDue = claimed.size() == free;
            takeovers.found(claimed.stream().map(Lease::plan).toList()).ifPresent(LOG::info);
            for (Lease lease : claimed) {
                begin(lease);
                taken++;
            }
        } finally {
            room.release(free - taken);
        }
    }

    private void begin(Lease lease) {
        if (left.test(lease.plan())) {
            leave(lease);
            return;
        }
        try {
            threads.execute(() -> inRoom(() -> run(lease.plan(), _ -> engine.tick(lease))));
        } catch (RejectedExecutionException _) {
            leave(lease); // this process ends
        }
    }

    /** Where the store does not hear of it the claim is over by itself; those claimed with it must have their ticks all the same. */
    private void leave(Lease lease) {
        try {
            engine.leave(lease);
        } catch (StoreUnavailable e) {
            LOG.debug("the claim on plan {} is not given back: {}", lease.plan(), e.getMessage());
        } finally {
            room.release();
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
        try {
            within.accept(id, () -> what.accept(id));
            looks.answered();
        } catch (StoreUnavailable e) {
            looks.failed(e);
            again(id);
        } catch (Exception e) { // whatever it was: this plan is looked at again, and the others go on
            LOG.error("a tick of plan {} failed", id, e);
            again(id);
        }
    }

    private void again(PlanId id) {
        toldOfFailures.accept(id);
        alarm.set(id, clock.instant().plus(Engine.AFTER_A_FAILURE));
    }

    /**
     * Lets the ticks under way write down what their calls brought, and begin nothing more. Their claims are given back and their plans
     * due, so that another node takes over at once.
     */
    @Override
    public void stop() throws InterruptedException {
        engine.windDown();
        threads.shutdown();
        if (!threads.awaitTermination(longestCall.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.warn("some calls are not answered yet; they are written down as unanswered");
            giveUpCalls.run();
            if (!threads.awaitTermination(LONGEST_GOODBYE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("stopped in the middle of {} ticks; the next look finds what became of them", running.size());
                threads.shutdownNow();
            }
        }
    }
}
