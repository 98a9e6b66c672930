package io.sluice.plan;

import io.sluice.traffic.Side;
import io.sluice.traffic.Signal;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * A condition on a signal that must hold while traffic is on the new side.
 *
 * @param every how often it is judged, and how long a window it is judged over
 * @param failureLimit it fails when failures within one step exceed this number
 * @param routes the routes it is judged on; per route and side, the worst counts
 * @param sides empty: every side but {@code from} that has weight
 */
public record Gate(
        String name,
        Signal signal,
        Duration every,
        Judge judge,
        OnFail onFail,
        OnNoData onNoData,
        int failureLimit,
        Set<String> routes,
        Optional<Set<Side>> sides) {
    public Gate {
        routes = Set.copyOf(routes);
        sides = sides.map(Set::copyOf);
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

    /** The condition itself. */
    public sealed interface Judge {
        /** Passes while the value stays inside the limits, both included; at least one is given. */
        record Limits(Optional<Double> min, Optional<Double> max) implements Judge {}

        /**
         * Passes while the value is at most so much above what the other side shows in the same window.
         *
         * @param maxIncreasePercent of the other side's value, 0 or more
         */
        record Compare(Side with, double maxIncreasePercent) implements Judge {}
    }
}
