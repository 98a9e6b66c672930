package io.sluice.plan.decide;

import io.sluice.plan.Baseline;
import io.sluice.plan.Plan;
import io.sluice.plan.RevertCause;
import io.sluice.plan.RevertCause.Kind;
import io.sluice.traffic.MetricTiming;
import io.sluice.traffic.ObservedRoute;
import io.sluice.traffic.Reading;
import io.sluice.traffic.Reading.Measured;
import io.sluice.traffic.Reading.Missing;
import io.sluice.traffic.Route;
import io.sluice.traffic.Side;
import io.sluice.traffic.Signal;
import io.sluice.traffic.TimeWindow;
import io.sluice.traffic.Weights;
import java.util.List;
import java.util.Optional;

/**
 * The built-in check of what no gate of a side's own metrics can show: a side that cannot answer at all.
 *
 * @param balancerErrorPercent the most that a route's balancer itself may answer with server errors
 */
record Guard(double balancerErrorPercent) {

    /** Why the plan must go back now, if it must: a side has traffic and nobody to answer it. */
    Optional<RevertCause> alarm(Plan plan, Observation seen) {
        for (Route route : plan.spec().routes()) {
            Weights weights = seen.seen(route.name())
                    .map(ObservedRoute::weights)
                    .orElseGet(() -> plan.settled().of(route.name()));
            for (Side side : plan.spec().sides()) {
                if (weights.has(side) && health(route, side, seen) instanceof Health.Dead) {
                    return Optional.of(RevertCause.automatic(
                            Kind.GUARD, "%s has traffic on %s and no healthy target".formatted(side, route.name())));
                }
            }
            Optional<RevertCause> balancer = balancerAlarm(plan, route, seen);
            if (balancer.isPresent()) {
                return balancer;
            }
        }
        return Optional.empty();
    }

    private Optional<RevertCause> balancerAlarm(Plan plan, Route route, Observation seen) {
        MetricTiming timing = seen.timing(route.name()).ofMetrics();
        Optional<TimeWindow> window = SignalWindows.latest(plan, timing, timing.period(), seen.at());
        Optional<Reading> reading =
                window.flatMap(asked -> seen.reading(route, Optional.empty(), Signal.BALANCER_ERROR_RATE, asked));
        if (reading.isPresent()
                && reading.get() instanceof Measured(double percent)
                && percent > balancerErrorPercent) {
            return Optional.of(RevertCause.automatic(
                    Kind.GUARD,
                    "the balancer of %s itself answers %.2f %% of requests with errors (at most %.2f %%)"
                            .formatted(route.name(), percent, balancerErrorPercent)));
        }
        return Optional.empty();
    }

    /** Why the baseline is no place to go back to, if it is not: a side that it gives traffic has no healthy target. */
    Optional<String> noWayBack(Plan plan, Observation seen) {
        for (Route route : plan.spec().routes()) {
            Weights baseline = plan.baseline()
                    .map(frozen -> frozen.of(route.name()))
                    .map(Baseline.OfRoute::weights)
                    .orElseGet(() -> plan.settled().of(route.name()));
            Optional<String> unfit = unfit(route, List.copyOf(baseline.sides()), seen);
            if (unfit.isPresent()) {
                return unfit;
            }
        }
        return Optional.empty();
    }

    /** Why one of these sides is not fit for traffic on a route, as far as its cloud can tell; not knowing is not fit. */
    static Optional<String> unfit(Route route, List<Side> sides, Observation seen) {
        for (Side side : sides) {
            switch (health(route, side, seen)) {
                case Health.Alive _, Health.NotKept _ -> {}
                case Health.Dead _ -> {
                    return Optional.of("%s has no healthy target on %s".formatted(side, route.name()));
                }
                case Health.NotKnown(String why) -> {
                    return Optional.of("the health of %s on %s is not known (%s)".formatted(side, route.name(), why));
                }
            }
        }
        return Optional.empty();
    }

    /** Whether somebody is there to answer for a side. */
    private sealed interface Health {
        record Alive() implements Health {}

        record Dead() implements Health {}

        record NotKnown(String why) implements Health {}

        /** The cloud keeps no such figure for this kind of route. */
        record NotKept() implements Health {}
    }

    private static Health health(Route route, Side side, Observation seen) {
        Optional<ObservedRoute> observed = seen.seen(route.name());
        if (observed.isPresent() && !observed.get().traits().signals().contains(Signal.HEALTHY_TARGETS)) {
            return new Health.NotKept();
        }
        Reading reading = seen.reading(route, Optional.of(side), Signal.HEALTHY_TARGETS, Gates.moment(seen.at()))
                .orElseGet(() -> new Missing("it was not asked for"));
        return switch (reading) {
            case Measured(double targets) -> targets > 0 ? new Health.Alive() : new Health.Dead();
            case Missing(String why) -> new Health.NotKnown(why);
        };
    }
}
