package io.sluice.app.telemetry;

import io.sluice.plan.GateReading;
import io.sluice.plan.HoldReason;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanId;
import io.sluice.plan.PlanState.Held;
import io.sluice.plan.RouteWeights;
import io.sluice.plan.engine.Look;
import io.sluice.plan.engine.Look.GateLook;
import io.sluice.plan.engine.Look.RouteLook;
import io.sluice.traffic.Route;
import io.sluice.traffic.Side;
import io.sluice.traffic.WeightScale;
import io.sluice.traffic.Weights;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What metrics say of one plan: far less than a plan is, since a node may be at 10,000 of them.
 *
 * @param lookAt when it is looked at next
 * @param desired shares from 0 to 1, by route and side
 */
record PlanFigures(
        PlanId id,
        String name,
        long version,
        String state,
        Optional<String> heldBy,
        int step,
        int steps,
        Map<String, Map<String, Double>> desired,
        Optional<Seen> seen,
        Optional<Instant> lookAt) {
    /**
     * What a look saw.
     *
     * @param observed shares from 0 to 1 of the routes that could be seen, by route and side
     */
    record Seen(Instant at, Map<String, Map<String, Double>> observed, List<GateFigures> gates) {}

    /** One gate; where it read several figures, one for each side of each route. */
    record GateFigures(String gate, String verdict, List<GateReading> readings) {}

    /** Where a plan stands, with what was seen of it before. */
    static PlanFigures of(Plan plan, Function<Plan, RouteWeights> desired, Optional<PlanFigures> before) {
        RouteWeights wanted = desired.apply(plan);
        Map<String, Map<String, Double>> shares = new TreeMap<>();
        for (Route route : plan.spec().routes()) {
            Map<String, Double> sides = new TreeMap<>();
            plan.spec().sides().forEach(side -> sides.put(side.name(), 0.0)); // also those that get nothing
            sides.putAll(shares(wanted.of(route.name())));
            shares.put(route.name(), sides);
        }
        return new PlanFigures(
                plan.id(),
                plan.spec().name(),
                plan.version(),
                plan.state().word(),
                plan.state() instanceof Held(var _, HoldReason why, var _) ? Optional.of(why.word()) : Optional.empty(),
                plan.step(),
                plan.spec().steps().size(),
                shares,
                before.flatMap(PlanFigures::seen),
                before.flatMap(PlanFigures::lookAt));
    }

    PlanFigures with(Look look) {
        return new PlanFigures(id, name, version, state, heldBy, step, steps, desired, Optional.of(seen(look)), lookAt);
    }

    PlanFigures dueAt(Instant moment) {
        return new PlanFigures(id, name, version, state, heldBy, step, steps, desired, seen, Optional.of(moment));
    }

    private Seen seen(Look look) {
        Map<String, Map<String, Double>> observed = new TreeMap<>();
        for (RouteLook route : look.routes()) {
            if (route.natives().values().stream().anyMatch(weight -> weight > 0)) {
                Map<String, Double> sides = new TreeMap<>();
                desired.getOrDefault(route.route(), Map.of()).keySet().forEach(side -> sides.put(side, 0.0));
                sides.putAll(shares(WeightScale.toWeights(route.natives())));
                observed.put(route.route(), sides);
            }
        }
        return new Seen(
                look.at(),
                observed,
                look.gates().stream().map(PlanFigures::gate).toList());
    }

    private static GateFigures gate(GateLook gate) {
        return new GateFigures(gate.gate(), gate.verdict().word(), gate.readings());
    }

    private static Map<String, Double> shares(Weights weights) {
        Map<String, Double> shares = new TreeMap<>();
        for (Side side : weights.sides()) {
            shares.put(side.name(), weights.share(side) / (double) Weights.WHOLE);
        }
        return shares;
    }
}
