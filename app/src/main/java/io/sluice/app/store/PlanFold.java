package io.sluice.app.store;

import io.sluice.plan.Baseline;
import io.sluice.plan.DriftTally;
import io.sluice.plan.GateTally;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent.TrafficBack;
import io.sluice.plan.PlanId;
import io.sluice.plan.PlanSpec;
import io.sluice.plan.PlanState;
import io.sluice.plan.RouteLedger;
import io.sluice.plan.RouteShare;
import io.sluice.plan.RouteWeights;
import io.sluice.plan.Survey;
import io.sluice.plan.UntracedDrift;
import io.sluice.traffic.Weights;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A plan without what never changes, as its row keeps it.
 *
 * @param format of what journals are folded into; a row of any other is folded anew from its journal by whoever reads it
 */
record PlanFold(
        int format,
        PlanState state,
        long version,
        long generation,
        Instant submittedAt,
        Optional<Instant> startedAt,
        Optional<Instant> endedAt,
        Optional<PlanId> revertOf,
        Optional<Baseline> baseline,
        int step,
        RouteWeights settled,
        Map<String, Weights> adopted,
        Optional<Instant> verifiedAt,
        Map<String, RouteLedger> ledgers,
        Map<String, GateTally> tallies,
        int writes,
        Optional<Map<String, Survey>> surveys,
        Optional<DriftTally> drifts,
        Optional<UntracedDrift> untraced,
        Optional<Map<String, RouteShare>> shares,
        Optional<Map<String, TrafficBack>> returns) {
    /** To be raised whenever a journal folds into something else than it did in the release before. */
    private static final int FORMAT = 2;

    PlanFold {
        if (format != FORMAT) {
            throw new IllegalArgumentException("folded in format " + format + ", and not " + FORMAT);
        }
    }

    static PlanFold of(Plan plan) {
        return new PlanFold(
                FORMAT,
                plan.state(),
                plan.version(),
                plan.generation(),
                plan.submittedAt(),
                plan.startedAt(),
                plan.endedAt(),
                plan.revertOf(),
                plan.baseline(),
                plan.step(),
                plan.settled(),
                plan.adopted(),
                plan.verifiedAt(),
                plan.ledgers(),
                plan.tallies(),
                plan.writes(),
                Optional.of(plan.surveys()).filter(surveys -> !surveys.isEmpty()),
                Optional.of(plan.drifts()).filter(drifts -> !drifts.equals(DriftTally.NONE)),
                plan.untraced(),
                Optional.of(plan.shares()).filter(shares -> !shares.isEmpty()),
                Optional.of(plan.returns()).filter(returns -> !returns.isEmpty()));
    }

    Plan toPlan(PlanId id, PlanSpec spec) {
        return new Plan(
                id,
                spec,
                state,
                version,
                generation,
                submittedAt,
                startedAt,
                endedAt,
                revertOf,
                baseline,
                step,
                settled,
                adopted,
                verifiedAt,
                ledgers,
                tallies,
                writes,
                surveys.orElse(Map.of()),
                drifts.orElse(DriftTally.NONE),
                untraced,
                shares.orElse(Map.of()),
                returns.orElse(Map.of()));
    }
}
