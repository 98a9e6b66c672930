package io.sluice.plan.engine;

import io.sluice.plan.Plan;
import io.sluice.plan.PlanId;
import io.sluice.plan.Principal;
import io.sluice.plan.decide.Decider;
import io.sluice.plan.decide.Pace;
import io.sluice.provider.Provider;
import io.sluice.provider.inmemory.InMemoryProvider;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One process of a cluster: an engine, moves and an alarm of its own, over the store and the clouds that all have in common. It
 * wakes up as the service does: by its alarm, and by a sweep every second.
 */
final class SimulatedProcess {
    private static final Duration SWEEP = Duration.ofSeconds(1);
    private static final Duration LEFT_TO_ITS_ALARM = Duration.ofMillis(300);
    private static final int MOST_DUE = 10;
    /** Before what stands for never, and after everything else. */
    private static final Instant WHENEVER = Instant.parse("9999-01-01T00:00:00Z");

    private final SimulatedCluster cluster;
    private final RevertAlone alone;
    private final LastResort.Parts parts;
    private final InterruptedStore store;
    private final ManualAlarm alarm = new ManualAlarm();
    private final Engine engine;
    private final Moves moves;
    final Interruptions interruptions;
    private int frozen;
    private Map<String, Instant> lastLooks = Map.of();
    private boolean ticking;
    /** How many of its threads would be in the middle of something now, if it had any. */
    private int atWork;

    private boolean sweepsAll;
    private Instant nextSweep;
    private Instant nextRenewal = Instant.MIN;
    /** How late its alarm rings. */
    private Duration late = Duration.ZERO;

    /** Whether it has dealt with the plan, and so will know by how much the clock was set since. */
    private boolean knowsTheClock;

    /** @param clock what this process's monotonic clock showed when the walk began */
    SimulatedProcess(
            SimulatedCluster cluster,
            int node,
            UnreliableStore.Reach reach,
            RevertAlone alone,
            Duration clock,
            Supplier<PlanId> ids) {
        this.cluster = cluster;
        this.alone = alone;
        alone.begin(cluster.clock.real());
        this.interruptions = new Interruptions(cluster.atPoints, node);
        this.nextSweep = cluster.clock.real().plusMillis(cluster.chance.nextInt(1000));
        PlanStore witnessed = new WitnessedStore(
                cluster.store, (plan, events, at) -> cluster.witness.appended(this, plan, events, at));
        this.store = new InterruptedStore(
                new UnreliableStore(
                        cluster.bug.map(bug -> bug.before(witnessed)).orElse(witnessed), reach, cluster.clock::real),
                interruptions,
                cluster.clock);
        Map<String, Provider> opened = new HashMap<>();
        cluster.clouds.forEach((name, cloud) -> opened.put(
                name,
                new InterruptedProvider(
                        new InMemoryProvider(cloud, name, cluster.timing(name)),
                        interruptions,
                        cluster.clock::real,
                        request -> cluster.witness.sends(this, request),
                        () -> lastLooks.put(name, cluster.clock.real()))));
        this.parts = new LastResort.Parts(
                new Providers(
                        opened, Map.of(), Optional.empty(), cluster.calendar, Map.of("any", new InterruptedHook())),
                new TimedCalls(cluster.clock::real),
                new Decider(cluster.bug.map(SeededBug::pace).orElse(Pace.STANDARD), 5.0),
                cluster.clock,
                () -> cluster.clock.nanoTime() + clock.toNanos());
        this.engine = new Engine(
                store,
                parts.providers(),
                parts.calls(),
                parts.decider(),
                (_, _) -> interruptions.point(),
                alarm,
                parts.clock(),
                parts.nanoTime(),
                cluster.bug.map(SeededBug::believedClaim).orElse(Claims.LENGTH));
        this.moves =
                new Moves(store, engine.journal(), engine::seizeAndTick, alarm, cluster.people, cluster.clock, ids);
    }

    /** A hook whose call can be cut off before it and after it. */
    private final class InterruptedHook implements Hook {
        @Override
        public io.sluice.plan.HookAnswer ask(HookQuestion question) {
            interruptions.point();
            cluster.witness.asks(question);
            io.sluice.plan.HookAnswer answer = cluster.hook.ask(question);
            interruptions.point();
            return answer;
        }

        @Override
        public Duration callDeadline() {
            return cluster.hook.callDeadline();
        }
    }

    @Override
    public String toString() {
        return "%s%s, next %s".formatted(isAwake() ? "awake" : "frozen", atWork > 0 ? " at work" : "", next());
    }

    boolean isAwake() {
        return frozen == 0 && !interruptions.areOver();
    }

    /** When whatever it does now last asked what the routes of a cloud show. */
    Instant lastLook(String cloud) {
        return lastLooks.getOrDefault(cloud, Instant.MIN);
    }

    Map<String, Instant> lastLooks() {
        return Map.copyOf(lastLooks);
    }

    /** When what its clock showed as it thought out the lines that it wrote last really was. */
    Instant real(Instant shown) {
        return shown.minus(store.ahead());
    }

    /** The claim that it last asked about. */
    Optional<PlanStore.Claim> askedAbout() {
        return store.asked();
    }

    /** Whether the store has said of that claim that it permits nothing any more; not so where it has not answered. */
    boolean wasRefused() {
        return store.refused();
    }

    boolean isAtRest() {
        return atWork == 0;
    }

    boolean knowsTheClock() {
        return knowsTheClock;
    }

    Moves moves() {
        return moves;
    }

    /** Nothing of it goes on for so long but its clocks. */
    void freeze(Duration lasts) {
        frozen++;
        cluster.liveFor(lasts);
        frozen--;
    }

    /** When it has something to do by itself, as nobody can set it. */
    Instant next() {
        Instant wake = nextWake();
        wake = alone.next().isBefore(wake) ? alone.next() : wake;
        return atWork > 0 && nextRenewal.isBefore(wake) ? nextRenewal : wake;
    }

    private Instant nextWake() {
        return alarm.next()
                .map(at -> cluster.clock.realAt(at).plus(late))
                .filter(nextSweep::isAfter)
                .orElse(nextSweep);
    }

    void wake() {
        if (atWork > 0 && !nextRenewal.isAfter(cluster.clock.real())) {
            nextRenewal = cluster.clock.real().plus(Claims.RENEWED_EVERY);
            boolean _ = run(() -> engine.claims().renewAll());
        } else if (!alone.next().isAfter(cluster.clock.real())) {
            boolean _ = run(() -> alone.wake(cluster.clock.real(), parts, () -> revert(false)));
        } else if (!nextSweep.isAfter(cluster.clock.real())) {
            nextSweep = cluster.clock.real().plus(SWEEP);
            sweep();
        } else {
            late = cluster.chance.nextInt(4) == 0 ? Duration.ofMillis(cluster.chance.nextInt(3000)) : Duration.ZERO;
            alarm.takeDue(cluster.clock.instant()).forEach(id -> tickAlone(id, engine::tickIfDue));
        }
    }

    private void sweep() {
        Instant due = cluster.clock.instant().minus(LEFT_TO_ITS_ALARM);
        if (sweepsAll) {
            boolean _ = run(() -> {
                List<PlanId> all = store.due(WHENEVER, MOST_DUE);
                sweepsAll = false;
                all.forEach(this::tick);
            });
        } else if (!cluster.store.due(due, 1).isEmpty()) { // else the store hears nothing of it, for speed
            boolean _ = run(() -> engine.claims().claimDue(due, MOST_DUE).forEach(this::tick));
        }
    }

    /** The clock was set: within the second every plan is looked at. */
    void noticeTheClock() {
        alarm.forget();
        sweepsAll = true;
    }

    void tick(PlanId id) {
        engine.owe(id);
        tickAlone(id, engine::tick);
    }

    private void tickAlone(PlanId id, Consumer<PlanId> what) {
        if (ticking) {
            alarm.set(id, cluster.clock.instant().plusSeconds(1));
            return;
        }
        ticking = true;
        tick(id, () -> what.accept(id));
        ticking = false;
    }

    private void tick(Claims.Lease claimed) {
        tick(claimed.plan(), () -> engine.tick(claimed));
    }

    private void tick(PlanId id, Runnable what) {
        long set = cluster.clockSets();
        int found = store.found();
        boolean through = run(what);
        if (through && store.found() > found) { // else somebody else was at it
            knowsTheClock = true;
            cluster.clockIsKnown(set);
        }
        if (!through) {
            alarm.set(id, cluster.clock.instant().plus(Engine.AFTER_A_FAILURE));
        }
    }

    /**
     * Whatever it does ends with its process, and is refused where the store does not answer.
     *
     * @return whether it was done
     */
    boolean run(Runnable what) {
        if (atWork++ == 0) {
            nextRenewal = cluster.clock.real().plus(Claims.RENEWED_EVERY);
        }
        Map<String, Instant> outside = lastLooks;
        lastLooks = new HashMap<>(outside); // a look in the middle of something else is not that one's look
        try {
            what.run();
            return true;
        } catch (StoreUnavailable _) {
            return false;
        } catch (Crash crash) {
            if (!interruptions.areOver()) {
                throw crash;
            }
            return false;
        } finally {
            lastLooks = outside;
            atWork--;
        }
    }

    /** Puts the plan back, whatever the store does. */
    void revert(boolean exactly) {
        try {
            moves.revert(cluster.plan(), exactly, "back", Principal.LOCAL);
        } catch (StoreUnavailable e) {
            Plan plan = cluster.store.plan(cluster.plan());
            if (plan.baseline().isEmpty() || alone.isPending()) {
                throw e; // it has no capsule, or is on its way
            }
            alone.accept(plan, cluster.clock.real());
            cluster.witness.revertsAlone();
        }
    }

    /** Takes the plan over from whoever has it. */
    void seize(PlanId id) {
        boolean _ = run(() -> engine.seizeAndTick(id));
    }

    /** Begins nothing more. */
    void windDown() {
        engine.windDown();
    }
}
