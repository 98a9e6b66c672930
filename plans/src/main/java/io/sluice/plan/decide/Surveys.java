package io.sluice.plan.decide;

import io.sluice.plan.Figure;
import io.sluice.plan.Gate;
import io.sluice.plan.Gate.Judge;
import io.sluice.plan.PlanSpec;
import io.sluice.plan.Step;
import io.sluice.plan.Survey;
import io.sluice.traffic.Reading;
import io.sluice.traffic.Reading.Measured;
import io.sluice.traffic.Route;
import io.sluice.traffic.Side;
import io.sluice.traffic.Signal;
import io.sluice.traffic.TimeWindow;
import io.sluice.traffic.Timing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What has to be asked about the traffic before a plan, and what the answers amount to. */
public final class Surveys {
    /** Enough windows to know the traffic by, and few enough that one call brings them. */
    private static final int WINDOWS = 12;

    private Surveys() {}

    /** The metric period of a route that was looked at. */
    static Duration period(Survey survey) {
        return survey.window().length().dividedBy(WINDOWS);
    }

    /** Whether any gate of a plan needs to know. */
    public static boolean wanted(PlanSpec spec) {
        boolean automatic = spec.steps().stream()
                .anyMatch(step ->
                        step instanceof Step.Shift shift && shift.least().isPresent());
        return automatic || spec.gates().stream().anyMatch(Surveys::wanted);
    }

    private static boolean wanted(Gate gate) {
        return switch (gate.judge()) {
            case Judge.Sequential _, Judge.Share _, Judge.Canary _, Judge.Budget _ -> true;
            case Judge.Limits _, Judge.Compare _, Judge.BurnRate _, Judge.OfHook _ -> false;
        };
    }

    /** The figures to ask for: those of the sides that have traffic before the plan, and what all sides cost. */
    public static Set<FigureQuery> queries(PlanSpec spec, Map<String, Timing> timings, Instant now) {
        Set<FigureQuery> queries = new LinkedHashSet<>();
        for (Route route : spec.routes()) {
            for (TimeWindow window : windows(Gates.timingOf(timings, route), now)) {
                for (Side side : spec.expect().sides()) {
                    signals(spec, route)
                            .forEach(signal -> queries.add(FigureQuery.of(route, Optional.of(side), signal, window)));
                }
                for (Figure cost : costs(spec, route)) {
                    route.sides().forEach(side -> queries.add(new FigureQuery(route, Optional.of(side), cost, window)));
                }
            }
        }
        return queries;
    }

    /** What a budget counts from: the gates' own figures, so that another currency is none. */
    private static Set<Figure> costs(PlanSpec spec, Route route) {
        Set<Figure> costs = new LinkedHashSet<>();
        spec.gates().stream()
                .filter(gate -> gate.judge() instanceof Judge.Budget)
                .filter(gate -> gate.routes().contains(route.name()))
                .forEach(gate -> costs.add(gate.figure()));
        return costs;
    }

    private static Set<Signal> signals(PlanSpec spec, Route route) {
        Set<Signal> signals = new LinkedHashSet<>(Set.of(Signal.REQUESTS, Signal.ERROR_RATE));
        spec.gates().stream()
                .filter(gate -> gate.judge() instanceof Judge.Sequential)
                .filter(gate -> gate.routes().contains(route.name()))
                .forEach(gate -> {
                    if (gate.figure() instanceof Figure.OfRoute(Signal signal)) {
                        signals.add(signal);
                    }
                });
        return signals;
    }

    private static List<TimeWindow> windows(Timing timing, Instant now) {
        long period = timing.metricPeriod().toMillis();
        Instant end =
                Instant.ofEpochMilli(Math.floorDiv(now.minus(timing.metricLag()).toEpochMilli(), period) * period);
        List<TimeWindow> windows = new ArrayList<>();
        for (int back = WINDOWS; back > 0; back--) {
            Instant start = end.minusMillis(period * back);
            windows.add(new TimeWindow(start, start.plusMillis(period)));
        }
        return windows;
    }

    /** What the answers say of each route. */
    public static Map<String, Survey> of(
            PlanSpec spec, Map<String, Timing> timings, Instant now, Map<FigureQuery, Reading> readings) {
        Map<String, Survey> surveys = new TreeMap<>();
        for (Route route : spec.routes()) {
            Timing timing = Gates.timingOf(timings, route);
            surveys.put(route.name(), of(spec, route, timing, windows(timing, now), readings));
        }
        return surveys;
    }

    private static Survey of(
            PlanSpec spec, Route route, Timing timing, List<TimeWindow> windows, Map<FigureQuery, Reading> readings) {
        double requests = 0;
        double judged = 0;
        double errors = 0;
        Duration counted = Duration.ZERO;
        for (TimeWindow window : windows) {
            Optional<Double> all = sum(spec, route, Signal.REQUESTS, window, readings);
            if (all.isPresent()) {
                counted = counted.plus(window.length());
                requests += all.get();
            }
            for (Side side : spec.expect().sides()) {
                // Requests of which nobody knows how many failed are none without errors.
                if (value(route, side, Signal.REQUESTS, window, readings) instanceof Measured(double own)
                        && value(route, side, Signal.ERROR_RATE, window, readings)
                                instanceof Measured(double percent)) {
                    judged += own;
                    errors += own * percent / 100;
                }
            }
        }
        double seconds = counted.toMillis() / 1000.0;
        Map<String, Double> scatter = new HashMap<>();
        for (Signal signal : signals(spec, route)) {
            scatter(spec, route, signal, windows, readings).ifPresent(found -> scatter.put(signal.word(), found));
        }
        return new Survey(
                new TimeWindow(windows.getFirst().start(), windows.getLast().end()),
                timing.metricLag(),
                seconds == 0 ? Optional.empty() : Optional.of(requests / seconds),
                judged == 0 ? Optional.empty() : Optional.of(100 * errors / judged),
                scatter,
                costs(spec, route).stream()
                        .flatMap(cost -> costPerHour(route, cost, windows, readings).stream())
                        .findFirst());
    }

    private static Optional<Double> sum(
            PlanSpec spec, Route route, Signal signal, TimeWindow window, Map<FigureQuery, Reading> readings) {
        Optional<Double> sum = Optional.empty();
        for (Side side : spec.expect().sides()) {
            if (value(route, side, signal, window, readings) instanceof Measured(double value)) {
                sum = Optional.of(sum.orElse(0.0) + value);
            }
        }
        return sum;
    }

    /** On average over the windows of which every side's cost is known. */
    private static Optional<Double> costPerHour(
            Route route, Figure cost, List<TimeWindow> windows, Map<FigureQuery, Reading> readings) {
        double sum = 0;
        int known = 0;
        for (TimeWindow window : windows) {
            List<Double> sides = route.sides().stream()
                    .map(side -> readings.get(new FigureQuery(route, Optional.of(side), cost, window)))
                    .flatMap(reading ->
                            reading instanceof Measured(double value) ? Stream.of(value) : Stream.<Double>empty())
                    .toList();
            if (sides.size() == route.sides().size()) {
                known++;
                sum += sides.stream().mapToDouble(Double::doubleValue).sum();
            }
        }
        return known == 0 ? Optional.empty() : Optional.of(sum / known);
    }

    /** From one window to the next, so that a slow change of the day is no scatter; both carry some of it, hence the half. */
    private static Optional<Double> scatter(
            PlanSpec spec, Route route, Signal signal, List<TimeWindow> windows, Map<FigureQuery, Reading> readings) {
        Side largest = spec.expect().sides().stream()
                .max((one, other) ->
                        Integer.compare(spec.expect().share(one), spec.expect().share(other)))
                .orElseThrow();
        double squares = 0;
        int pairs = 0;
        Optional<Double> before = Optional.empty();
        for (TimeWindow window : windows) {
            Optional<Double> here =
                    value(route, largest, signal, window, readings) instanceof Measured(double value) && value > 0
                            ? Optional.of(Math.log(value))
                            : Optional.empty();
            if (here.isPresent() && before.isPresent()) {
                double difference = here.get() - before.get();
                squares += difference * difference / 2;
                pairs++;
            }
            before = here;
        }
        return pairs < 3 ? Optional.empty() : Optional.of(Math.sqrt(squares / pairs));
    }

    private static Reading value(
            Route route, Side side, Signal signal, TimeWindow window, Map<FigureQuery, Reading> readings) {
        return readings.getOrDefault(
                FigureQuery.of(route, Optional.of(side), signal, window), new Reading.Missing("not asked for"));
    }
}
