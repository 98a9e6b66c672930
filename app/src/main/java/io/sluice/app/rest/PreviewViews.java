package io.sluice.app.rest;

import io.sluice.app.rest.PreviewView.AmountView;
import io.sluice.app.rest.PreviewView.CallsView;
import io.sluice.app.rest.PreviewView.CostView;
import io.sluice.app.rest.PreviewView.HazardView;
import io.sluice.app.rest.PreviewView.HoldView;
import io.sluice.app.rest.PreviewView.OpenEndView;
import io.sluice.app.rest.PreviewView.RouteView;
import io.sluice.app.rest.PreviewView.StageView;
import io.sluice.app.rest.PreviewView.StepCostView;
import io.sluice.app.rest.PreviewView.WriteView;
import io.sluice.plan.PlanSpec;
import io.sluice.plan.preview.AccountCalls;
import io.sluice.plan.preview.NativeWrite;
import io.sluice.plan.preview.Preview;
import io.sluice.plan.preview.RunCost;
import io.sluice.plan.preview.Stage;
import io.sluice.traffic.DurationWords;
import io.sluice.traffic.ObservedRoute;
import io.sluice.traffic.Reading;
import io.sluice.traffic.Route;
import io.sluice.traffic.Side;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.DoubleFunction;

/** Shows previews. */
final class PreviewViews {
    private PreviewViews() {}

    static PreviewView show(Preview preview) {
        PlanSpec spec = preview.scene().spec();
        return new PreviewView(
                spec.name(),
                preview.scene().planDigest(),
                preview.digest().toString(),
                preview.at(),
                preview.obstacles(),
                preview.startsAt(),
                preview.end(),
                preview.endsAs(),
                spec.routes().stream().map(route -> route(preview, route)).toList(),
                preview.writes().stream().map(write -> write(spec, write)).toList(),
                preview.stages().stream().map(PreviewViews::stage).toList(),
                preview.openEnds().stream()
                        .map(end -> new OpenEndView(end.at(), end.step(), end.heldBy(), end.why()))
                        .toList(),
                preview.power().stream().map(PlanViews::power).toList(),
                preview.calls().stream().map(PreviewViews::calls).toList(),
                preview.cost().map(PreviewViews::cost),
                preview.hazards().stream()
                        .map(hazard -> new HazardView(hazard.name(), hazard.where(), hazard.sentence()))
                        .toList());
    }

    private static RouteView route(Preview preview, Route route) {
        PlanSpec spec = preview.scene().spec();
        ObservedRoute seen = preview.scene().route(route.name());
        return new RouteView(
                route.name(),
                route.ref().provider(),
                seen.traits().kind(),
                PlanViews.percents(spec, spec.expect()),
                PlanViews.percents(spec, seen.weights()),
                natives(seen.natives()),
                seen.shows(spec.expect()),
                seen.revision(),
                DurationWords.write(seen.settle()),
                seen.stickiness().map(DurationWords::write),
                targets(preview.scene().around().healthy().getOrDefault(route.name(), Map.of())));
    }

    private static Map<String, AmountView> targets(Map<Side, Reading> healthy) {
        Map<String, AmountView> targets = new TreeMap<>();
        healthy.forEach((side, reading) -> targets.put(side.name(), amount(reading, PreviewViews::number)));
        return targets;
    }

    private static CostView cost(RunCost cost) {
        return new CostView(
                cost.currency(),
                cost.asOf(),
                cost.steps().stream()
                        .map(step -> new StepCostView(step.step(), amount(step.perHour(), RunCost::rounded)))
                        .toList(),
                amount(cost.untilEnd(), RunCost::rounded));
    }

    private static AmountView amount(Reading reading, DoubleFunction<BigDecimal> rounded) {
        return switch (reading) {
            case Reading.Measured(double value) -> new AmountView(Optional.of(rounded.apply(value)), Optional.empty());
            case Reading.Missing(String why) -> new AmountView(Optional.empty(), Optional.of(why));
        };
    }

    private static WriteView write(PlanSpec spec, NativeWrite write) {
        return new WriteView(
                write.number(),
                write.at(),
                write.step(),
                write.route(),
                write.purpose().name().toLowerCase(Locale.ROOT),
                PlanViews.percents(spec, write.wanted()),
                natives(write.from()),
                natives(write.to()),
                number(write.error()));
    }

    static StageView stage(Stage stage) {
        return new StageView(
                stage.step(),
                stage.source(),
                stage.what(),
                stage.from(),
                stage.shownAt(),
                stage.until(),
                stage.estimated(),
                stage.holds().stream()
                        .map(hold -> new HoldView(hold.from(), hold.until(), hold.by(), hold.why()))
                        .toList());
    }

    private static CallsView calls(AccountCalls calls) {
        return new CallsView(
                calls.provider(),
                calls.quota(),
                number(calls.perMinute()),
                number(calls.percent()),
                calls.writes(),
                number(calls.allowedPerMinute()));
    }

    private static Map<String, Integer> natives(Map<Side, Integer> weights) {
        Map<String, Integer> natives = new LinkedHashMap<>();
        weights.forEach((side, weight) -> natives.put(side.name(), weight));
        return natives;
    }

    /** To a hundredth. */
    private static BigDecimal number(double value) {
        BigDecimal rounded =
                BigDecimal.valueOf(value).setScale(2, RoundingMode.HALF_UP).stripTrailingZeros();
        return rounded.scale() < 0 ? rounded.setScale(0, RoundingMode.UNNECESSARY) : rounded;
    }
}
