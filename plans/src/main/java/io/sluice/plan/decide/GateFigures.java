package io.sluice.plan.decide;

import io.sluice.plan.Figure;
import io.sluice.plan.Gate;
import io.sluice.plan.Gate.Judge;
import io.sluice.plan.HookAnswer;
import io.sluice.plan.judge.Counts;
import io.sluice.traffic.Reading;
import io.sluice.traffic.Reading.Measured;
import io.sluice.traffic.Reading.Missing;
import io.sluice.traffic.Route;
import io.sluice.traffic.Side;
import io.sluice.traffic.Signal;
import io.sluice.traffic.TimeWindow;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * The figures that one gate needs of one route: which they are, and what a look found.
 *
 * @param present the sides that have traffic
 * @param windows of the step, the oldest first; at least one
 */
record GateFigures(Gate gate, Route route, Set<Side> present, List<TimeWindow> windows, Observation seen) {
    private static final Figure REQUESTS = new Figure.OfRoute(Signal.REQUESTS);
    private static final Figure HEARTBEAT = new Figure.OfRoute(Signal.HEARTBEAT);

    GateFigures {
        windows = List.copyOf(windows);
    }

    /**
     * What has to be asked so that the gate can be judged on these sides, now or later.
     *
     * @param windows that are judged now
     * @param known the windows of which a figure is to be asked
     */
    static Set<FigureQuery> queries(
            Gate gate,
            Route route,
            Set<Side> judged,
            Set<Side> present,
            List<TimeWindow> windows,
            BiFunction<Side, Figure, List<TimeWindow>> known) {
        Set<Side> asked = new LinkedHashSet<>(judged);
        other(gate.judge()).ifPresent(asked::add);
        if (gate.judge() instanceof Judge.Share) {
            asked.addAll(present);
        }
        Set<FigureQuery> queries = new LinkedHashSet<>();
        for (Side side : asked) {
            for (Figure part : parts(gate)) {
                known.apply(side, part)
                        .forEach(window -> queries.add(new FigureQuery(route, Optional.of(side), part, window)));
            }
        }
        if (isOfTraffic(gate) && !windows.isEmpty()) {
            // Who has requests at all tells why a figure is missing; where nobody has, a sign of life of the metrics
            // does.
            present.forEach(
                    side -> queries.add(new FigureQuery(route, Optional.of(side), REQUESTS, windows.getLast())));
            queries.add(new FigureQuery(route, Optional.empty(), HEARTBEAT, windows.getLast()));
        }
        return queries;
    }

    /** The side that a judge compares with. */
    static Optional<Side> other(Judge judge) {
        return switch (judge) {
            case Judge.Compare compare -> Optional.of(compare.with());
            case Judge.Sequential sequential -> Optional.of(sequential.with());
            case Judge.Canary canary -> Optional.of(canary.with());
            case Judge.Limits _, Judge.Share _, Judge.BurnRate _, Judge.Budget _, Judge.OfHook _ -> Optional.empty();
        };
    }

    /** The figures that a gate judges, one but for a score of several metrics. */
    static List<Figure> judged(Gate gate) {
        return gate.judge() instanceof Judge.Canary canary
                ? canary.metrics().stream().map(Gate.ScoredMetric::figure).toList()
                : List.of(gate.figure());
    }

    /** All figures that anybody is asked for so that the gate can be judged. */
    static Set<Figure> asked(Gate gate) {
        Set<Figure> asked = parts(gate);
        if (isOfTraffic(gate)) {
            asked.add(REQUESTS);
        }
        return asked;
    }

    private static boolean isOfTraffic(Gate gate) {
        return judged(gate).stream().anyMatch(Figure::ofTraffic);
    }

    private static Set<Figure> parts(Gate gate) {
        Set<Figure> parts = new LinkedHashSet<>();
        judged(gate).forEach(figure -> parts.addAll(parts(gate.judge(), figure)));
        return parts;
    }

    /**
     * What is asked for one value: a rate is made of counts, and tests of rates want the counts themselves; those of percentiles
     * want to know of how many requests.
     */
    private static List<Figure> parts(Judge judge, Figure judged) {
        boolean counts = judge instanceof Judge.Sequential || judge instanceof Judge.BurnRate;
        return switch (judged) {
            case Figure.Rate(Figure bad, Figure total) -> List.of(bad, total);
            case Figure.OfRoute(Signal signal) when counts && signal == Signal.ERROR_RATE -> List.of(judged, REQUESTS);
            case Figure.OfRoute _
            when judge instanceof Judge.Sequential && leastRequests(judged) > 0 -> List.of(judged, REQUESTS);
            case Figure figure -> List.of(figure);
        };
    }

    /** Of how many requests a window must be so that a test can weigh the figure: a percentile of fewer is a single request. */
    static int leastRequests(Figure figure) {
        return switch (figure) {
            case Figure.OfRoute(Signal signal) when signal == Signal.LATENCY_P50 -> 2;
            case Figure.OfRoute(Signal signal) when signal == Signal.LATENCY_P95 -> 20;
            case Figure.OfRoute(Signal signal) when signal == Signal.LATENCY_P99 -> 100;
            case Figure _ -> 0;
        };
    }

    /** The same look at another figure. */
    GateFigures of(Figure figure) {
        return new GateFigures(gate.withFigure(figure), route, present, windows, seen);
    }

    /** What the gate's hook said of the last window, if it has one and this look asked. */
    Optional<HookAnswer> said() {
        return gate.figure() instanceof Figure.OfHook(String hook)
                ? seen.answer(new HookQuery(gate.name(), hook, latest()))
                : Optional.empty();
    }

    TimeWindow latest() {
        return windows.getLast();
    }

    /** The gate's figure for a side over a window. */
    Reading value(Side side, TimeWindow window) {
        return value(side, gate.figure(), window);
    }

    Reading value(Side side, Figure figure, TimeWindow window) {
        if (!(figure instanceof Figure.Rate)) {
            return read(side, figure, window);
        }
        return switch (counts(side, figure, window)) {
            case Counted(double wrong, double all) when all > 0 -> new Measured(100 * wrong / all);
            case Counted _ -> new Missing("no events from " + window.start() + " to " + window.end());
            case NotCounted(String why) -> new Missing(why);
        };
    }

    /** How many events of a window were bad, if that is known. */
    sealed interface Events {}

    /**
     * As the source gave them; one that extrapolates has parts of an event.
     *
     * @param bad 0 to {@code total}
     */
    record Counted(double bad, double total) implements Events {}

    record NotCounted(String why) implements Events {}

    /** Bad and all events of a side in a window; a figure that is no rate has none. */
    Events counts(Side side, TimeWindow window) {
        return counts(side, gate.figure(), window);
    }

    private Events counts(Side side, Figure counted, TimeWindow window) {
        return switch (counted) {
            case Figure.Rate(Figure bad, Figure total) ->
                switch (count(side, bad, window)) {
                    case Missing(String why) -> new NotCounted(why);
                    case Measured(double wrong) ->
                        // Where all events are bad and both counts are extrapolated, either may come out the larger.
                        count(side, total, window) instanceof Measured(double all) && wrong < all + 1
                                ? new Counted(Math.min(wrong, all), all)
                                : new NotCounted("there is no total that fits " + wrong + " bad events");
                };
            case Figure figure ->
                switch (requests(side, window)) {
                    case Measured(double all) when all == 0 -> new Counted(0, 0);
                    case Measured(double all) ->
                        switch (read(side, figure, window)) {
                            case Measured(double percent)
                            when percent < 0 -> new NotCounted(percent + " % is no share of requests");
                            case Measured(double percent) -> new Counted(Math.min(percent / 100 * all, all), all);
                            case Missing(String why) -> new NotCounted(why);
                        };
                    case Missing(String why) -> new NotCounted(why);
                };
        };
    }

    Reading requests(Side side, TimeWindow window) {
        return count(side, REQUESTS, window);
    }

    /** What cannot have been counted is no count. */
    private Reading count(Side side, Figure figure, TimeWindow window) {
        Reading reading = read(side, figure, window);
        return reading instanceof Measured(double events) && !(events >= 0 && events <= Counts.MOST)
                ? new Missing(events + " is no count of events")
                : reading;
    }

    /** Whether there is a count that tells why a figure is missing. */
    boolean hasEvents() {
        return gate.figure().ofTraffic() || gate.figure() instanceof Figure.Rate;
    }

    /** How much there was to measure: all events of a rate that is made of counts, of anything else the requests. */
    Reading events(Side side, TimeWindow window) {
        return gate.figure() instanceof Figure.Rate(Figure _, Figure total)
                ? count(side, total, window)
                : requests(side, window);
    }

    /** Whether the metrics of the route arrive; of events that are not its requests it would say nothing. */
    Reading heartbeat() {
        return seen.reading(new FigureQuery(route, Optional.empty(), HEARTBEAT, latest()))
                .filter(_ -> gate.figure().ofTraffic() && !(gate.figure() instanceof Figure.Rate))
                .orElseGet(() -> new Missing("nobody was asked for a sign of life of its metrics"));
    }

    private Reading read(Side side, Figure figure, TimeWindow window) {
        return seen.reading(new FigureQuery(route, Optional.of(side), figure, window))
                .or(() -> seen.reading(new FigureQuery(route, Optional.of(side), figure, Gates.moment(seen.at()))))
                .orElseGet(() -> new Missing("this look did not ask for it"));
    }
}
