package io.sluice.plan.decide;

import io.sluice.plan.Gate;
import io.sluice.plan.Gate.OnFail;
import io.sluice.plan.GateTally;
import io.sluice.plan.HoldReason;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanEvent.HoldEnded;
import io.sluice.plan.PlanEvent.HoldStarted;
import io.sluice.plan.PlanEvent.LateLanding;
import io.sluice.plan.PlanEvent.RevertStarted;
import io.sluice.plan.PlanSpec.OnDrift;
import io.sluice.plan.PlanState.Baking;
import io.sluice.plan.PlanState.Held;
import io.sluice.plan.PlanState.Shifting;
import io.sluice.plan.PlanState.Underway;
import io.sluice.plan.RevertCause;
import io.sluice.plan.Transitions;
import io.sluice.plan.Verdict;
import io.sluice.traffic.Weights;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What stops a plan wherever it is on its way: somebody else's weights, a side that is gone, a gate that fails.
 *
 * @param guard against sides that cannot answer
 */
record Alarms(Guard guard) {
    /** The line that stops the plan now, the most important first. */
    Optional<PlanEvent> raised(Plan plan, Underway state, List<Judgement> judged, Observation seen, Instant now) {
        List<LateLanding> late = Drift.late(plan, state, seen);
        if (!late.isEmpty()) {
            return Optional.of(late.getFirst());
        }
        Map<String, Weights> drift = Drift.of(plan, state, seen);
        boolean heldByDrift = Holds.isHeldBy(state, HoldReason.Drift.class);
        if (heldByDrift && drift.isEmpty() && Shown.unseen(plan, seen).isEmpty()) {
            return Optional.of(new HoldEnded("drift", "the expected weights are back"));
        }
        if (heldByDrift && plan.spec().onDrift() != OnDrift.REASSERT) {
            // A gate that fails now is in the journal, but a revert would write over what somebody else has just done.
            return Optional.empty();
        }
        if (heldByDrift) {
            // Who wants the plan's weights over those of others wants its baseline over them too.
            Optional<RevertCause> cause = guard.alarm(plan, seen).or(() -> failedGate(plan, judged));
            return cause.isPresent() ? revert(plan, state, cause.get(), seen) : nothingAsksToGoBack(state);
        }
        if (!drift.isEmpty()) {
            return new DriftPolicy(this).answer(plan, state, drift, seen, now);
        }
        Optional<RevertCause> cause = guard.alarm(plan, seen)
                .or(() -> failedGate(plan, judged))
                .or(() -> Approvals.refused(plan, seen.at()))
                .or(() -> Webhooks.failed(plan))
                .or(() -> stillStuck(plan, state, seen))
                .or(() -> stillOver(state))
                .or(() -> windowEnd(plan, state, seen, now));
        if (cause.isPresent()) {
            return revert(plan, state, cause.get(), seen);
        }
        Optional<PlanEvent> goesOn = nothingAsksToGoBack(state);
        if (goesOn.isPresent()) {
            return goesOn;
        }
        return state instanceof Held ? Optional.empty() : gateHold(plan, judged);
    }

    /** A hold because there was no way back ends with what asked for one. */
    private static Optional<PlanEvent> nothingAsksToGoBack(Underway state) {
        return Holds.heldBy(state, HoldReason.NoWayBack.class)
                .map(noWayBack -> new HoldEnded(noWayBack.word(), "what asked for the revert is gone"));
    }

    /** An automatic revert goes only to a baseline that can take the traffic; else it holds and calls a person. */
    Optional<PlanEvent> revert(Plan plan, Underway state, RevertCause cause, Observation seen) {
        Optional<String> noWayBack = guard.noWayBack(plan, seen);
        if (noWayBack.isEmpty()) {
            return Optional.of(new RevertStarted(cause));
        }
        return Holds.isHeldBy(state, HoldReason.NoWayBack.class)
                ? Optional.empty()
                : Optional.of(new HoldStarted(new HoldReason.NoWayBack(cause, noWayBack.get())));
    }

    /** A step that was stuck and had no way back is stuck until its routes show what it waits for. */
    private static Optional<RevertCause> stillStuck(Plan plan, Underway state, Observation seen) {
        return Holds.heldBy(state, HoldReason.NoWayBack.class)
                .map(HoldReason.NoWayBack::cause)
                .filter(cause -> cause.kind() == RevertCause.Kind.STUCK)
                .filter(_ -> Transitions.waypoint(state) instanceof Shifting shifting
                        && !Shown.isReady(
                                plan,
                                shifting,
                                plan.baseline().orElseThrow().byRoute().keySet(),
                                seen));
    }

    /** A plan that was through, or whose window shut, and had no way back goes as soon as there is one: time undoes neither. */
    private static Optional<RevertCause> stillOver(Underway state) {
        return Holds.heldBy(state, HoldReason.NoWayBack.class)
                .map(HoldReason.NoWayBack::cause)
                .filter(cause -> cause.isAtEnd() || cause.kind() == RevertCause.Kind.WINDOW);
    }

    /** A bake that nothing holds is asked first whether it is over, and with it the plan. */
    private static Optional<RevertCause> windowEnd(Plan plan, Underway state, Observation seen, Instant now) {
        return state instanceof Baking ? Optional.empty() : WindowEnd.revert(plan, state, Windows.of(plan, seen), now);
    }

    private static Optional<RevertCause> failedGate(Plan plan, List<Judgement> judged) {
        return plan.spec().gates().stream()
                .filter(gate -> gate.onFail() == OnFail.REVERT)
                .filter(gate -> hasFailed(plan, gate))
                .findFirst()
                .map(gate -> RevertCause.automatic(
                        RevertCause.Kind.GATE, "gate " + gate.name() + " " + failure(plan, gate, judged)));
    }

    private static Optional<PlanEvent> gateHold(Plan plan, List<Judgement> judged) {
        for (Gate gate : plan.spec().gates()) {
            if (gate.onFail() == OnFail.HOLD && hasFailed(plan, gate)) {
                return Optional.of(new HoldStarted(new HoldReason.Gate(gate.name(), failure(plan, gate, judged))));
            }
            if (lacksData(plan, gate)) {
                String why = judged.stream()
                        .filter(judgement -> judgement.gate().equals(gate))
                        .findFirst()
                        .map(Judgement::reason)
                        .orElseGet(() -> gate.figure().word() + " is missing");
                return Optional.of(new HoldStarted(new HoldReason.NoData(gate.name(), why)));
            }
        }
        return Optional.empty();
    }

    private static boolean hasFailed(Plan plan, Gate gate) {
        GateTally tally = plan.tally(gate.name());
        return tally.verdict() == Verdict.FAIL && tally.exceeds(gate.failureLimit());
    }

    private static boolean lacksData(Plan plan, Gate gate) {
        GateTally tally = plan.tally(gate.name());
        return tally.verdict() == Verdict.UNKNOWN && !tally.forgiven();
    }

    /** How a gate failed, as it reads after its name. */
    private static String failure(Plan plan, Gate gate, List<Judgement> judged) {
        int failures = plan.tally(gate.name()).failures();
        String how = gate.failureLimit() == 0
                ? "failed"
                : "failed %d times (%d allowed)".formatted(failures, gate.failureLimit());
        return judged.stream()
                .filter(judgement -> judgement.gate().equals(gate) && judgement.verdict() == Verdict.FAIL)
                .findFirst()
                .map(judgement -> how + ": " + judgement.reason())
                .orElse(how);
    }
}
