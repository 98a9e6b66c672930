package io.sluice.plan.decide;

import io.sluice.plan.HoldReason;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanEvent.BakeStopped;
import io.sluice.plan.PlanEvent.HoldStarted;
import io.sluice.plan.PlanState.Baking;
import io.sluice.plan.PlanState.Underway;
import io.sluice.plan.Transitions;
import java.time.Instant;
import java.util.Optional;

/** The bake clock beside the schedule: it stands still from the moment at which the window shuts, whenever that is noticed. */
public final class BakeClock {
    private BakeClock() {}

    /** The line that stops a bake clock which has run past the end of its window, if it has. */
    public static Optional<PlanEvent> stop(Plan plan, Windows windows, Instant now) {
        if (plan.spec().schedule().bakeOutside()
                || !(plan.state() instanceof Underway state)
                || Transitions.bakeStopped(state)
                || !(Transitions.waypoint(state) instanceof Baking baking)
                || !now.isAfter(baking.since())) {
            return Optional.empty();
        }
        return windows.shutBetween(baking.since(), now).map(shut -> new BakeStopped(shut, windows.nextOpening(now)));
    }

    /** Whether a line has the clock read at its own time, which may be later than the window's end. */
    static boolean isReadBy(PlanEvent event) {
        return switch (event) {
            case HoldStarted(HoldReason.Window(var _, var shut, var _)) -> shut.isEmpty();
            case HoldStarted(HoldReason why) -> why.stopsBake();
            default -> false;
        };
    }
}
