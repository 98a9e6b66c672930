package io.sluice.app.telemetry;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingInt;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.sluice.app.telemetry.PlanFigures.GateFigures;
import io.sluice.app.telemetry.PlanFigures.Seen;
import io.sluice.plan.GateReading;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The series of the plans that this node is at: those of a plan that has ended, or that another node is at, are gone with the next
 * scrape. Where there are more plans than are to have series, held ones come first, then those that move, then those that bake.
 */
final class PlanSeries implements MultiCollector {
    private static final List<String> IMPORTANCE = List.of("held", "reverting", "shifting", "baking", "scheduled");

    private final PlansAtWork plans;
    private final int most;

    /** @param most so many plans have series at most */
    PlanSeries(PlansAtWork plans, int most) {
        this.plans = plans;
        this.most = most;
    }

    @Override
    public MetricSnapshots collect() {
        List<PlanFigures> all = plans.all();
        List<PlanFigures> shown = all.size() <= most
                ? all
                : all.stream()
                        .sorted(comparingInt((PlanFigures plan) -> IMPORTANCE.indexOf(plan.state()))
                                .thenComparing(comparing(PlanFigures::id)))
                        .limit(most)
                        .toList();
        Series series = new Series();
        count(series, all, shown.size());
        declare(series);
        shown.forEach(plan -> show(series, plan));
        return series.snapshots();
    }

    private static void count(Series series, List<PlanFigures> all, int shown) {
        Map<String, Integer> states = new TreeMap<>();
        IMPORTANCE.forEach(state -> states.put(state, 0));
        all.forEach(plan -> states.merge(plan.state(), 1, Integer::sum));
        series.declare(
                "sluice_node_plans", "Plans that this node is at, also those without series of their own, by state");
        states.forEach((state, count) -> series.add("sluice_node_plans", count, "state", state));
        series.declare("sluice_node_plans_left_out", "Of these, how many have no series of their own");
        series.add("sluice_node_plans_left_out", all.size() - shown);
    }

    private static void declare(Series series) {
        series.declare("sluice_plan_state", "1 for the state that a plan is in");
        series.declare("sluice_plan_held", "1 for what holds a plan");
        series.declare("sluice_plan_step", "The step that a plan is at, counted from 1; 0 before the first");
        series.declare("sluice_plan_steps", "How many steps it has");
        series.declare("sluice_plan_last_look_timestamp_seconds", "When a plan was looked at");
        series.declare("sluice_plan_next_look_timestamp_seconds", "When it is looked at next");
        series.declare(
                "sluice_plan_desired_weight_ratio", "The share of a side that a plan wants its route to have now");
        series.declare("sluice_plan_observed_weight_ratio", "The share of a side that the route was seen to have");
        series.declare("sluice_gate_value", "What a gate read, in the unit of its label");
        series.declare("sluice_gate_limit", "The bound that counted, in the same unit");
        series.declare("sluice_gate_verdict", "1 for what a gate made of all that it read");
    }

    private static void show(Series series, PlanFigures plan) {
        String id = plan.id().value();
        String name = plan.name();
        series.add("sluice_plan_state", 1, "plan", id, "name", name, "state", plan.state());
        plan.heldBy().ifPresent(by -> series.add("sluice_plan_held", 1, "plan", id, "name", name, "by", by));
        series.add("sluice_plan_step", plan.step(), "plan", id, "name", name);
        series.add("sluice_plan_steps", plan.steps(), "plan", id, "name", name);
        weights(series, "sluice_plan_desired_weight_ratio", id, name, plan.desired());
        plan.lookAt()
                .filter(Instant.MAX::isAfter)
                .ifPresent(at -> series.add(
                        "sluice_plan_next_look_timestamp_seconds", at.toEpochMilli() / 1e3, "plan", id, "name", name));
        plan.seen().ifPresent(seen -> show(series, id, name, seen));
    }

    private static void show(Series series, String id, String name, Seen seen) {
        series.add("sluice_plan_last_look_timestamp_seconds", seen.at().toEpochMilli() / 1e3, "plan", id, "name", name);
        weights(series, "sluice_plan_observed_weight_ratio", id, name, seen.observed());
        for (GateFigures gate : seen.gates()) {
            series.add(
                    "sluice_gate_verdict", 1, "plan", id, "name", name, "gate", gate.gate(), "verdict", gate.verdict());
            for (GateReading reading : gate.readings()) {
                figure(series, "sluice_gate_value", id, name, gate, reading, reading.value());
                figure(series, "sluice_gate_limit", id, name, gate, reading, reading.limit());
            }
        }
    }

    private static void figure(
            Series series,
            String metric,
            String id,
            String name,
            GateFigures gate,
            GateReading reading,
            Optional<Double> figure) {
        figure.ifPresent(value -> series.add(
                metric,
                value,
                "plan",
                id,
                "name",
                name,
                "gate",
                gate.gate(),
                "route",
                reading.route(),
                "side",
                reading.side().name(),
                "unit",
                reading.unit()));
    }

    private static void weights(
            Series series, String metric, String id, String name, Map<String, Map<String, Double>> shares) {
        shares.forEach((route, sides) -> sides.forEach(
                (side, share) -> series.add(metric, share, "plan", id, "name", name, "route", route, "side", side)));
    }
}
