package io.sluice.plan.decide;

import static io.sluice.plan.decide.Amounts.number;

import io.sluice.plan.HoldReason;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanState.Baking;
import io.sluice.plan.PlanState.Underway;
import io.sluice.plan.RouteShare;
import io.sluice.plan.RouteShare.Says;
import io.sluice.plan.judge.Counts;
import io.sluice.plan.judge.Finding;
import io.sluice.plan.judge.Power;
import io.sluice.plan.judge.ShareTest;
import io.sluice.plan.judge.ShareTest.Shared;
import io.sluice.traffic.DurationWords;
import io.sluice.traffic.MetricTiming;
import io.sluice.traffic.ObservedRoute;
import io.sluice.traffic.Reading.Measured;
import io.sluice.traffic.Route;
import io.sluice.traffic.Side;
import io.sluice.traffic.Signal;
import io.sluice.traffic.TimeWindow;
import io.sluice.traffic.Weights;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Whether the requests of each route split as its weights say: a route that shows the weights of a step and does nothing about
 * them has not made it. {@code docs/share.md} says what is proved and when that cannot be.
 *
 * <p>A test tells the weights of the step from those before it, by the requests that each side had in windows wholly after the
 * verified write. It may be looked at after every window ({@link ShareTest}).
 */
final class Shares {
    /** The odds of a side may be off by so many times: connections that are kept and few, large clients split no finer. */
    private static final double MOST_TOLERANCE = 1.5;

    /** And by so many in a small step, of which a tolerance that is larger than the step would show nothing. */
    private static final double LEAST_TOLERANCE = 1.2;

    /** What a side without weight may have of the requests: those that were under way when it lost its weight. */
    private static final double MOST_OF_NONE = 0.01;

    /**
     * Balancers that count requests split them one by one, so their windows are exact but for clients that keep connections and
     * are of very different sizes; three times that is no ground to hold a plan.
     */
    private static final ShareTest.Noise NOISE = new ShareTest.Noise(0.15, 0.05);

    /** A disagreement that comes by chance in so many sound steps at most is worth another window before the step goes on. */
    private static final double SUSPECT = 0.05;

    /** So many more windows a step waits then at most: one would do, were a single bad window enough to hold a plan. */
    private static final int MORE_WINDOWS = 2;

    /** What was not proved by then is not proved by more: an hour of minutes, and one call brings them all. */
    private static final int MOST_WINDOWS = 60;

    /** By so many, the youngest, a hold ends: more would have in them what it began with for longer. */
    private static final int WINDOWS_AGAIN = 5;

    private Shares() {}

    /**
     * A first answer.
     *
     * @param suspect whether it would be another, were it not for one window
     */
    record Verdict(RouteShare found, boolean suspect) {}

    /** A route that a step has moved. */
    record Moved(Plan plan, Route route, Weights before, Weights now) {
        /** Every side but the largest, which has what the others do not have. */
        List<Side> told() {
            Side largest = route.sides().stream()
                    .max(Comparator.comparingInt(now::share))
                    .orElseThrow();
            return route.sides().stream().filter(side -> !side.equals(largest)).toList();
        }

        /** By how many times the step has changed the odds of a side, in whatever direction; infinite where they were or are 0. */
        double change(Side side) {
            double times = odds(now, side) / odds(before, side);
            return Double.isNaN(times) ? 1 : Math.max(times, 1 / times);
        }

        /** Half way to the weights before the step, as odds go, so that what agrees with these cannot agree with those. */
        double tolerance(Side side) {
            double change = change(side);
            return change == 1 ? MOST_TOLERANCE : Math.clamp(Math.sqrt(change), LEAST_TOLERANCE, MOST_TOLERANCE);
        }

        private static double odds(Weights weights, Side side) {
            return weights.share(side) / (double) (Weights.WHOLE - weights.share(side));
        }
    }

    /** The figures that a look at {@code now} needs. */
    static Set<FigureQuery> queries(Plan plan, Timings timings, Instant now) {
        Set<FigureQuery> queries = new LinkedHashSet<>();
        for (Route route : plan.spec().routes()) {
            boolean wanted = held(plan)
                    .map(hold -> hold.route().equals(route.name()))
                    .orElseGet(() -> plan.state() instanceof Baking && isOpen(plan, route));
            if (wanted) {
                for (TimeWindow window :
                        windows(plan, timings.route(route.name()).ofMetrics(), now)) {
                    route.sides()
                            .forEach(side ->
                                    queries.add(FigureQuery.of(route, Optional.of(side), Signal.REQUESTS, window)));
                }
            }
        }
        return queries;
    }

    private static Optional<HoldReason.Share> held(Plan plan) {
        return plan.state() instanceof Underway state ? Holds.heldBy(state, HoldReason.Share.class) : Optional.empty();
    }

    /** Every route of which it is not known yet. */
    static List<ShareJudgement> judge(Plan plan, Observation seen) {
        return plan.spec().routes().stream()
                .filter(route -> isOpen(plan, route))
                .flatMap(route -> seen.seen(route.name()).stream().map(shown -> judge(plan, route, shown, seen)))
                .toList();
    }

    /** That a route follows its weights again, by what was counted since an instant. */
    static Optional<RouteShare> again(Plan plan, String name, Instant since, Observation seen) {
        Route route = plan.spec().route(name);
        List<TimeWindow> windows = windows(plan, seen.timing(name).ofMetrics(), seen.at()).stream()
                .filter(window -> !window.start().isBefore(since))
                .toList();
        return seen.seen(name)
                .map(shown -> counted(moved(plan, route, shown), windows, seen).found())
                .filter(share -> share.says() == Says.AGREES);
    }

    private static boolean isOpen(Plan plan, Route route) {
        int step = Gates.followed(plan);
        return step > 0
                && !plan.shares().containsKey(route.name())
                && !plan.before(step).of(route.name()).equals(plan.settled().of(route.name()));
    }

    private static ShareJudgement judge(Plan plan, Route route, ObservedRoute shown, Observation seen) {
        Moved moved = moved(plan, route, shown);
        MetricTiming timing = seen.timing(route.name()).ofMetrics();
        Duration bake = Forward.bakeOf(plan, plan.step());
        Instant baked = plan.verifiedAt().orElseThrow().plus(bake);
        Instant first = SignalWindows.firstComplete(plan, timing, Duration.ZERO, timing.period())
                .orElseThrow();
        Optional<String> why = unprovable(moved, shown, seen);
        if (why.isPresent()) {
            return new ShareJudgement(
                    RouteShare.uncounted(route.name(), Says.NOT_PROVABLE, why.get()), true, Optional.empty());
        }
        List<TimeWindow> windows = windows(plan, timing, seen.at());
        if (windows.isEmpty()) {
            // A gate may keep the step for longer than it bakes, so this is not the last word.
            RouteShare open = first.isAfter(baked)
                    ? RouteShare.uncounted(route.name(), Says.NOT_PROVABLE, tooSoon(bake, timing))
                    : RouteShare.uncounted(route.name(), Says.UNDECIDED, "the first requests are counted by " + first);
            return new ShareJudgement(open, false, Optional.empty());
        }
        Verdict verdict = counted(moved, windows, seen);
        boolean open = verdict.found().says() == Says.UNDECIDED;
        Instant patience = Instants.later(baked, first).plus(timing.period().multipliedBy(MORE_WINDOWS));
        return new ShareJudgement(
                verdict.found(),
                !open || windows.size() >= MOST_WINDOWS,
                SignalWindows.nextComplete(plan, timing, Duration.ZERO, timing.period(), seen.at())
                        .filter(_ -> open && verdict.suspect())
                        .filter(next -> !next.isAfter(patience)));
    }

    private static String tooSoon(Duration bake, MetricTiming timing) {
        return bake.isZero()
                ? "the step does not bake, so no requests are counted in it"
                : "the step bakes for %s, and the requests of a window of %s are counted %s after it"
                        .formatted(
                                DurationWords.write(bake),
                                DurationWords.write(timing.period()),
                                DurationWords.write(timing.lag()));
    }

    private static Moved moved(Plan plan, Route route, ObservedRoute shown) {
        Weights settled = plan.settled().of(route.name());
        // What a coarse scale makes of a split is what its balancer splits by.
        Weights now = shown.shows(settled) ? shown.weights() : settled;
        return new Moved(plan, route, plan.before(Gates.followed(plan)).of(route.name()), now);
    }

    /** Why no number of requests could tell, if none could. */
    private static Optional<String> unprovable(Moved moved, ObservedRoute shown, Observation seen) {
        Route route = moved.route;
        if (!shown.traits().signals().contains(Signal.REQUESTS)) {
            return Optional.of("%s has no count of requests per backend"
                    .formatted(shown.traits().kind()));
        }
        if (shown.stickiness().isPresent()) {
            return Optional.of("clients stay with their backend for %s, whatever the weights say"
                    .formatted(DurationWords.write(shown.stickiness().get())));
        }
        Predicate<Side> known = route.sides()::contains;
        Optional<Side> stranger =
                moved.now.sides().stream().filter(known.negate()).findFirst();
        if (stranger.isPresent()) {
            return Optional.of(
                    "nobody counts the requests of %s, which the plan does not name".formatted(stranger.get()));
        }
        Optional<String> shared = moved.plan.spec().routes().stream()
                .filter(other -> other.ref().provider().equals(route.ref().provider()))
                .filter(other -> route.backends().values().stream().anyMatch(other.backends()::containsValue))
                .filter(other -> seen.seen(other.name())
                        .filter(its -> its.weights().equals(shown.weights()))
                        .isEmpty())
                .map(Route::name)
                .findFirst();
        if (shared.isPresent()) {
            return Optional.of("its backends answer for %s too, by other weights, and are counted together"
                    .formatted(shared.get()));
        }
        return moved.told().stream().allMatch(side -> moved.change(side) < LEAST_TOLERANCE)
                ? Optional.of("the step is smaller than what a split may be off")
                : Optional.empty();
    }

    /** Those of the step that count, the oldest first. */
    private static List<TimeWindow> windows(Plan plan, MetricTiming timing, Instant now) {
        if (held(plan).isPresent()) {
            // What it was held for is known; what counts is whether it still is so.
            return SignalWindows.latest(plan, timing, Duration.ZERO, timing.period(), now, WINDOWS_AGAIN);
        }
        return SignalWindows.first(plan, timing, now, MOST_WINDOWS);
    }

    private static Verdict counted(Moved moved, List<TimeWindow> windows, Observation seen) {
        List<Map<Side, Double>> counts = windows.stream()
                .flatMap(window -> counts(moved.route, window, seen).stream())
                .toList();
        if (counts.isEmpty()) {
            return new Verdict(
                    RouteShare.uncounted(moved.route.name(), Says.UNDECIDED, "no requests were counted"), false);
        }
        Verdict worst = null;
        for (Side side : moved.told()) {
            Verdict verdict = counted(moved, side, counts);
            if (worst == null || badness(verdict) > badness(worst)) {
                worst = verdict;
            }
        }
        if (worst == null) {
            throw new IllegalStateException("a route with one side has no split");
        }
        return worst;
    }

    private static int badness(Verdict verdict) {
        return switch (verdict.found().says()) {
            case DISAGREES -> 3;
            case UNDECIDED -> verdict.suspect() ? 2 : 1;
            case AGREES, NOT_PROVABLE, WAIVED -> 0;
        };
    }

    /**
     * What each side had in a window. Clouds say nothing of a side that had none, so where another was counted it had none; where
     * nobody was, nothing is known.
     */
    static Optional<Map<Side, Double>> counts(Route route, TimeWindow window, Observation seen) {
        Map<Side, Double> counts = new TreeMap<>();
        double all = 0;
        for (Side side : route.sides()) {
            if (seen.reading(route, Optional.of(side), Signal.REQUESTS, window).orElse(null)
                    instanceof Measured(double requests)) {
                if (!(requests >= 0 && requests <= Counts.MOST)) {
                    return Optional.empty();
                }
                counts.put(side, requests);
                all += requests;
            }
        }
        return all > 0 && all <= Counts.MOST ? Optional.of(counts) : Optional.empty();
    }

    private static Verdict counted(Moved moved, Side side, List<Map<Side, Double>> counts) {
        List<Shared> windows = counts.stream()
                .map(window -> Shared.rounded(
                        window.getOrDefault(side, 0.0),
                        window.values().stream()
                                .mapToDouble(Double::doubleValue)
                                .sum()))
                .toList();
        double alpha = RiskBudget.perShare(moved.plan.spec());
        double weight = moved.now.share(side) / (double) Weights.WHOLE;
        double margin = moved.tolerance(side) - 1;
        Finding finding = weight == 0
                ? ShareTest.none(windows, MOST_OF_NONE, alpha, NOISE)
                : ShareTest.judge(windows, weight, margin, alpha, NOISE);
        double needed = weight == 0 ? Power.noneRequests(MOST_OF_NONE) : Power.shareRequests(weight, margin, NOISE);
        long all = windows.stream().mapToLong(Shared::all).sum();
        Says says = switch (finding.answer()) {
            case NOT_WORSE -> Says.AGREES;
            case WORSE -> Says.DISAGREES;
            case UNDECIDED -> Says.UNDECIDED;
        };
        return new Verdict(
                new RouteShare(
                        moved.route.name(),
                        says,
                        Optional.of(side),
                        Optional.of(100 * weight),
                        Optional.of(finding.value()),
                        all,
                        sentence(moved, side, says, finding.value(), all, needed)),
                finding.numbers().getOrDefault("p", 1.0) <= SUSPECT);
    }

    private static String sentence(Moved moved, Side side, Says says, double percent, long all, double needed) {
        String weight = moved.now.percent(side).toPlainString();
        return switch (says) {
            case DISAGREES ->
                "%s says %s %% for %s, which gets %s %% of the requests (of %d)"
                        .formatted(moved.route.name(), weight, side, number(percent), all);
            case AGREES ->
                "%s gets %s %% of %d requests, and the weights say %s %%".formatted(side, number(percent), all, weight);
            case UNDECIDED, NOT_PROVABLE, WAIVED ->
                "%s gets %s %% of %d requests, and the weights say %s %%: too few to tell, it takes about %s"
                        .formatted(side, number(percent), all, weight, about(needed));
        };
    }

    /** Two digits that count. */
    private static String about(double requests) {
        if (!(requests < Counts.MOST)) {
            return "more than there are";
        }
        double digit = Math.pow(10, Math.max(0, Math.floor(Math.log10(Math.max(1, requests))) - 1));
        return number(Math.ceil(requests / digit) * digit);
    }
}
