package io.sluice.plan.decide;

import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanEvent.HoldStarted;
import io.sluice.plan.PlanEvent.StepTakenBack;
import io.sluice.plan.PlanState.Baking;
import io.sluice.plan.PlanState.Scheduled;
import io.sluice.plan.PlanState.Shifting;
import io.sluice.plan.PlanState.Underway;
import io.sluice.plan.RevertCause;
import io.sluice.plan.Schedule.AtWindowEnd;
import io.sluice.plan.Step;
import io.sluice.plan.Transitions;
import io.sluice.plan.decide.Decision.Record;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What becomes of a plan when the window shuts around it.
 *
 * <pre>
 * atWindowEnd   a step that bakes                       half a step             a step that has baked
 * -----------   -------------------------------------   ---------------------   ---------------------
 * hold          stays, its clock stands still           goes back, and is       stays
 *                                                       made when it opens
 * stepBack      goes back, and is made and baked anew   the same                stays
 *               when it opens
 * revert        the baseline is put back, whatever has baked, unless the plan is through
 * </pre>
 *
 * <p>An operator's pause keeps a step where it is, and somebody else's weights stop both ways back, as they stop a gate's revert.
 * Where it is not known whether it is shut, nothing goes back. An end that nobody saw counts once somebody looks again, even if
 * the window is open by then; half a step, or one whose weights show by then, is then made in the new window.
 */
final class WindowEnd {
    private WindowEnd() {}

    /** Why the plan goes back to its baseline now, if its window has shut and it says so. */
    static Optional<RevertCause> revert(Plan plan, Underway state, Windows windows, Instant now) {
        return plan.spec().schedule().atWindowEnd() == AtWindowEnd.REVERT && hasShut(state, windows, now)
                ? Optional.of(
                        RevertCause.automatic(RevertCause.Kind.WINDOW, "the window shut before the plan was through"))
                : Optional.empty();
    }

    /** Takes back a step that has not baked, if its window has shut and the plan says so. */
    static Optional<Decision> stepBack(Plan plan, Underway state, Windows windows, Instant now) {
        if (plan.spec().schedule().atWindowEnd() != AtWindowEnd.STEP_BACK
                || !(Transitions.waypoint(state) instanceof Baking baking)
                || !Transitions.isHeldByGatesAlone(state)
                || baking.step() == 0
                || !(plan.spec().step(baking.step()) instanceof Step.Shift)
                // What an operator adopted on every route is what it would go back to.
                || plan.before(baking.step()).equals(plan.target(baking.step()))
                || !hasShut(state, windows, now)) {
            return Optional.empty();
        }
        PlanEvent back = new StepTakenBack(baking.step(), plan.before(baking.step()));
        return Optional.of(
                windows.isShut(now)
                        ? new Record(List.of(back, new HoldStarted(windows.shut(now, Optional.empty()))))
                        // It is open again: its weights are asked for, or just seen, and it bakes anew.
                        : Record.of(back));
    }

    /** Whether it is shut, or was since the plan has stood where it stands. */
    private static boolean hasShut(Underway state, Windows windows, Instant now) {
        Optional<Instant> since = switch (Transitions.waypoint(state)) {
            case Scheduled _ -> Optional.empty();
            case Shifting shifting -> Optional.of(shifting.since());
            case Baking baking -> Optional.of(baking.since());
        };
        return windows.isShut(now)
                || since.flatMap(start -> windows.shutBetween(start, now)).isPresent();
    }
}
