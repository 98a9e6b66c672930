package io.sluice.plan;

import io.sluice.plan.judge.MannWhitney;
import io.sluice.traffic.Side;
import io.sluice.traffic.Signal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A condition on a figure that must hold while traffic is on the new side.
 *
 * @param every how often it is judged, and how long a window it is judged over
 * @param initialDelay how long nothing is judged after a side first gets traffic, so that cold caches are no verdict; the bake waits
 *     for it. Healthy targets are watched all the same
 * @param failureLimit it fails when failures within one step exceed this number
 * @param routes the routes it is judged on; per route and side, the worst counts
 * @param sides empty: every side but {@code from} that has weight
 */
public record Gate(
        String name,
        Figure figure,
        Duration every,
        Duration initialDelay,
        Judge judge,
        OnFail onFail,
        NoDataPolicy onNoData,
        OnUndecided onUndecided,
        int failureLimit,
        Set<String> routes,
        Optional<Set<Side>> sides) {
    public Gate {
        routes = Set.copyOf(routes);
        sides = sides.map(Set::copyOf);
    }

    /** A gate on a portable signal that judges from the first window on, and to which all missing data are one. */
    public Gate(
            String name,
            Signal signal,
            Duration every,
            Judge judge,
            OnFail onFail,
            OnNoData onNoData,
            int failureLimit,
            Set<String> routes,
            Optional<Set<Side>> sides) {
        this(
                name,
                new Figure.OfRoute(signal),
                every,
                Duration.ZERO,
                judge,
                onFail,
                NoDataPolicy.always(onNoData),
                OnUndecided.PROCEED,
                failureLimit,
                routes,
                sides);
    }

    /** The same gate on another figure. */
    public Gate withFigure(Figure other) {
        return new Gate(
                name, other, every, initialDelay, judge, onFail, onNoData, onUndecided, failureLimit, routes, sides);
    }

    /** What a failing gate does to its plan. */
    public enum OnFail {
        REVERT,
        HOLD
    }

    /** What missing data means to a gate. */
    public enum OnNoData {
        HOLD,
        FAIL,
        IGNORE
    }

    /** What a gate that cannot decide yet does to a bake whose time is over. */
    public enum OnUndecided {
        PROCEED,
        WAIT
    }

    /**
     * What missing data means, by its cause.
     *
     * @param idle nobody asked anything of the side, nor of the others more than would explain it
     * @param notApplied others have requests and the side has none, although it has weight
     * @param pipeline there should be figures and there are none
     */
    public record NoDataPolicy(OnNoData idle, OnNoData notApplied, OnNoData pipeline) {
        public static NoDataPolicy always(OnNoData what) {
            return new NoDataPolicy(what, what, what);
        }
    }

    /** The condition itself. */
    public sealed interface Judge {
        /** Passes while the value stays inside the limits, both included; at least one is given. */
        record Limits(Optional<Double> min, Optional<Double> max) implements Judge {}

        /**
         * Passes while the value is at most so much above, and where that is given below, what the other side shows in the
         * same window.
         *
         * @param maxIncreasePercent of the other side's value, 0 or more
         * @param maxDecreasePercent of the other side's value, 0 to 100
         */
        record Compare(Side with, double maxIncreasePercent, Optional<Double> maxDecreasePercent) implements Judge {
            public Compare(Side with, double maxIncreasePercent) {
                this(with, maxIncreasePercent, Optional.empty());
            }
        }

        /**
         * Fails once the windows of the step together show that the value is more than so much above the other side's, with
         * the risk that the plan allows; may be looked at as often as one likes.
         */
        record Sequential(Side with, double maxIncreasePercent) implements Judge {}

        /**
         * Fails once the step's requests show that they do not split as the weights say.
         *
         * @param marginPercent how far the odds may be off, above 0
         */
        record Share(double marginPercent) implements Judge {}

        /**
         * Fails while Kayenta's test of the step's windows, scored over one metric or several, stays below a mark. Meant for
         * few looks; see {@link io.sluice.plan.judge.MannWhitney}.
         *
         * @param over how far it looks back within the step
         * @param pass the score from which it passes, 0 to 100
         * @param marginal the score below which it fails; between the two it is undecided
         * @param groups the weights of groups of metrics in percent; those that are not named share the rest
         * @param metrics at least one
         * @param ofGate whether the only metric is the gate's own figure, and not one of a list
         */
        record Canary(
                Side with,
                Duration over,
                double pass,
                double marginal,
                Map<String, Double> groups,
                List<ScoredMetric> metrics,
                boolean ofGate)
                implements Judge {
            public Canary {
                groups = Map.copyOf(groups);
                metrics = List.copyOf(metrics);
            }
        }

        /**
         * Fails while errors eat up the budget of an objective faster than {@code maxRate} times its even pace, over both
         * windows at once: the long one so that it matters, the short one so that it is still so.
         *
         * @param objectivePercent of requests that shall be good, above 0 and below 100
         */
        record BurnRate(double objectivePercent, Duration longWindow, Duration shortWindow, double maxRate)
                implements Judge {}

        /**
         * Passes while an hour costs at most so much more than before, all sides of all the gate's routes together.
         *
         * @param most in the currency of the gate's figure, 0 or more
         */
        record Budget(double most) implements Judge {}

        /** Passes while the hook that is the gate's figure says so; it is asked once for all routes and sides. */
        record OfHook() implements Judge {}
    }

    /** One of the metrics that a canary judge scores. */
    public record ScoredMetric(
            String name, Figure figure, MannWhitney test, String group, boolean critical, boolean mustHaveData) {}
}
