package io.sluice.plan.file;

import io.sluice.plan.Figure;
import io.sluice.plan.Gate.Judge;
import io.sluice.plan.Gate.ScoredMetric;
import io.sluice.plan.judge.CanaryScore;
import io.sluice.plan.judge.Direction;
import io.sluice.plan.judge.Effect;
import io.sluice.plan.judge.MannWhitney;
import io.sluice.traffic.Side;
import io.sluice.traffic.Signal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads the condition of a gate.
 *
 * @param figure what the gate judges; empty where it scores metrics of its own, or where faults hide it
 * @param judged the sides that the gate names
 */
record JudgeBinding(Optional<PlanSides> sides, Written gate, Optional<Figure> figure, Optional<Set<Side>> judged) {
    private static final Duration USUAL_LOOK_BACK = Duration.ofHours(1);
    private static final double USUAL_SHARE_MARGIN = 10;

    /** What Kayenta's users are used to. */
    private static final double USUAL_PASS = 95;

    private static final double USUAL_MARGINAL = 75;
    private static final double KAYENTA_CONFIDENCE = 0.98;
    private static final double KAYENTA_TOLERANCE = 0.25;
    private static final double KAYENTA_OUTLIERS = 3;

    Optional<Judge> bind(Written judge) {
        List<String> kinds = new ArrayList<>();
        judge.json().fieldNames().forEachRemaining(name -> {
            boolean limits = name.equals("min") || name.equals("max") || name.equals("currency");
            String kind = limits ? "min and max" : name;
            if (!kinds.contains(kind)) {
                kinds.add(kind);
            }
        });
        if (kinds.size() > 1) {
            judge.fault("has " + String.join(" beside ", kinds) + "; two conditions are two gates");
            return Optional.empty();
        }
        return switch (kinds.isEmpty() ? "" : kinds.getFirst()) {
            case "compare" -> judge.field("compare").flatMap(this::compare);
            case "sequential" -> judge.field("sequential").flatMap(this::sequential);
            case "share" -> judge.field("share").flatMap(this::share);
            case "mannWhitney" -> judge.field("mannWhitney").flatMap(this::canary);
            case "burnRate" -> judge.field("burnRate").flatMap(this::burnRate);
            case "budget" -> judge.field("budget").flatMap(this::budget);
            default -> limits(judge);
        };
    }

    private Optional<Judge> limits(Written judge) {
        Optional<Double> min = number(judge, "min");
        Optional<Double> max = number(judge, "max");
        if (min.isPresent() && max.isPresent() && min.get() > max.get()) {
            judge.fault("can never pass: min is above max");
        }
        if (figure.isPresent() && figure.get().unit().equals("percent")) {
            judge.field("min").ifPresent(JudgeBinding::checkPercent);
            judge.field("max").ifPresent(JudgeBinding::checkPercent);
        }
        if (!judge.json().has("min") && !judge.json().has("max")) {
            judge.fault("has neither min nor max");
        }
        return min.isPresent() || max.isPresent() ? Optional.of(new Judge.Limits(min, max)) : Optional.empty();
    }

    private static void checkPercent(Written limit) {
        if (limit.json().doubleValue() > 100) {
            limit.fault("is above 100; the signal is in percent");
        }
    }

    private Optional<Judge> compare(Written compare) {
        Optional<Side> with = with(compare);
        Optional<Double> increase = number(compare, "maxIncreasePercent");
        return with.isPresent() && increase.isPresent()
                ? Optional.of(new Judge.Compare(with.get(), increase.get(), number(compare, "maxDecreasePercent")))
                : Optional.empty();
    }

    private Optional<Judge> sequential(Written sequential) {
        if (figure.equals(Optional.of(new Figure.OfRoute(Signal.REQUESTS)))
                || figure.equals(Optional.of(new Figure.OfRoute(Signal.HEALTHY_TARGETS)))) {
            sequential.fault("does not go with this signal; for requests there is share");
        }
        checkOneFailure();
        Optional<Side> with = with(sequential);
        Optional<Double> increase = number(sequential, "maxIncreasePercent");
        return with.isPresent() && increase.isPresent()
                ? Optional.of(new Judge.Sequential(with.get(), increase.get()))
                : Optional.empty();
    }

    private Optional<Judge> share(Written share) {
        if (figure.isPresent() && !figure.get().equals(new Figure.OfRoute(Signal.REQUESTS))) {
            share.fault("goes with signal requests only");
        }
        checkOneFailure();
        return Optional.of(new Judge.Share(number(share, "marginPercent").orElse(USUAL_SHARE_MARGIN)));
    }

    /** A test over all windows of a step already counts them together; failures of it are one and the same. */
    private void checkOneFailure() {
        gate.field("failureLimit")
                .filter(limit -> limit.json().intValue() > 0)
                .ifPresent(limit ->
                        limit.fault("does not go with this judge, which weighs all windows of a step together"));
    }

    private Optional<Judge> burnRate(Written burn) {
        if (figure.isPresent()
                && !(figure.get() instanceof Figure.Rate)
                && !figure.get().equals(new Figure.OfRoute(Signal.ERROR_RATE))) {
            burn.fault("goes with signal error-rate or with counts");
        }
        Optional<Double> objective = number(burn, "objectivePercent");
        Optional<Duration> longer = burn.field("long").flatMap(Durations::readPositive);
        Optional<Duration> shorter = burn.field("short").flatMap(Durations::readPositive);
        Optional<Double> max = number(burn, "max");
        if (longer.isPresent() && shorter.isPresent() && longer.get().compareTo(shorter.get()) <= 0) {
            burn.field("long").ifPresent(place -> place.fault("must be longer than short"));
        }
        return objective.isPresent() && longer.isPresent() && shorter.isPresent() && max.isPresent()
                ? Optional.of(new Judge.BurnRate(objective.get(), longer.get(), shorter.get(), max.get()))
                : Optional.empty();
    }

    private Optional<Judge> budget(Written budget) {
        if (figure.isPresent() && !(figure.get() instanceof Figure.Cost cost && cost.per() == Figure.Cost.Per.HOUR)) {
            budget.fault("goes with signal cost-per-hour only");
        }
        gate.field("sides")
                .ifPresent(place -> place.fault("does not go with a budget, which is of all sides together"));
        return number(budget, "most").map(Judge.Budget::new);
    }

    private Optional<Judge> canary(Written canary) {
        Optional<Side> with = with(canary);
        Duration over = canary.field("over").flatMap(Durations::readPositive).orElse(USUAL_LOOK_BACK);
        double pass = number(canary, "pass").orElse(USUAL_PASS);
        double marginal = number(canary, "marginal").orElse(Math.min(USUAL_MARGINAL, pass));
        if (marginal > pass) {
            canary.missing("marginal", "must be at most pass");
        }
        boolean listed = canary.json().has("metrics");
        List<ScoredMetric> metrics = listed ? scored(canary) : single(canary);
        Map<String, Double> groups = new HashMap<>();
        canary.field("groups")
                .ifPresent(written -> written.fields()
                        .forEach(
                                (name, weight) -> groups.put(name, weight.json().doubleValue())));
        if (with.isEmpty() || metrics.isEmpty() || marginal > pass) {
            return Optional.empty();
        }
        try {
            CanaryScore.check(
                    metrics.stream().map(ScoredMetric::group).collect(TreeSet::new, Set::add, Set::addAll), groups);
        } catch (IllegalArgumentException e) {
            canary.missing("groups", "cannot be scored: " + e.getMessage());
            return Optional.empty();
        }
        return Optional.of(new Judge.Canary(with.get(), over, pass, marginal, groups, metrics, !listed));
    }

    private List<ScoredMetric> single(Written canary) {
        return figure.flatMap(judgedFigure -> metric(canary, "metric", judgedFigure)).stream()
                .toList();
    }

    private List<ScoredMetric> scored(Written canary) {
        if (figure.isPresent()) {
            canary.missing("metrics", "does not go with a signal or metric of the gate itself");
        }
        return canary.field("metrics").stream()
                .flatMap(list -> list.items().stream())
                .flatMap(item -> new FigureBinding(sides)
                                .bind(item)
                                .filter(it -> isScored(item, it))
                                .flatMap(it -> metric(item, item.text("name").orElse(""), it))
                                .stream())
                .toList();
    }

    private static boolean isScored(Written item, Figure figure) {
        boolean scored = !(figure instanceof Figure.Cost);
        if (!scored) {
            item.missing("signal", "cannot be scored; costs have gates of their own");
        }
        return scored;
    }

    private static Optional<ScoredMetric> metric(Written written, String name, Figure figure) {
        Direction direction = Choices.of(written, "direction", Direction.class, Direction.INCREASE);
        Optional<Effect> effect = written.json().has("effect")
                ? written.field("effect").map(JudgeBinding::effect)
                : Optional.of(Effect.any(Effect.Measure.MEAN_RATIO));
        if (effect.isEmpty()) {
            return Optional.empty();
        }
        MannWhitney test = new MannWhitney(
                number(written, "confidence").orElse(KAYENTA_CONFIDENCE),
                number(written, "tolerance").orElse(KAYENTA_TOLERANCE),
                direction,
                effect.get(),
                written.flag("removeOutliers") ? OptionalDouble.of(KAYENTA_OUTLIERS) : OptionalDouble.empty());
        return Optional.of(new ScoredMetric(
                name,
                figure,
                test,
                written.text("group").orElse("all"),
                written.flag("critical"),
                written.flag("mustHaveData")));
    }

    private static Effect effect(Written effect) {
        boolean cles = effect.text("measure").equals(Optional.of("cles"));
        Effect usual = Effect.any(cles ? Effect.Measure.CLES : Effect.Measure.MEAN_RATIO);
        List<Double> limits = new ArrayList<>();
        for (String name : List.of("allowedIncrease", "allowedDecrease", "criticalIncrease", "criticalDecrease")) {
            Optional<Double> limit = number(effect, name);
            if (cles && limit.isPresent() && limit.get() > 1) {
                effect.missing(name, "must be at most 1; it is a part of all pairs");
                limit = Optional.empty();
            }
            limits.add(limit.orElse(usual.allowedIncrease()));
        }
        return new Effect(usual.measure(), limits.get(0), limits.get(1), limits.get(2), limits.get(3));
    }

    /** The side to compare with, which must not be the only one that is judged. */
    private Optional<Side> with(Written judge) {
        Optional<Written> place = judge.field("with");
        Optional<Side> with = place.flatMap(written -> sides.flatMap(known -> known.find(written)));
        if (with.isPresent() && onlyJudged().equals(with)) {
            place.get().fault("is the very side that is judged; such a gate cannot fail");
        }
        return with;
    }

    /** The side that a gate judges if it is a single one: the one it names, otherwise the one that is not {@code from}. */
    private Optional<Side> onlyJudged() {
        if (judged.isEmpty()) {
            return sides.flatMap(PlanSides::direction).map(PlanSides.Direction::to);
        }
        return judged.get().size() == 1 ? judged.get().stream().findFirst() : Optional.empty();
    }

    private static Optional<Double> number(Written owner, String field) {
        return owner.field(field).map(written -> written.json().doubleValue());
    }
}
