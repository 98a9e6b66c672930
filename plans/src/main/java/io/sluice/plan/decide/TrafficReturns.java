package io.sluice.plan.decide;

import static io.sluice.plan.decide.Amounts.number;
import static java.util.stream.Collectors.joining;

import io.sluice.plan.Baseline;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent.TrafficBack;
import io.sluice.plan.PlanState.Reverting;
import io.sluice.traffic.MetricTiming;
import io.sluice.traffic.ObservedRoute;
import io.sluice.traffic.Route;
import io.sluice.traffic.Side;
import io.sluice.traffic.Signal;
import io.sluice.traffic.TimeWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How long after a revert was accepted the requests were back where they came from: until a window in which the sides that the
 * baseline gives nothing had next to none. It is found out once the routes are back and have been guarded, so it keeps nothing
 * from going back, and nobody from hearing of it.
 */
final class TrafficReturns {
    /** Less than this share of the requests is none to speak of. */
    private static final double NEXT_TO_NONE = 0.001;

    /** Figures may come a little later than their cloud says. */
    private static final int PERIODS_LATE = 1;

    /** An hour of minutes, and one call brings them all. */
    private static final int MOST_WINDOWS = 60;

    private TrafficReturns() {}

    /**
     * What is known of one route.
     *
     * @param next when more may be known; empty where that is all
     */
    record Known(TrafficBack line, Optional<Instant> next) {}

    /** The figures that a look needs; none before the guard is over, so that no guarding look waits for them. */
    static Set<FigureQuery> queries(Plan plan, Pace pace, Timings timings, Instant now) {
        Set<FigureQuery> queries = new LinkedHashSet<>();
        if (plan.state() instanceof Reverting reverting
                && reverting.back().filter(back -> pace.guardIsOver(back, now)).isPresent()) {
            for (Route route : plan.spec().routes()) {
                if (isOf(plan, route)) {
                    windows(reverting, timings.route(route.name()).ofMetrics(), now)
                            .forEach(window -> route.sides()
                                    .forEach(side -> queries.add(
                                            FigureQuery.of(route, Optional.of(side), Signal.REQUESTS, window))));
                }
            }
        }
        return queries;
    }

    /** Whether the plan may have sent traffic of a route where the baseline sends none. */
    static boolean isOf(Plan plan, Route route) {
        return plan.ledger(route.name()).mayHaveMoved() && !left(plan, route).isEmpty();
    }

    private static List<Side> left(Plan plan, Route route) {
        return route.sides().stream()
                .filter(side -> plan.baseline()
                        .map(baseline -> baseline.of(route.name()))
                        .map(Baseline.OfRoute::weights)
                        .filter(weights -> !weights.has(side))
                        .isPresent())
                .toList();
    }

    private static List<TimeWindow> windows(Reverting reverting, MetricTiming timing, Instant now) {
        return SignalWindows.since(reverting.since(), timing, now, MOST_WINDOWS);
    }

    /** What was counted says of one route. */
    static Known of(Plan plan, Reverting reverting, Route route, Observation seen) {
        Optional<ObservedRoute> shown = seen.seen(route.name());
        if (shown.filter(observed -> !observed.traits().signals().contains(Signal.REQUESTS))
                .isPresent()) {
            return notMeasured(
                    route,
                    "%s has no count of requests per backend"
                            .formatted(shown.orElseThrow().traits().kind()),
                    Optional.empty());
        }
        MetricTiming timing = seen.timing(route.name()).ofMetrics();
        List<Side> left = left(plan, route);
        String names = left.stream().map(Side::name).collect(joining(" and "));
        Optional<String> last = Optional.empty();
        for (TimeWindow window : windows(reverting, timing, seen.at())) {
            Optional<Map<Side, Double>> counts = Shares.counts(route, window, seen);
            if (counts.isPresent()) {
                double all = counts.get().values().stream()
                        .mapToDouble(Double::doubleValue)
                        .sum();
                double theirs = left.stream()
                        .mapToDouble(side -> counts.get().getOrDefault(side, 0.0))
                        .sum();
                if (theirs < NEXT_TO_NONE * all) {
                    return new Known(
                            new TrafficBack(
                                    route.name(),
                                    Optional.of(Duration.between(reverting.since(), window.start())),
                                    "%s had %s %% of %s requests from %s to %s"
                                            .formatted(
                                                    names,
                                                    number(100 * theirs / all),
                                                    number(all),
                                                    window.start(),
                                                    window.end())),
                            Optional.empty());
                }
                last = Optional.of("%s still had %s %% of %s requests from %s to %s"
                        .formatted(names, number(100 * theirs / all), number(all), window.start(), window.end()));
            }
        }
        Instant first = SignalWindows.firstSince(reverting.since(), timing);
        return notMeasured(
                route,
                last.orElseGet(() -> seen.at().isBefore(first)
                        ? "its requests are counted by %s, and the guard was over before".formatted(first)
                        : "no requests were counted"),
                Optional.of(
                                seen.at().isBefore(first)
                                        ? first
                                        : first.plus(timing.period().multipliedBy(PERIODS_LATE)))
                        .filter(seen.at()::isBefore));
    }

    private static Known notMeasured(Route route, String why, Optional<Instant> next) {
        return new Known(new TrafficBack(route.name(), Optional.empty(), "not measured: " + why), next);
    }
}
