package io.sluice.plan.decide;

import io.sluice.plan.Gate;
import io.sluice.plan.Gate.Judge.Compare;
import io.sluice.plan.Gate.Judge.Limits;
import io.sluice.plan.Gate.OnNoData;
import io.sluice.plan.GateReading;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanState.Shifting;
import io.sluice.plan.PlanState.Underway;
import io.sluice.plan.Transitions;
import io.sluice.plan.Verdict;
import io.sluice.traffic.Reading;
import io.sluice.traffic.Reading.Measured;
import io.sluice.traffic.Reading.Missing;
import io.sluice.traffic.Route;
import io.sluice.traffic.Side;
import io.sluice.traffic.Signal;
import io.sluice.traffic.SignalQuery;
import io.sluice.traffic.TimeWindow;
import io.sluice.traffic.Timing;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Judges every gate of a plan on what one look read, and keeps every reason; the worst reading counts.
 *
 * <p>Windows follow one another without gap or overlap from the moment the step's weights were verified, so which window is
 * judged depends on the clock alone, and judging it twice says the same.
 */
public final class Gates {
    private Gates() {}

    /** The figures that a look at {@code now} needs: those of the gates, of the guard and of the sides they compare with. */
    public static Set<SignalQuery> queries(Plan plan, Map<String, Timing> timings, Instant now) {
        Set<SignalQuery> queries = new LinkedHashSet<>();
        for (Route route : plan.spec().routes()) {
            Timing timing = timingOf(timings, route);
            for (Side side : plan.spec().sides()) {
                queries.add(new SignalQuery(route, Optional.of(side), Signal.HEALTHY_TARGETS, moment(now)));
            }
            SignalWindows.latest(plan, timing, timing.metricPeriod(), now)
                    .map(window -> new SignalQuery(route, Optional.empty(), Signal.BALANCER_ERROR_RATE, window))
                    .ifPresent(queries::add);
        }
        for (Gate gate : plan.spec().gates()) {
            for (Route route : routesOf(plan, gate)) {
                window(plan, gate, timingOf(timings, route), now).ifPresent(window -> {
                    for (Side side : sidesOf(plan, gate, route)) {
                        queries.add(new SignalQuery(route, Optional.of(side), gate.signal(), window));
                        if (gate.judge() instanceof Compare(Side with, double _)) {
                            queries.add(new SignalQuery(route, Optional.of(with), gate.signal(), window));
                        }
                    }
                });
            }
        }
        return queries;
    }

    /** The window under which figures of the moment are asked for and found again. */
    static TimeWindow moment(Instant now) {
        return new TimeWindow(now.minusSeconds(1), now);
    }

    /** Every gate's judgement, in the plan's order. */
    public static List<Judgement> judge(Plan plan, Observation seen) {
        return plan.spec().gates().stream().map(gate -> judge(plan, gate, seen)).toList();
    }

    private static Judgement judge(Plan plan, Gate gate, Observation seen) {
        List<GateReading> readings = new ArrayList<>();
        Optional<Instant> due = Optional.empty();
        for (Route route : routesOf(plan, gate)) {
            Timing timing = seen.timing(route.name());
            Set<Side> sides = sidesOf(plan, gate, route);
            Optional<TimeWindow> window = window(plan, gate, timing, seen.at());
            if (window.isPresent()) {
                sides.forEach(side -> readings.add(judge(plan, gate, route, side, window.get(), seen)));
            } else if (!sides.isEmpty()) {
                Optional<Instant> complete = SignalWindows.firstComplete(plan, timing, gate.every());
                due = due.isEmpty() || (complete.isPresent() && complete.get().isAfter(due.get())) ? complete : due;
            }
        }
        return combine(gate, readings, due);
    }

    /** The worst counts; a window that is still open outweighs passes, since they are not the whole look. */
    private static Judgement combine(Gate gate, List<GateReading> readings, Optional<Instant> due) {
        Optional<GateReading> worst =
                readings.stream().max(Comparator.comparingInt(reading -> badness(reading.verdict())));
        if (worst.isPresent() && badness(worst.get().verdict()) > badness(Verdict.PASS)) {
            GateReading reading = worst.get();
            return new Judgement(
                    gate,
                    reading.verdict(),
                    reading.window(),
                    Optional.empty(),
                    reading.route() + ", " + reading.side() + ": " + reading.reason(),
                    readings);
        }
        if (due.isPresent()) {
            String reason = "the first whole window of this step is complete at " + due.get();
            return new Judgement(gate, Verdict.NOT_JUDGED, Optional.empty(), due, reason, readings);
        }
        return worst.filter(reading -> reading.verdict() == Verdict.PASS)
                .map(reading -> new Judgement(
                        gate, Verdict.PASS, reading.window(), Optional.empty(), reading.reason(), readings))
                .orElseGet(() -> new Judgement(
                        gate,
                        Verdict.NOT_JUDGED,
                        Optional.empty(),
                        Optional.empty(),
                        worst.map(GateReading::reason).orElse("no side that it judges has traffic"),
                        readings));
    }

    private static int badness(Verdict verdict) {
        return switch (verdict) {
            case NOT_JUDGED -> 0;
            case PASS -> 1;
            case UNKNOWN -> 2;
            case FAIL -> 3;
        };
    }

    private static GateReading judge(
            Plan plan, Gate gate, Route route, Side side, TimeWindow window, Observation seen) {
        Reading value = read(gate, route, side, window, seen);
        return switch (gate.judge()) {
            case Limits limits -> judgeLimits(gate, route, side, window, value, limits);
            case Compare compare
            when gate.signal().ofTraffic() && !withTraffic(plan, route).contains(compare.with()) ->
                reading(
                        gate,
                        route,
                        side,
                        window,
                        Verdict.NOT_JUDGED,
                        value,
                        Optional.empty(),
                        compare.with() + " has no traffic to compare with");
            case Compare compare ->
                judgeComparison(
                        gate, route, side, window, value, compare, read(gate, route, compare.with(), window, seen));
        };
    }

    private static Reading read(Gate gate, Route route, Side side, TimeWindow window, Observation seen) {
        return seen.reading(route, Optional.of(side), gate.signal(), window)
                .or(() -> seen.reading(route, Optional.of(side), gate.signal(), moment(seen.at())))
                .orElseGet(() -> new Missing("this look did not ask for it"));
    }

    private static GateReading judgeLimits(
            Gate gate, Route route, Side side, TimeWindow window, Reading value, Limits limits) {
        return switch (value) {
            case Missing(String why) -> missing(gate, route, side, window, value, why);
            case Measured(double measured) -> {
                if (limits.max().isPresent() && measured > limits.max().get()) {
                    double max = limits.max().get();
                    yield reading(
                            gate,
                            route,
                            side,
                            window,
                            Verdict.FAIL,
                            value,
                            Optional.of(max),
                            text(measured, gate) + " > " + text(max, gate));
                }
                if (limits.min().isPresent() && measured < limits.min().get()) {
                    double min = limits.min().get();
                    yield reading(
                            gate,
                            route,
                            side,
                            window,
                            Verdict.FAIL,
                            value,
                            Optional.of(min),
                            text(measured, gate) + " < " + text(min, gate));
                }
                String sound = limits.max()
                        .map(max -> text(measured, gate) + " ≤ " + text(max, gate))
                        .orElseGet(() ->
                                text(measured, gate) + " ≥ " + text(limits.min().orElse(0.0), gate));
                yield reading(
                        gate,
                        route,
                        side,
                        window,
                        Verdict.PASS,
                        value,
                        limits.max().or(limits::min),
                        sound);
            }
        };
    }

    private static GateReading judgeComparison(
            Gate gate, Route route, Side side, TimeWindow window, Reading value, Compare compare, Reading other) {
        if (value instanceof Missing(String why)) {
            return missing(gate, route, side, window, value, why);
        }
        if (other instanceof Missing(String why)) {
            return missing(gate, route, side, window, value, compare.with() + ": " + why);
        }
        double measured = ((Measured) value).value();
        double base = ((Measured) other).value();
        double limit = base * (1 + compare.maxIncreasePercent() / 100);
        boolean passes = measured <= limit;
        String reason = "%s %s %s (%s has %s, at most %s %% more)"
                .formatted(
                        text(measured, gate),
                        passes ? "≤" : ">",
                        text(limit, gate),
                        compare.with(),
                        text(base, gate),
                        number(compare.maxIncreasePercent()));
        return reading(
                gate, route, side, window, passes ? Verdict.PASS : Verdict.FAIL, value, Optional.of(limit), reason);
    }

    /** No data is unknown, unless the gate says that it counts as a failure. */
    private static GateReading missing(
            Gate gate, Route route, Side side, TimeWindow window, Reading value, String why) {
        Verdict verdict = gate.onNoData() == OnNoData.FAIL ? Verdict.FAIL : Verdict.UNKNOWN;
        return reading(gate, route, side, window, verdict, value, Optional.empty(), why);
    }

    private static GateReading reading(
            Gate gate,
            Route route,
            Side side,
            TimeWindow window,
            Verdict verdict,
            Reading value,
            Optional<Double> limit,
            String reason) {
        Optional<Double> measured = value instanceof Measured(double number) ? Optional.of(number) : Optional.empty();
        return new GateReading(
                route.name(), side, verdict, measured, limit, gate.signal().unit(), Optional.of(window), reason);
    }

    private static Optional<TimeWindow> window(Plan plan, Gate gate, Timing timing, Instant now) {
        return SignalWindows.latest(plan, timing, gate.every(), now);
    }

    private static List<Route> routesOf(Plan plan, Gate gate) {
        return plan.spec().routes().stream()
                .filter(route -> gate.routes().contains(route.name()))
                .toList();
    }

    /** Sides that the gate judges on a route: of those it names, or every side but {@code from}, the ones with traffic. */
    private static Set<Side> sidesOf(Plan plan, Gate gate, Route route) {
        Set<Side> sides = new LinkedHashSet<>(plan.spec().sides());
        gate.sides().ifPresentOrElse(sides::retainAll, () -> plan.spec().from().ifPresent(sides::remove));
        boolean needsTraffic = gate.signal().ofTraffic() || gate.sides().isEmpty();
        if (needsTraffic) {
            sides.retainAll(withTraffic(plan, route));
        }
        return sides;
    }

    /**
     * The sides that have traffic on a route, and keep it in the step under way: what a side that is being left does not
     * measure any more is no lack of data.
     */
    private static Set<Side> withTraffic(Plan plan, Route route) {
        Set<Side> sides = new LinkedHashSet<>(plan.settled().of(route.name()).sides());
        if (plan.state() instanceof Underway state
                && Transitions.waypoint(state) instanceof Shifting shifting
                && shifting.step() > 0) {
            sides.retainAll(plan.target(shifting.step()).of(route.name()).sides());
        }
        return sides;
    }

    private static Timing timingOf(Map<String, Timing> timings, Route route) {
        Timing timing = timings.get(route.name());
        if (timing == null) {
            throw new IllegalArgumentException("route " + route.name() + " has no timing");
        }
        return timing;
    }

    private static String text(double value, Gate gate) {
        return number(value)
                + switch (gate.signal().unit()) {
                    case "percent" -> " %";
                    case "milliseconds" -> " ms";
                    default -> " " + gate.signal().unit();
                };
    }

    private static String number(double value) {
        return BigDecimal.valueOf(value)
                .setScale(2, RoundingMode.HALF_UP)
                .stripTrailingZeros()
                .toPlainString();
    }
}
