package io.sluice.app.capsule;

import io.sluice.plan.Plan;
import io.sluice.plan.PlanState.Reverted;
import io.sluice.plan.PlanState.Reverting;
import io.sluice.plan.engine.LastResort;
import io.sluice.plan.engine.Moves.Moved;

/** How far the revert of one plan is. */
public sealed interface Progress {
    /**
     * The database knows of the order, and the plan goes back as every plan does.
     *
     * @param plan the one that puts back: the plan itself, or the one linked to an ended one
     */
    record Known(Plan plan) implements Progress {}

    /** It goes back from its capsule. */
    record Alone(LastResort way) implements Progress {}

    /** The database does not allow it. */
    record Refused(Moved moved) implements Progress {}

    /** Another plan has one of its routes by now. */
    record Owned(Owner by) implements Progress {}

    /** Neither the database nor this node knows of such a plan. */
    record NoSuchPlan() implements Progress {}

    /** The database cannot say anything, and this node has nothing that it could put back; the order is kept. */
    record NoWay(String why) implements Progress {}

    /** Whether every route was read back at its baseline. */
    static boolean isBack(Progress progress) {
        return switch (progress) {
            case Known(Plan plan) -> isBack(plan);
            case Alone(LastResort way) -> way.isBack();
            default -> false;
        };
    }

    /** The same of a plan that the database has. */
    static boolean isBack(Plan plan) {
        return switch (plan.state()) {
            case Reverted _ -> true;
            case Reverting reverting -> reverting.back().isPresent();
            default -> plan.isTerminal() && plan.baseline().isEmpty(); // ended before it touched anything
        };
    }
}
