package io.sluice.app.rest;

import io.sluice.plan.Plan;
import io.sluice.plan.PlanId;
import io.sluice.plan.PlanState.Reverted;
import io.sluice.plan.PlanState.Reverting;
import io.sluice.plan.PlanState.Terminal;
import io.sluice.plan.engine.Engine;
import io.sluice.plan.engine.PlanStore;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits until a revert was read back, for a caller who wants to know. */
public final class Readback {
    /** Another node may be at the plan, and this one does not hear of its looks. */
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    private final PlanStore store;
    private final Map<PlanId, CountDownLatch> nextLooks = new ConcurrentHashMap<>();

    /**
     * Nobody waits yet.
     *
     * @param engine of this process, which says when it has looked
     */
    public Readback(PlanStore store, Engine engine) {
        this.store = store;
        engine.tell(this::looked);
    }

    private void looked(PlanId plan) {
        CountDownLatch awaited = nextLooks.remove(plan);
        if (awaited != null) {
            awaited.countDown();
        }
    }

    /** Whether every route of a plan was read back at its baseline. */
    static boolean isBack(Plan plan) {
        return switch (plan.state()) {
            case Reverted _ -> true;
            case Reverting reverting -> reverting.back().isPresent();
            default -> plan.isTerminal() && plan.baseline().isEmpty(); // ended before it touched anything
        };
    }

    /** The plan once it is back and the look that showed so is kept, or as it is when the caller's patience ends. */
    Plan await(PlanId id, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        boolean wasBack = false;
        while (true) {
            // Before the plan is read: a look that is kept in between is not waited for in vain.
            CountDownLatch next = nextLooks.computeIfAbsent(id, _ -> new CountDownLatch(1));
            Plan plan = store.plan(id);
            boolean back = isBack(plan);
            boolean over = back ? wasBack || isLookKept(plan) : plan.state() instanceof Terminal;
            long left = end - System.nanoTime();
            if (over || left <= 0) {
                nextLooks.remove(id, next);
                return plan;
            }
            wasBack = back;
            try {
                var _ = next.await(Math.min(left, LOOK_EVERY.toNanos()), TimeUnit.NANOSECONDS);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return plan;
            }
        }
    }

    /** What is shown of the routes comes from the look, which is kept just after the line. */
    private boolean isLookKept(Plan plan) {
        return plan.baseline().isEmpty()
                || store.findLook(plan.id())
                        .filter(look -> look.version() >= plan.version())
                        .isPresent();
    }
}
