package io.sluice.traffic;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The integer range in which a cloud keeps weights, and the way there and back.
 *
 * <p>Zero stays zero and positive stays positive in both directions: a side never gets its first request, nor loses its
 * last, by rounding.
 *
 * @param largest the largest weight of one backend, 1 to {@value Weights#WHOLE}
 */
public record WeightScale(int largest) {
    public WeightScale {
        if (largest < 1 || largest > Weights.WHOLE) {
            throw new IllegalArgumentException("a scale ends at 1 to " + Weights.WHOLE + ", not " + largest);
        }
    }

    /**
     * The smallest integers whose ratio is nearest to the split: 95 % and 5 % are 19 and 1.
     *
     * <p>Every sum that can be the best is tried and the shares are dealt out within the range; the first sum with the
     * smallest worst error wins, so a ratio that can be held exactly is held exactly.
     *
     * @return one integer, 1 to {@code largest}, for each side that has a share
     */
    public Map<Side, Integer> toNative(Weights weights) {
        int sides = weights.sides().size();
        if (sides == 1) {
            return Map.of(weights.sides().iterator().next(), 1);
        }
        long biggest = Collections.max(weights.shares().values());
        Map<Side, Integer> best = Map.of();
        double bestError = Double.POSITIVE_INFINITY;
        for (int sum = sides; sum <= largest * sides && bestError > 0; sum++) {
            if (biggest * sum / Weights.WHOLE > largest + sides) {
                break; // the biggest share has outgrown the range by more than all others together can make up for
            }
            Map<Side, Integer> dealt = deal(weights.shares(), Weights.WHOLE, sum, largest);
            double error = worstError(weights, dealt, sum);
            if (error < bestError) {
                best = dealt;
                bestError = error;
            }
        }
        return best;
    }

    /**
     * What integers of the cloud mean as a split, to the nearest basis point.
     *
     * @throws IllegalArgumentException if no weight is positive: such a split sends traffic nowhere anybody documents
     */
    public static Weights toWeights(Map<Side, Integer> natives) {
        Map<Side, Integer> positive = new TreeMap<>();
        natives.forEach((side, weight) -> {
            if (weight > 0) {
                positive.put(side, weight);
            }
        });
        int sum = positive.values().stream().mapToInt(Integer::intValue).sum();
        if (sum == 0) {
            throw new IllegalArgumentException("no backend has weight: " + natives);
        }
        return new Weights(deal(positive, sum, Weights.WHOLE, Weights.WHOLE));
    }

    /** The split that the cloud really makes of the one asked for. */
    public Weights reachable(Weights weights) {
        return toWeights(toNative(weights));
    }

    /**
     * Deals {@code parts} out in proportion to {@code shares} of {@code total}, 1 to {@code most} each: what is left goes
     * where most is owed, and what was given too much comes from where least is.
     */
    private static Map<Side, Integer> deal(Map<Side, Integer> shares, int total, int parts, int most) {
        Map<Side, Integer> dealt = new TreeMap<>();
        Map<Side, Long> owed = new TreeMap<>();
        int left = parts;
        for (Map.Entry<Side, Integer> share : shares.entrySet()) {
            long exact = (long) share.getValue() * parts;
            int given = Math.clamp(exact / total, 1, most);
            dealt.put(share.getKey(), given);
            owed.put(share.getKey(), exact - (long) given * total);
            left -= given;
        }
        int step = left > 0 ? 1 : -1;
        for (; left != 0; left -= step) {
            Side side = neediest(dealt, owed, step, step > 0 ? most : 1);
            dealt.merge(side, step, Integer::sum);
            owed.merge(side, (long) -step * total, Long::sum);
        }
        return dealt;
    }

    /** The side that one more part, or one less, brings nearest to what it is owed; not one that is at the bound. */
    private static Side neediest(Map<Side, Integer> dealt, Map<Side, Long> owed, int step, int bound) {
        return owed.entrySet().stream()
                .filter(side -> dealt.getOrDefault(side.getKey(), bound) != bound)
                .reduce((one, other) -> other.getValue() * step > one.getValue() * step ? other : one)
                .orElseThrow()
                .getKey();
    }

    private static double worstError(Weights weights, Map<Side, Integer> dealt, int sum) {
        double worst = 0;
        for (Map.Entry<Side, Integer> weight : dealt.entrySet()) {
            long difference = (long) weight.getValue() * Weights.WHOLE - (long) weights.share(weight.getKey()) * sum;
            worst = Math.max(worst, Math.abs(difference) / (double) sum);
        }
        return worst;
    }
}
