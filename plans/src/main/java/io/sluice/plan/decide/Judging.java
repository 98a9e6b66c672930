package io.sluice.plan.decide;

import static io.sluice.plan.decide.Amounts.number;

import io.sluice.plan.Figure;
import io.sluice.plan.Gate;
import io.sluice.plan.Gate.Judge;
import io.sluice.plan.GateReading;
import io.sluice.plan.HookAnswer;
import io.sluice.plan.Verdict;
import io.sluice.plan.decide.GateFigures.Counted;
import io.sluice.plan.decide.GateFigures.NotCounted;
import io.sluice.plan.judge.BurnRate;
import io.sluice.plan.judge.BurnRate.Spent;
import io.sluice.plan.judge.CanaryScore;
import io.sluice.plan.judge.Classification;
import io.sluice.plan.judge.Counts;
import io.sluice.plan.judge.Finding;
import io.sluice.plan.judge.LevelTest;
import io.sluice.plan.judge.MetricResult;
import io.sluice.plan.judge.RateTest;
import io.sluice.plan.judge.ShareTest;
import io.sluice.plan.judge.ShareTest.Shared;
import io.sluice.traffic.Reading;
import io.sluice.traffic.Reading.Measured;
import io.sluice.traffic.Reading.Missing;
import io.sluice.traffic.Side;
import io.sluice.traffic.Signal;
import io.sluice.traffic.TimeWindow;
import io.sluice.traffic.Weights;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;

/**
 * Judges one gate on one route, side by side.
 *
 * @param split what the route's traffic follows
 * @param moving whether the route is on its way to another split
 * @param alpha the risk that each sequential test may take
 */
record Judging(GateFigures figures, Weights split, boolean moving, double alpha) {
    GateReading judge(Side side) {
        Judge judge = figures.gate().judge();
        Optional<GateReading> alone = alone(side).or(() -> left(side));
        if (alone.isPresent()) {
            return alone.get();
        }
        return switch (judge) {
            case Judge.Limits limits ->
                switch (value(side)) {
                    case Missing(String why) -> missing(side, why);
                    case Measured(double value) -> limits(side, value, limits);
                };
            case Judge.Compare compare ->
                switch (value(side)) {
                    case Missing(String why) -> missing(side, why);
                    case Measured(double value) ->
                        switch (value(compare.with())) {
                            case Missing(String why) -> missing(side, compare.with(), compare.with() + ": " + why);
                            case Measured(double base) -> compare(side, value, base, compare);
                        };
                };
            case Judge.Sequential sequential -> sequential(side, sequential);
            case Judge.Share share -> share(side, share);
            case Judge.Canary canary -> canary(side, canary);
            case Judge.BurnRate burn -> burnRate(side, burn);
            case Judge.OfHook _ -> hook(side);
            case Judge.Budget _ -> throw new IllegalArgumentException("a budget is of all sides at once");
        };
    }

    /** What the hook said of the plan as a whole; anything but yes or no is no answer. */
    private GateReading hook(Side side) {
        return figures.said()
                .map(answer -> switch (answer.says()) {
                    case PASS -> said(side, Verdict.PASS, answer);
                    case FAIL -> said(side, Verdict.FAIL, answer);
                    case WAIT, UNKNOWN, REFUSED, SILENT -> missing(side, hookTold(answer));
                })
                .orElseGet(() -> missing(side, "this look did not ask for it"));
    }

    private GateReading said(Side side, Verdict verdict, HookAnswer answer) {
        return new GateReading(
                figures.route().name(),
                side,
                verdict,
                answer.value(),
                Optional.empty(),
                answer.unit().orElse(""),
                Optional.of(figures.latest()),
                hookTold(answer));
    }

    private String hookTold(HookAnswer answer) {
        String hook = figures.gate().figure() instanceof Figure.OfHook(String name) ? name : "";
        return "hook " + hook + " " + answer.told();
    }

    /** Where there is nobody to compare a side with. */
    Optional<GateReading> alone(Side side) {
        return GateFigures.other(figures.gate().judge())
                .filter(_ -> figures.gate().figure().ofTraffic())
                .filter(with -> !figures.present().contains(with))
                .map(with -> reading(side, Verdict.NOT_JUDGED, with + " has no traffic to compare with"));
    }

    /**
     * Where the figure of a side went with its traffic. One that there is without traffic, such as a count of rows, is compared
     * all the same.
     */
    private Optional<GateReading> left(Side side) {
        return GateFigures.other(figures.gate().judge())
                .filter(with -> !figures.present().contains(with))
                .filter(with -> GateFigures.judged(figures.gate()).stream()
                        .anyMatch(figure -> figures.value(with, figure, figures.latest()) instanceof Missing))
                .map(with -> reading(
                        side, Verdict.NOT_JUDGED, with + " has no traffic any more, and no figure to compare with"));
    }

    Reading value(Side side) {
        return figures.value(side, figures.latest());
    }

    private GateReading limits(Side side, double value, Judge.Limits limits) {
        Optional<Double> max = limits.max();
        Optional<Double> min = limits.min();
        if (max.isPresent() && value > max.get()) {
            return reading(side, Verdict.FAIL, value, max, text(value) + " > " + text(max.get()));
        }
        if (min.isPresent() && value < min.get()) {
            return reading(side, Verdict.FAIL, value, min, text(value) + " < " + text(min.get()));
        }
        String sound = max.map(most -> text(value) + " ≤ " + text(most))
                .orElseGet(() -> text(value) + " ≥ " + text(min.orElse(0.0)));
        return reading(side, Verdict.PASS, value, max.or(() -> min), sound);
    }

    private GateReading compare(Side side, double value, double base, Judge.Compare compare) {
        double most = base * (1 + compare.maxIncreasePercent() / 100);
        Optional<Double> least = compare.maxDecreasePercent().map(percent -> base * (1 - percent / 100));
        if (least.isPresent() && value < least.get()) {
            return reading(
                    side,
                    Verdict.FAIL,
                    value,
                    least,
                    "%s < %s (%s has %s, at most %s %% less)"
                            .formatted(
                                    text(value),
                                    text(least.get()),
                                    compare.with(),
                                    text(base),
                                    number(compare.maxDecreasePercent().orElse(0.0))));
        }
        boolean passes = value <= most;
        String reason = "%s %s %s (%s has %s, at most %s %% more)"
                .formatted(
                        text(value),
                        passes ? "≤" : ">",
                        text(most),
                        compare.with(),
                        text(base),
                        number(compare.maxIncreasePercent()));
        return reading(side, passes ? Verdict.PASS : Verdict.FAIL, value, Optional.of(most), reason);
    }

    private GateReading sequential(Side side, Judge.Sequential judge) {
        double margin = judge.maxIncreasePercent() / 100;
        return lacking(side, side)
                .or(() -> lacking(side, judge.with()))
                .orElseGet(() -> isOfCounts() ? rates(side, judge.with(), margin) : levels(side, judge.with(), margin));
    }

    private GateReading rates(Side side, Side with, double margin) {
        List<Counts> windows = new ArrayList<>();
        for (TimeWindow window : figures.windows()) {
            if (figures.counts(side, window) instanceof Counted(double bad, double total)
                    && figures.counts(with, window) instanceof Counted(double otherBad, double otherTotal)) {
                windows.add(Counts.rounded(bad, total, otherBad, otherTotal));
            }
        }
        return finding(side, RateTest.judge(windows, margin, alpha), "percent");
    }

    private GateReading levels(Side side, Side with, double margin) {
        Optional<GateReading> unfit = unfit(side, side).or(() -> unfit(side, with));
        if (unfit.isPresent()) {
            return unfit.get();
        }
        List<double[]> pairs = new ArrayList<>();
        for (TimeWindow window : figures.windows()) {
            if (isOfEnough(side, window)
                    && isOfEnough(with, window)
                    && figures.value(side, window) instanceof Measured(double value)
                    && figures.value(with, window) instanceof Measured(double other)) {
                pairs.add(new double[] {value, other});
            }
        }
        int least = GateFigures.leastRequests(figures.gate().figure());
        if (pairs.isEmpty() && least > 0) {
            return reading(
                    side,
                    Verdict.UNDECIDED,
                    "no window had %d requests on both sides; a percentile of fewer is a single request"
                            .formatted(least));
        }
        double[] values = pairs.stream().mapToDouble(pair -> pair[0]).toArray();
        double[] others = pairs.stream().mapToDouble(pair -> pair[1]).toArray();
        return finding(side, LevelTest.judge(values, others, margin, alpha), "times the other side");
    }

    /** What a test of levels can make nothing of, in the youngest window of a side. */
    private Optional<GateReading> unfit(Side side, Side unfit) {
        Optional<String> why = Optional.empty();
        if (figures.value(unfit, figures.latest()) instanceof Measured(double value) && value <= 0) {
            why = Optional.of("%s is not above 0, and sequential weighs how many times one side is the other;"
                            .formatted(text(value))
                    + " compare or max judge such a figure");
        } else if (GateFigures.leastRequests(figures.gate().figure()) > 0
                && figures.requests(unfit, figures.latest()) instanceof Missing(String uncounted)) {
            why = Optional.of("of how many requests it is is not known: " + uncounted);
        }
        return why.map(reason -> unfit.equals(side) ? reason : unfit + ": " + reason)
                .map(reason -> missing(side, new NoData(NoData.Cause.PIPELINE, reason)));
    }

    private boolean isOfEnough(Side side, TimeWindow window) {
        int least = GateFigures.leastRequests(figures.gate().figure());
        return least == 0 || (figures.requests(side, window) instanceof Measured(double requests) && requests >= least);
    }

    /**
     * What stands in the way of a judge of many windows: the youngest has nothing of a side. One in which nobody asked for
     * anything stands in nobody's way once there were others.
     */
    private Optional<GateReading> lacking(Side side, Side lacking) {
        return absent(lacking, figures.latest())
                .map(why -> NoData.of(figures, split, lacking, lacking.equals(side) ? why : lacking + ": " + why))
                .filter(found -> found.cause() != NoData.Cause.IDLE
                        || figures.windows().stream()
                                .allMatch(window -> absent(lacking, window).isPresent()))
                .map(found -> missing(side, found));
    }

    /** Why a window has nothing of a side to judge, if it has not. */
    private Optional<String> absent(Side side, TimeWindow window) {
        if (isOfCounts()) {
            return switch (figures.counts(side, window)) {
                case Counted(double _, double total) when total > 0 -> Optional.empty();
                case Counted _ -> Optional.of("no requests");
                case NotCounted(String why) -> Optional.of(why);
            };
        }
        return figures.value(side, window) instanceof Missing(String why) ? Optional.of(why) : Optional.empty();
    }

    private boolean isOfCounts() {
        return figures.gate().figure() instanceof Figure.Rate
                || figures.gate().figure().equals(new Figure.OfRoute(Signal.ERROR_RATE));
    }

    private GateReading share(Side side, Judge.Share judge) {
        if (moving) {
            return reading(side, Verdict.NOT_JUDGED, "the split is on its way to another one");
        }
        double weight = split.share(side) / (double) Weights.WHOLE;
        if (weight <= 0 || weight >= 1) {
            return reading(side, Verdict.NOT_JUDGED, "all traffic is on one side: there is no split to see");
        }
        List<Shared> windows = new ArrayList<>();
        for (TimeWindow window : figures.windows()) {
            double all = 0;
            Optional<Double> own = Optional.empty();
            boolean whole = true;
            for (Side other : figures.present()) {
                switch (figures.requests(other, window)) {
                    case Measured(double requests) -> {
                        all += requests;
                        own = other.equals(side) ? Optional.of(requests) : own;
                    }
                    case Missing _ -> whole = false;
                }
            }
            if (whole && own.isPresent()) {
                windows.add(Shared.rounded(own.get(), all));
            } else if (window.equals(figures.latest())) {
                return missing(side, "not every side has its requests counted");
            }
        }
        return finding(
                side, ShareTest.judge(windows, weight, judge.marginPercent() / 100, alpha), "percent of requests");
    }

    private GateReading canary(Side side, Judge.Canary judge) {
        List<MetricResult> results = new ArrayList<>();
        Optional<NoData> stale = Optional.empty();
        for (Gate.ScoredMetric metric : judge.metrics()) {
            Optional<NoData> ended =
                    ended(metric.figure(), side, side).or(() -> ended(metric.figure(), side, judge.with()));
            stale = stale.or(() -> ended);
            results.add(metric.test()
                    .judge(
                            metric.name(),
                            List.of(metric.group()),
                            metric.critical(),
                            metric.mustHaveData(),
                            ended.isPresent() ? new double[0] : values(side, metric.figure()),
                            ended.isPresent() ? new double[0] : values(judge.with(), metric.figure())));
        }
        Finding found = CanaryScore.judge(results, judge.groups(), judge.pass(), judge.marginal())
                .finding();
        if (stale.isPresent() && found.answer() != Finding.Answer.WORSE) {
            return missing(side, stale.get());
        }
        if (results.stream().allMatch(result -> result.classification() == Classification.NODATA)) {
            return missing(side, "no metric has values");
        }
        return finding(side, found, "points");
    }

    /**
     * Why a scored figure says nothing of now: a side had it, and has it no more. What a side never had is for
     * {@code mustHaveData} to judge, and one window in which nobody asked for anything is no end.
     */
    private Optional<NoData> ended(Figure figure, Side side, Side ended) {
        if (!(figures.value(ended, figure, figures.latest()) instanceof Missing(String why))
                || values(ended, figure).length == 0) {
            return Optional.empty();
        }
        String said = ended.equals(side) ? why : ended + ": " + why;
        return Optional.of(NoData.of(figures.of(figure), split, ended, said))
                .filter(found -> found.cause() != NoData.Cause.IDLE);
    }

    private double[] values(Side side, Figure figure) {
        return figures.windows().stream()
                .map(window -> figures.value(side, figure, window))
                .flatMapToDouble(reading ->
                        reading instanceof Measured(double value) ? DoubleStream.of(value) : DoubleStream.empty())
                .toArray();
    }

    private GateReading burnRate(Side side, Judge.BurnRate judge) {
        return lacking(side, side)
                .orElseGet(() -> finding(
                        side,
                        BurnRate.judge(
                                spent(side, judge.longWindow()),
                                spent(side, judge.shortWindow()),
                                judge.objectivePercent() / 100,
                                judge.maxRate()),
                        "times the even pace"));
    }

    /** What the windows of the step say of the last so much time; of a younger step, what there is of it. */
    private Spent spent(Side side, Duration time) {
        Instant since = figures.latest().end().minus(time);
        double bad = 0;
        double total = 0;
        for (TimeWindow window : figures.windows()) {
            if (window.end().isAfter(since)
                    && figures.counts(side, window) instanceof Counted(double wrong, double all)) {
                bad += wrong;
                total += all;
            }
        }
        return new Spent(bad, total);
    }

    private GateReading finding(Side side, Finding found, String unit) {
        Verdict verdict = switch (found.answer()) {
            case WORSE -> Verdict.FAIL;
            case NOT_WORSE -> Verdict.PASS;
            case UNDECIDED -> Verdict.UNDECIDED;
        };
        return new GateReading(
                figures.route().name(),
                side,
                verdict,
                Optional.of(found.value()).filter(Double::isFinite),
                Optional.of(found.limit()).filter(Double::isFinite),
                unit,
                Optional.of(new TimeWindow(
                        figures.windows().getFirst().start(), figures.latest().end())),
                found.reason(),
                Optional.of(finite(found.numbers())));
    }

    /** What is written down is a number. */
    private static Map<String, Double> finite(Map<String, Double> numbers) {
        Map<String, Double> finite = new LinkedHashMap<>(numbers);
        finite.values().removeIf(number -> !Double.isFinite(number));
        return finite;
    }

    /** No data is unknown and holds the plan, unless the gate says otherwise of its cause. */
    GateReading missing(Side side, String why) {
        return missing(side, side, why);
    }

    private GateReading missing(Side side, Side lacking, String why) {
        return missing(side, NoData.of(figures, split, lacking, why));
    }

    private GateReading missing(Side side, NoData found) {
        Gate gate = figures.gate();
        return switch (found.policy(gate.onNoData())) {
            case HOLD -> reading(side, Verdict.UNKNOWN, found.why());
            case FAIL -> reading(side, Verdict.FAIL, found.why());
            case IGNORE -> reading(side, Verdict.NOT_JUDGED, found.why() + "; the gate ignores it");
        };
    }

    private GateReading reading(Side side, Verdict verdict, String reason) {
        return reading(side, verdict, Optional.empty(), Optional.empty(), reason);
    }

    private GateReading reading(Side side, Verdict verdict, double value, Optional<Double> limit, String reason) {
        return reading(side, verdict, Optional.of(value), limit, reason);
    }

    private GateReading reading(
            Side side, Verdict verdict, Optional<Double> value, Optional<Double> limit, String reason) {
        return new GateReading(
                figures.route().name(),
                side,
                verdict,
                value,
                limit,
                unit(),
                Optional.of(figures.latest()),
                isOfCost() && value.isPresent() ? "an estimate: " + reason : reason);
    }

    private boolean isOfCost() {
        return figures.gate().figure() instanceof Figure.Cost;
    }

    /** The unit of the gate's figure; that of a cost is the currency of the prices. */
    String unit() {
        String unit = figures.gate().figure().unit();
        return isOfCost() ? figures.seen().currency().orElse(unit) : unit;
    }

    private String text(double value) {
        return isOfCost() ? Amounts.money(value, unit()) : Amounts.text(value, unit());
    }
}
