package io.sluice.plan.decide;

import io.sluice.plan.HoldReason;
import io.sluice.plan.PlanState.Held;
import io.sluice.plan.PlanState.Underway;
import io.sluice.plan.PlanState.Waypoint;
import java.util.Optional;

/** The holds that lie on a plan. */
final class Holds {
    private Holds() {}

    static boolean isHeldBy(Underway state, Class<? extends HoldReason> kind) {
        return heldBy(state, kind).isPresent();
    }

    static <T extends HoldReason> Optional<T> heldBy(Underway state, Class<T> kind) {
        return switch (state) {
            case Held held when kind.isInstance(held.why()) -> Optional.of(kind.cast(held.why()));
            case Held held -> heldBy(held.at(), kind);
            case Waypoint _ -> Optional.empty();
        };
    }
}
