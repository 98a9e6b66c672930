package io.sluice.provider.azure;

import io.sluice.traffic.Side;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The way from one split to another where each origin is written by itself, and each write takes minutes to reach the edge.
 *
 * <p>What is in force between two writes is traffic too. From 1000:0 to 19:1, the origin that gains written first would have
 * half of everything meanwhile. Only the ratio counts, so the integers can be chosen: those are taken with which no side is
 * ever further out than before and after, if there are such; of these the ones that take the fewest writes, which for
 * the usual percentages is one, so that no half-done pair is there for a crash to leave; of these the largest, which leave
 * most room for the next step. In between, the origin that gains is raised before the other is lowered.
 *
 * @param writes in order
 * @param worst the most that any side is outside of its shares before and after, as a part of all traffic
 */
record FrontDoorPath(List<Write> writes, double worst) {
    /** Differences smaller than this are none. */
    private static final double NOTHING = 1e-9;

    /** One origin's new weight; 0 is disabled. */
    record Write(Side side, int weight) {}

    FrontDoorPath {
        writes = List.copyOf(writes);
    }

    /**
     * The best way to a ratio.
     *
     * @param ratio in its smallest integers; sides that it does not name get nothing
     * @param largest the largest weight of one origin
     */
    static FrontDoorPath toRatio(Map<Side, Integer> from, Map<Side, Integer> ratio, int largest) {
        int biggest = ratio.values().stream().mapToInt(Integer::intValue).max().orElse(1);
        FrontDoorPath best = null;
        for (int factor = largest / biggest; factor >= 1; factor--) {
            Map<Side, Integer> to = new TreeMap<>();
            int by = factor;
            ratio.forEach((side, weight) -> to.put(side, weight * by));
            FrontDoorPath path = to(from, to);
            if (best == null || path.isBetterThan(best)) {
                best = path;
            }
        }
        if (best == null) {
            throw new IllegalArgumentException("no weights up to " + largest + " are in the ratio " + ratio);
        }
        return best;
    }

    /** The best way to just these integers. */
    static FrontDoorPath to(Map<Side, Integer> from, Map<Side, Integer> to) {
        Set<Side> left = new TreeSet<>(from.keySet());
        left.addAll(to.keySet());
        left.removeIf(side -> weight(from, side) == weight(to, side));
        Map<Side, Integer> now = new TreeMap<>(from);
        List<Write> writes = new ArrayList<>();
        double worst = 0;
        while (!left.isEmpty()) {
            Side next = left.stream()
                    .min(Comparator.<Side>comparingDouble(side -> outside(with(now, to, side), from, to))
                            .thenComparingInt(side -> weight(from, side) - weight(to, side)))
                    .orElseThrow();
            left.remove(next);
            now.put(next, weight(to, next));
            writes.add(new Write(next, weight(to, next)));
            worst = Math.max(worst, outside(now, from, to));
        }
        return new FrontDoorPath(writes, worst);
    }

    private boolean isBetterThan(FrontDoorPath other) {
        if (Math.abs(worst - other.worst) > NOTHING) {
            return worst < other.worst;
        }
        return writes.size() < other.writes.size();
    }

    private static Map<Side, Integer> with(Map<Side, Integer> now, Map<Side, Integer> to, Side side) {
        Map<Side, Integer> then = new TreeMap<>(now);
        then.put(side, weight(to, side));
        return then;
    }

    /** How far any side is outside of its shares before and after; all of it where nobody has traffic. */
    private static double outside(Map<Side, Integer> now, Map<Side, Integer> from, Map<Side, Integer> to) {
        double worst = sum(now) == 0 ? 1 : 0;
        Set<Side> sides = new HashSet<>(now.keySet());
        sides.addAll(to.keySet());
        for (Side side : sides) {
            double share = share(now, side);
            double before = share(from, side);
            double after = share(to, side);
            worst = Math.max(worst, Math.max(share - Math.max(before, after), Math.min(before, after) - share));
        }
        return worst < NOTHING ? 0 : worst;
    }

    private static double share(Map<Side, Integer> weights, Side side) {
        double sum = sum(weights);
        return sum == 0 ? 0 : weight(weights, side) / sum;
    }

    private static int sum(Map<Side, Integer> weights) {
        return weights.values().stream().mapToInt(Integer::intValue).sum();
    }

    private static int weight(Map<Side, Integer> weights, Side side) {
        return weights.getOrDefault(side, 0);
    }
}
