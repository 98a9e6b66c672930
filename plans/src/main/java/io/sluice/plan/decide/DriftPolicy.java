package io.sluice.plan.decide;

import io.sluice.plan.DriftTally;
import io.sluice.plan.HoldReason;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanEvent.DriftChoice;
import io.sluice.plan.PlanEvent.DriftHandled;
import io.sluice.plan.PlanEvent.HoldStarted;
import io.sluice.plan.PlanState.Underway;
import io.sluice.plan.RevertCause;
import io.sluice.traffic.Route;
import io.sluice.traffic.Side;
import io.sluice.traffic.Weights;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the plan's own {@code onDrift} makes of weights that somebody else set. Where it cannot be followed, the plan is held and a
 * person decides.
 */
record DriftPolicy(Alarms alarms) {
    Optional<PlanEvent> answer(Plan plan, Underway state, Map<String, Weights> drift, Observation seen, Instant now) {
        String what = Drift.sentence(plan, drift);
        return switch (plan.spec().onDrift()) {
            case HOLD -> Optional.of(held(drift, what));
            case REVERT -> alarms.revert(plan, state, RevertCause.automatic(RevertCause.Kind.DRIFT, what), seen);
            case REASSERT ->
                Optional.of(fight(plan, now)
                        .or(() -> nowhere(plan, state, drift, seen))
                        .map(why -> held(drift, what + "; not written over by itself because " + why))
                        .orElseGet(() -> new DriftHandled(DriftChoice.REASSERT, drift, what)));
            case ADOPT ->
                Optional.of(fight(plan, now)
                        .or(() -> notOurs(plan, state, drift))
                        .map(why -> held(drift, what + "; not adopted by itself because " + why))
                        .orElseGet(() -> new DriftHandled(DriftChoice.ADOPT, drift, what)));
        };
    }

    private static PlanEvent held(Map<String, Weights> drift, String why) {
        return new HoldStarted(new HoldReason.Drift(drift, why));
    }

    /** Two controllers that both insist swing the traffic to and fro for as long as both run. */
    private static Optional<String> fight(Plan plan, Instant now) {
        return plan.drifts().isFight(plan.step(), now)
                ? Optional.of("it happened %d times since %s and somebody goes on"
                        .formatted(
                                DriftTally.MOST, plan.drifts().last().getFirst().at()))
                : Optional.empty();
    }

    /** Who took the traffic from a side that cannot answer was right. */
    private static Optional<String> nowhere(Plan plan, Underway state, Map<String, Weights> drift, Observation seen) {
        if (Holds.isHeldBy(state, HoldReason.NoWayBack.class)) {
            return Optional.of("the plan waits for a person as it is");
        }
        for (Map.Entry<String, Weights> drifted : drift.entrySet()) {
            Route route = plan.spec().route(drifted.getKey());
            Weights ours = plan.settled().of(route.name());
            List<Side> gaining = ours.sides().stream()
                    .filter(side -> ours.share(side) > drifted.getValue().share(side))
                    .toList();
            Optional<String> unfit = Guard.unfit(route, gaining, seen);
            if (unfit.isPresent()) {
                return unfit;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> notOurs(Plan plan, Underway state, Map<String, Weights> drift) {
        if (Holds.isHeldBy(state, HoldReason.NoWayBack.class)) {
            return Optional.of("the plan waits for a person as it is");
        }
        if (Holds.isHeldBy(state, HoldReason.Approval.class)) {
            return Optional.of("people were asked about other weights");
        }
        return drift.values().stream()
                .flatMap(weights -> weights.sides().stream())
                .filter(side -> !plan.spec().sides().contains(side))
                .findFirst()
                .map(stranger -> "the plan does not name " + stranger);
    }
}
