package io.sluice.app.rest;

import io.sluice.plan.Plan;
import io.sluice.plan.PlanId;
import io.sluice.plan.PlanState.Reverted;
import io.sluice.plan.PlanState.Reverting;
import io.sluice.plan.PlanState.Terminal;
import io.sluice.plan.engine.PlanStore;
import java.time.Duration;

/** Waits until a revert was read back, for a caller who wants to know. */
final class Readback {
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    private Readback() {}

    /** Whether every route of a plan was read back at its baseline. */
    static boolean isBack(Plan plan) {
        return switch (plan.state()) {
            case Reverted _ -> true;
            case Reverting reverting -> reverting.back().isPresent();
            default -> plan.isTerminal() && plan.baseline().isEmpty(); // ended before it touched anything
        };
    }

    /** The plan once it is back, or as it is when the caller's patience ends. */
    static Plan await(PlanStore store, PlanId id, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        Plan plan = store.plan(id);
        while (!isBack(plan) && !(plan.state() instanceof Terminal) && System.nanoTime() < end) {
            try {
                Thread.sleep(LOOK_EVERY);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return plan;
            }
            plan = store.plan(id);
        }
        return plan;
    }
}
