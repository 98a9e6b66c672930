package io.sluice.plan.preview;

import io.sluice.plan.PlanEvent.Purpose;
import io.sluice.plan.preview.Rehearsal.Written;
import io.sluice.traffic.Side;
import io.sluice.traffic.WeightScale;
import io.sluice.traffic.Weights;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * One call that will ask a route for other weights, in the words of its cloud.
 *
 * @param number counts the plan's writes from 1
 * @param step for which it is, counted from 1; 0 is the start
 * @param wanted what is asked for; a revert asks for what was there
 * @param from the cloud's integers before it, of every side that the route lists
 * @param to the same after it
 */
public record NativeWrite(
        int number,
        Instant at,
        int step,
        String route,
        Purpose purpose,
        Weights wanted,
        Map<Side, Integer> from,
        Map<Side, Integer> to) {
    public NativeWrite {
        from = Collections.unmodifiableMap(new TreeMap<>(from));
        to = Collections.unmodifiableMap(new TreeMap<>(to));
    }

    static NativeWrite of(Written written) {
        return new NativeWrite(
                written.intent().write(),
                written.at(),
                written.step(),
                written.intent().route(),
                written.intent().purpose(),
                written.intent().to().orElseGet(() -> WeightScale.toWeights(written.to())),
                written.from(),
                written.to());
    }

    /** By how many percentage points the side that is worst off has more or less than was asked for. */
    public double error() {
        long sum = to.values().stream().mapToLong(Integer::intValue).sum();
        Set<Side> sides = new HashSet<>(to.keySet());
        sides.addAll(wanted.sides());
        return sides.stream()
                .mapToDouble(side -> Math.abs(percent(side, sum) - 100.0 * wanted.share(side) / Weights.WHOLE))
                .max()
                .orElse(0);
    }

    private double percent(Side side, long sum) {
        return sum == 0 ? 0 : 100.0 * to.getOrDefault(side, 0) / sum;
    }
}
