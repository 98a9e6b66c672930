package io.sluice.plan.decide;

import static java.util.stream.Collectors.joining;

import io.sluice.plan.HoldReason;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent.LateLanding;
import io.sluice.plan.PlanState.Baking;
import io.sluice.plan.PlanState.Scheduled;
import io.sluice.plan.PlanState.Shifting;
import io.sluice.plan.PlanState.Underway;
import io.sluice.plan.RouteLedger.Outstanding;
import io.sluice.plan.Transitions;
import io.sluice.traffic.ObservedRoute;
import io.sluice.traffic.Route;
import io.sluice.traffic.Side;
import io.sluice.traffic.Weights;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Weights that somebody else changed: those that neither the plan's last verified split, nor its present wish, nor a call of
 * its own that may still land, or landed late, explains.
 */
final class Drift {
    private Drift() {}

    /** What the drifted routes show, by name. A route that cannot be seen is not known to have drifted. */
    static Map<String, Weights> of(Plan plan, Underway state, Observation seen) {
        Map<String, Weights> drifted = new TreeMap<>();
        for (Route route : plan.spec().routes()) {
            seen.seen(route.name())
                    .filter(observed -> !isExplained(plan, state, route.name(), observed, seen.at())
                            && landedLate(plan, state, route.name(), observed, seen.at())
                                    .isEmpty())
                    .ifPresent(observed -> drifted.put(route.name(), observed.weights()));
        }
        return drifted;
    }

    /** Routes on which nothing but a late call of the plan's own explains what they show. */
    static List<LateLanding> late(Plan plan, Underway state, Observation seen) {
        List<LateLanding> late = new ArrayList<>();
        for (Route route : plan.spec().routes()) {
            String name = route.name();
            seen.seen(name)
                    .filter(observed -> !isExplained(plan, state, name, observed, seen.at()))
                    .flatMap(observed -> landedLate(plan, state, name, observed, seen.at())
                            .map(call -> new LateLanding(call.write(), name, observed.weights())))
                    .ifPresent(late::add);
        }
        return late;
    }

    private static Optional<Outstanding> landedLate(
            Plan plan, Underway state, String route, ObservedRoute observed, Instant looked) {
        return plan.ledger(route).lateAt(looked).stream()
                .filter(call -> call.to().filter(observed::shows).isPresent() && !isHeldFor(state, route))
                .findFirst();
    }

    private static boolean isExplained(
            Plan plan, Underway state, String route, ObservedRoute observed, Instant looked) {
        if (observed.shows(plan.settled().of(route))) {
            return true;
        }
        boolean wished = switch (Transitions.waypoint(state)) {
            case Scheduled _, Baking _ -> false;
            case Shifting shifting ->
                observed.shows(plan.target(shifting.step()).of(route))
                        || (observed.weights().equals(shifting.overwrites().get(route)) && !isHeldFor(state, route));
        };
        return wished
                || plan.ledger(route).outstandingAt(looked).stream()
                        .flatMap(call -> call.to().stream())
                        .anyMatch(to -> observed.shows(to)
                                || liesBetween(
                                        observed.weights(), plan.settled().of(route), to));
    }

    /** Whether a person is asked about a route already: what was written over before is no answer to that. */
    private static boolean isHeldFor(Underway state, String route) {
        return Holds.heldBy(state, HoldReason.Drift.class)
                .filter(drift -> drift.seen().containsKey(route))
                .isPresent();
    }

    /**
     * Whether a split may be what a call that was not answered has done so far: some clouds take a call for each backend, and
     * the half of it that got through leaves no side beyond where it was and where it was to go.
     */
    private static boolean liesBetween(Weights shown, Weights before, Weights after) {
        Set<Side> sides = new HashSet<>(shown.sides());
        sides.addAll(before.sides());
        sides.addAll(after.sides());
        return sides.stream()
                .allMatch(side -> shown.share(side) >= Math.min(before.share(side), after.share(side))
                        && shown.share(side) <= Math.max(before.share(side), after.share(side)));
    }

    static String sentence(Plan plan, Map<String, Weights> drifted) {
        return drifted.entrySet().stream()
                .map(entry -> "somebody else set %s to %s; the plan expects %s"
                        .formatted(
                                entry.getKey(), entry.getValue(), plan.settled().of(entry.getKey())))
                .collect(joining("; "));
    }
}
