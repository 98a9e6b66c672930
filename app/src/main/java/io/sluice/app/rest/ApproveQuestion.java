package io.sluice.app.rest;

import static java.util.stream.Collectors.joining;

import io.sluice.plan.ApprovalEvidence;
import io.sluice.plan.GateReading;
import io.sluice.plan.HoldReason.Approval;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanSpec;
import io.sluice.plan.Principal;
import io.sluice.plan.Step;
import io.sluice.plan.engine.Look;
import io.sluice.plan.engine.Look.GateLook;
import io.sluice.plan.engine.Standing;
import io.sluice.traffic.DurationWords;
import io.sluice.traffic.Route;
import io.sluice.traffic.Weights;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What somebody is asked, as the page shows it.
 *
 * @param moves the routes before and after the step that their yes lets begin; empty where none comes any more
 * @param next what the plan does then
 * @param judged empty for a plan without gates
 */
record ApproveQuestion(
        List<Fact> facts, List<MovesShown> moves, String next, List<GatesShown> judged, String person, String until) {
    /** A line of the page. */
    record Fact(String name, String value) {}

    /** What moves. */
    record MovesShown(List<RouteRow> rows) {}

    /** One route. */
    record RouteRow(String route, String now, String then) {}

    /** How gates stand. */
    record GatesShown(String asked, List<GateRow> gates) {}

    /** One gate: what an answer is for, and what was seen last. */
    record GateRow(String gate, String shown, String last, List<String> readings) {}

    static ApproveQuestion of(Standing.Open open, Principal person, Optional<Look> look, Instant until) {
        Plan plan = open.plan();
        Optional<Step.Shift> next = next(plan.spec(), open.approval().step());
        return new ApproveQuestion(
                facts(open),
                next.map(step -> moves(plan, step)).stream().toList(),
                then(plan, open.approval(), next),
                gates(open, look).stream().toList(),
                person.name(),
                Times.words(until));
    }

    private static List<Fact> facts(Standing.Open open) {
        Plan plan = open.plan();
        Approval approval = open.approval();
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("Plan", plan.spec().name() + " (" + plan.id() + ")"));
        if (!plan.spec().description().isBlank()) {
            facts.add(new Fact("What for", plan.spec().description()));
        }
        if (!plan.spec().owner().isBlank()) {
            facts.add(new Fact("Owner", plan.spec().owner()));
        }
        facts.add(new Fact("Submitted", "by " + open.submitter() + ", " + Times.words(plan.submittedAt())));
        facts.add(
                new Fact("Step", approval.step() + " of " + plan.spec().steps().size()));
        facts.add(new Fact("Asked", approval.count() + " of " + approval.group() + ", " + Times.words(open.askedAt())));
        if (!approval.votes().isEmpty()) {
            facts.add(new Fact(
                    "Has said yes",
                    approval.votes().stream().map(vote -> vote.by().name()).collect(joining(", "))));
        }
        approval.until()
                .ifPresent(end -> facts.add(new Fact(
                        "Without an answer",
                        (approval.onTimeout() == Step.OnTimeout.REVERT
                                        ? "it goes back "
                                        : "it is late, and waits on, from ")
                                + Times.words(end))));
        facts.add(new Fact("Digest", open.evidence().digest()));
        return facts;
    }

    private static Optional<Step.Shift> next(PlanSpec spec, int approval) {
        return spec.steps().stream()
                .skip(approval)
                .filter(Step.Shift.class::isInstance)
                .map(Step.Shift.class::cast)
                .findFirst();
    }

    private static MovesShown moves(Plan plan, Step.Shift next) {
        return new MovesShown(plan.spec().routes().stream()
                .map(Route::name)
                .map(route -> new RouteRow(
                        route,
                        words(plan.spec(), plan.settled().of(route)),
                        words(plan.spec(), next.weights().of(route))))
                .toList());
    }

    private static String words(PlanSpec spec, Weights weights) {
        return PlanViews.percents(spec, weights).entrySet().stream()
                .map(side -> side.getKey() + "\u00a0" + side.getValue().toPlainString() + "\u00a0%")
                .collect(joining(", "));
    }

    private static String then(Plan plan, Approval approval, Optional<Step.Shift> next) {
        if (next.isEmpty()) {
            return "Nothing: no step moves traffic after this one.";
        }
        int number = plan.spec().steps().indexOf(next.get()) + 1;
        String bake = next.get().bake().isPositive()
                ? ", and bakes " + DurationWords.write(next.get().bake())
                : "";
        String between = number == approval.step() + 1 ? "" : " after the steps between";
        return "That is step %d of %d%s%s. Windows and gates still bind."
                .formatted(number, plan.spec().steps().size(), between, bake);
    }

    private static Optional<GatesShown> gates(Standing.Open open, Optional<Look> look) {
        ApprovalEvidence evidence = open.evidence();
        List<GateRow> rows = evidence.gates().entrySet().stream()
                .map(gate -> {
                    Optional<GateLook> seen = look.stream()
                            .flatMap(last -> last.gates().stream())
                            .filter(one -> one.gate().equals(gate.getKey()))
                            .findFirst();
                    return new GateRow(
                            gate.getKey(),
                            gate.getValue().word(),
                            seen.map(one -> one.verdict().word() + ": " + one.reason())
                                    .orElse("not judged yet"),
                            seen.map(ApproveQuestion::readings).orElse(List.of()));
                })
                .toList();
        return rows.isEmpty() ? Optional.empty() : Optional.of(new GatesShown(Times.words(open.askedAt()), rows));
    }

    private static List<String> readings(GateLook gate) {
        return gate.readings().stream().map(ApproveQuestion::words).toList();
    }

    private static String words(GateReading reading) {
        return "%s, %s: %s (%s)"
                .formatted(
                        reading.route(),
                        reading.side().name(),
                        reading.reason(),
                        reading.verdict().word());
    }
}
