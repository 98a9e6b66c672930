package io.sluice.plan.decide;

import io.sluice.plan.Figure;
import io.sluice.plan.Gate;
import io.sluice.plan.Gate.Judge;
import io.sluice.plan.GateReading;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanSpec;
import io.sluice.plan.PlanState.Shifting;
import io.sluice.plan.PlanState.Underway;
import io.sluice.plan.Step;
import io.sluice.plan.Survey;
import io.sluice.plan.Transitions;
import io.sluice.plan.Verdict;
import io.sluice.traffic.MetricTiming;
import io.sluice.traffic.Route;
import io.sluice.traffic.Side;
import io.sluice.traffic.Signal;
import io.sluice.traffic.TimeWindow;
import io.sluice.traffic.Timing;
import io.sluice.traffic.Weights;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
    /** A day of minutes; what is older says little of now. */
    private static final int MOST_WINDOWS = 1440;

    private Gates() {}

    /** The figures that a look at {@code now} needs: those of the gates, of the guard and of the sides they compare with. */
    public static Set<FigureQuery> queries(Plan plan, Timings timings, Instant now) {
        Set<FigureQuery> queries = new LinkedHashSet<>();
        for (Route route : plan.spec().routes()) {
            MetricTiming timing = timings.route(route.name()).ofMetrics();
            for (Side side : plan.spec().sides()) {
                queries.add(FigureQuery.of(route, Optional.of(side), Signal.HEALTHY_TARGETS, moment(now)));
            }
            SignalWindows.latest(plan, timing, timing.period(), now)
                    .map(window -> FigureQuery.of(route, Optional.empty(), Signal.BALANCER_ERROR_RATE, window))
                    .ifPresent(queries::add);
        }
        queries.addAll(Shares.queries(plan, timings, now));
        for (Gate gate : plan.spec().gates()) {
            for (Route route : routesOf(plan, gate)) {
                Set<Side> sides = sidesOf(plan, gate, route);
                if (!sides.isEmpty() && !(gate.figure() instanceof Figure.OfHook)) {
                    MetricTiming slowest = timings.of(route, gate);
                    queries.addAll(GateFigures.queries(
                            gate,
                            route,
                            sides,
                            withTraffic(plan, route),
                            windows(plan, gate, route, slowest, now, By.FIGURES.mostWindows(gate)),
                            (side, figure) -> known(plan, gate, route, slowest, timings.of(route, side, figure), now)));
                }
            }
        }
        return queries;
    }

    /** What the hooks of gates are to be asked for a look at {@code now}: each about the window that ended last. */
    public static Set<HookQuery> hookQueries(Plan plan, Timings timings, Instant now) {
        Set<HookQuery> queries = new LinkedHashSet<>();
        for (Gate gate : plan.spec().gates()) {
            if (gate.figure() instanceof Figure.OfHook(String hook)) {
                routesOf(plan, gate).stream()
                        .filter(route -> !sidesOf(plan, gate, route).isEmpty())
                        .flatMap(route -> windows(plan, gate, route, timings.of(route, gate), now, 1).stream())
                        .forEach(window -> queries.add(new HookQuery(gate.name(), hook, window)));
            }
        }
        return queries;
    }

    /** The window under which figures of the moment are asked for and found again. */
    public static TimeWindow moment(Instant now) {
        return new TimeWindow(now.minusSeconds(1), now);
    }

    /** Every gate's judgement, in the plan's order. */
    public static List<Judgement> judge(Plan plan, Observation seen) {
        return judge(plan, seen, By.FIGURES);
    }

    static List<Judgement> judge(Plan plan, Observation seen, By by) {
        return plan.spec().gates().stream()
                .map(gate -> judge(plan, gate, seen, by))
                .toList();
    }

    /** What complete windows are judged by. */
    interface By {
        By FIGURES = new By() {
            @Override
            public int mostWindows(Gate gate) {
                return switch (gate.judge()) {
                    case Judge.Limits _, Judge.Compare _, Judge.Budget _, Judge.OfHook _ -> 1;
                    case Judge.Sequential _, Judge.Share _ -> MOST_WINDOWS;
                    case Judge.Canary canary -> fitting(canary.over(), gate.every());
                    case Judge.BurnRate burn -> fitting(burn.longWindow(), gate.every());
                };
            }

            @Override
            public GateReading judge(Plan plan, Judging route, Side side, Observation seen) {
                return route.judge(side);
            }

            @Override
            public List<GateReading> judge(Plan plan, Judge.Budget budget, List<Judging> routes, Observation seen) {
                return spending(plan, budget, routes).judge();
            }
        };

        /** How many windows of a step are looked at together, the youngest of them. */
        int mostWindows(Gate gate);

        /** One side of a route whose window is complete. */
        GateReading judge(Plan plan, Judging route, Side side, Observation seen);

        /** All routes at once. */
        List<GateReading> judge(Plan plan, Judge.Budget budget, List<Judging> routes, Observation seen);
    }

    private static Judgement judge(Plan plan, Gate gate, Observation seen, By by) {
        List<GateReading> readings = new ArrayList<>();
        List<Judging> spent = new ArrayList<>();
        Optional<Instant> due = Optional.empty();
        for (Route route : routesOf(plan, gate)) {
            MetricTiming timing = seen.timings().of(route, gate);
            Set<Side> sides = sidesOf(plan, gate, route);
            List<TimeWindow> windows = windows(plan, gate, route, timing, seen.at(), by.mostWindows(gate));
            if (!windows.isEmpty()) {
                Set<Side> present = withTraffic(plan, route);
                GateFigures figures = new GateFigures(gate, route, present, windows, seen);
                Weights split = plan.settled().of(route.name());
                double alpha = RiskBudget.perTest(plan.spec());
                Judging judging = new Judging(figures, split, onItsWay(plan).isPresent(), alpha);
                if (gate.judge() instanceof Judge.Budget) {
                    spent.add(judging);
                } else {
                    sides.forEach(side -> readings.add(by.judge(plan, judging, side, seen)));
                }
            } else if (!sides.isEmpty()) {
                Optional<Instant> complete =
                        SignalWindows.firstComplete(plan, timing, delay(plan, gate, route.name()), gate.every());
                due = due.isEmpty() || (complete.isPresent() && complete.get().isAfter(due.get())) ? complete : due;
            }
        }
        if (gate.judge() instanceof Judge.Budget budget && due.isEmpty() && !spent.isEmpty()) {
            readings.addAll(by.judge(plan, budget, spent, seen));
        }
        return combine(gate, readings, due);
    }

    /** When the next figure of any gate is complete. */
    static Optional<Instant> next(Plan plan, Observation seen) {
        return plan.spec().gates().stream()
                .flatMap(gate -> gate.routes().stream()
                        .map(route -> SignalWindows.nextComplete(
                                plan,
                                seen.timings().of(plan.spec().route(route), gate),
                                delay(plan, gate, route),
                                gate.every(),
                                seen.at())))
                .flatMap(Optional::stream)
                .min(Instant::compareTo);
    }

    private static Spending spending(Plan plan, Judge.Budget budget, List<Judging> routes) {
        return new Spending(budget, routes, costBefore(plan, routes));
    }

    private static Optional<Double> costBefore(Plan plan, List<Judging> routes) {
        double sum = 0;
        for (Judging judging : routes) {
            Optional<Double> cost = Optional.ofNullable(
                            plan.surveys().get(judging.figures().route().name()))
                    .flatMap(Survey::costPerHour);
            if (cost.isEmpty()) {
                return Optional.empty();
            }
            sum += cost.get();
        }
        return Optional.of(sum);
    }

    /** The worst counts; a window that is still open outweighs passes, since they are not the whole look. */
    private static Judgement combine(Gate gate, List<GateReading> readings, Optional<Instant> due) {
        Optional<GateReading> worst =
                readings.stream().reduce((one, other) -> other.verdict().isWorseThan(one.verdict()) ? other : one);
        if (worst.isPresent() && worst.get().verdict().isWorseThan(Verdict.PASS)) {
            GateReading reading = worst.get();
            return new Judgement(
                    gate,
                    reading.verdict(),
                    reading.window(),
                    Optional.empty(),
                    isOfAll(gate, reading)
                            ? reading.reason()
                            : reading.route() + ", " + reading.side() + ": " + reading.reason(),
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

    /** Whether what a reading says is true of all routes and sides together. */
    private static boolean isOfAll(Gate gate, GateReading reading) {
        return gate.judge() instanceof Judge.OfHook
                || (gate.judge() instanceof Judge.Budget && reading.verdict() == Verdict.FAIL);
    }

    /** The windows that a gate is judged over, the oldest first. */
    private static List<TimeWindow> windows(
            Plan plan, Gate gate, Route route, MetricTiming timing, Instant now, int most) {
        return SignalWindows.latest(plan, timing, delay(plan, gate, route.name()), gate.every(), now, most);
    }

    /**
     * The same windows, and of who is faster than others that the gate waits for also the younger ones: who keeps no past has
     * to be asked when they end.
     */
    private static List<TimeWindow> known(
            Plan plan, Gate gate, Route route, MetricTiming slowest, MetricTiming own, Instant now) {
        MetricTiming timing = new MetricTiming(slowest.period(), own.lag());
        int ahead = atMost(slowest.lag().minus(own.lag()), gate.every());
        return windows(plan, gate, route, timing, now, By.FIGURES.mostWindows(gate) + ahead);
    }

    /** How long a gate judges nothing of what traffic follows now. */
    static Duration delay(Plan plan, Gate gate, String route) {
        return delay(plan.spec(), gate, followed(plan), route);
    }

    /** The step whose weights were verified last: the one under way is not yet, and a pause has none of its own. */
    static int followed(Plan plan) {
        int step = onItsWay(plan)
                .filter(next -> plan.settled().equals(next == 1 ? plan.spec().expected() : plan.target(next - 1)))
                .map(next -> next - 1)
                .orElse(plan.step());
        while (step > 0 && !(plan.spec().step(step) instanceof Step.Shift)) {
            step--;
        }
        return step;
    }

    /** How long a gate judges nothing at a step, counted from 1, because a side gets its first traffic then. */
    static Duration delay(PlanSpec spec, Gate gate, int step, String route) {
        if (step == 0 || !(spec.step(step) instanceof Step.Shift shift)) {
            return Duration.ZERO;
        }
        Set<Side> begin = spec.judged(gate);
        begin.retainAll(shift.weights().of(route).sides());
        begin.removeAll(spec.before(step, route).sides());
        return begin.isEmpty() ? Duration.ZERO : gate.initialDelay();
    }

    private static int fitting(Duration time, Duration window) {
        return Math.max(1, atMost(time, window));
    }

    /** How many windows of a time there are at most, the last one cut off. */
    private static int atMost(Duration time, Duration window) {
        return Math.toIntExact(Math.clamp(time.plus(window).minusNanos(1).dividedBy(window), 0, MOST_WINDOWS));
    }

    private static List<Route> routesOf(Plan plan, Gate gate) {
        return plan.spec().routes().stream()
                .filter(route -> gate.routes().contains(route.name()))
                .toList();
    }

    /** Sides that the gate judges on a route: of those it names, or every side but {@code from}, the ones with traffic. */
    private static Set<Side> sidesOf(Plan plan, Gate gate, Route route) {
        if (gate.judge() instanceof Judge.Budget) {
            return Set.copyOf(plan.spec().sides()); // those without traffic have targets that run
        }
        Set<Side> sides = plan.spec().judged(gate);
        boolean needsTraffic = gate.figure().ofTraffic() || gate.sides().isEmpty();
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
        onItsWay(plan)
                .ifPresent(step ->
                        sides.retainAll(plan.target(step).of(route.name()).sides()));
        return sides;
    }

    /** The step whose weights the plan is about to reach, if it is. */
    private static Optional<Integer> onItsWay(Plan plan) {
        return plan.state() instanceof Underway state
                        && Transitions.waypoint(state) instanceof Shifting shifting
                        && shifting.step() > 0
                ? Optional.of(shifting.step())
                : Optional.empty();
    }

    static Timing timingOf(Map<String, Timing> timings, Route route) {
        Timing timing = timings.get(route.name());
        if (timing == null) {
            throw new IllegalArgumentException("route " + route.name() + " has no timing");
        }
        return timing;
    }
}
