package io.sluice.app.cluster;

import io.sluice.app.kills.Await;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanId;
import io.sluice.plan.PlanState;
import io.sluice.plan.PlanState.Completed;
import io.sluice.plan.PlanState.Reverted;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Moves the traffic of some lanes there and back, one plan after the other; some of the plans are reverted under way. */
final class Shuttle implements Runnable {
    static final Duration BAKE = Duration.ofSeconds(1);
    private static final List<Integer> STEPS = List.of(20, 40, 60, 80, 100);
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final int LATEST_REVERT_MILLIS = 9_000;

    private final Cluster cluster;
    private final List<Lane> lanes;
    private final Random random;
    private final int revertedInAHundred;
    private final Duration longestLeg;
    private final int number = NUMBERS.incrementAndGet();
    private final List<Leg> legs = new CopyOnWriteArrayList<>();
    private volatile boolean ending;

    /**
     * One that starts wherever the lanes show their traffic.
     *
     * @param revertedInAHundred how many of its plans are reverted
     * @param longestLeg how long a plan may take, with all that befalls it
     */
    Shuttle(Cluster cluster, List<Lane> lanes, Random random, int revertedInAHundred, Duration longestLeg) {
        this.cluster = cluster;
        this.lanes = lanes;
        this.random = random;
        this.revertedInAHundred = revertedInAHundred;
        this.longestLeg = longestLeg;
    }

    /** Begins no plan any more. */
    void end() {
        ending = true;
    }

    /** Those that have begun, in their order. */
    List<Leg> legs() {
        return List.copyOf(legs);
    }

    @Override
    public void run() {
        boolean there = cluster.record().shown(lanes.getFirst()) == 0;
        do {
            String name = "shuttle-" + number + "-" + (legs.size() + 1);
            Instant submittedAt = Instant.now();
            PlanId plan = cluster.submit(Leg.file(name, lanes, there, STEPS, BAKE.toSeconds() + "s"), name);
            Leg leg = new Leg(name, lanes, there, STEPS, submittedAt, plan, Optional.empty());
            legs.add(leg);
            if (random.nextInt(100) < revertedInAHundred) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(LATEST_REVERT_MILLIS)));
                leg = leg.revertedBy(cluster.orderRevert(plan));
                legs.set(legs.size() - 1, leg);
            }
            leg = awaitEnd(leg);
            legs.set(legs.size() - 1, leg);
            there ^= leg.revertedBy().isEmpty();
        } while (!ending);
    }

    /** With the plan that did put it back: a node that could not ask the database may have taken it for one that had not ended. */
    private Leg awaitEnd(Leg leg) {
        if (leg.revertedBy().isEmpty()) {
            awaitEnd(leg.plan(), Completed.class);
            return leg;
        }
        Leg known = leg.revertedBy().get().equals(leg.plan()) && end(leg.plan()) instanceof Completed
                ? leg.revertedBy(Await.value("a plan puts back " + leg, longestLeg, () -> cluster.revertOf(leg.plan())))
                : leg;
        awaitEnd(known.revertedBy().orElseThrow(), Reverted.class);
        return known;
    }

    private void awaitEnd(PlanId plan, Class<? extends PlanState> as) {
        PlanState state = end(plan);
        if (!as.isInstance(state)) {
            throw new AssertionError(plan + " ended as " + state + " and not as " + as.getSimpleName());
        }
    }

    private PlanState end(PlanId plan) {
        return Await.value(
                plan + " has ended",
                longestLeg,
                () -> cluster.plan(plan).filter(Plan::isTerminal).map(Plan::state));
    }
}
