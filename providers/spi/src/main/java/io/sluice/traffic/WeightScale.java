package io.sluice.traffic;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
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
     * <p>Every sum that the range can hold is tried and the shares are dealt out by largest remainder; the first sum with
     * the smallest worst error wins, so a ratio that can be held exactly is held exactly.
     *
     * @return one integer, 1 to {@code largest}, for each side that has a share
     * @throws IllegalArgumentException if there are more sides than the range has room for
     */
    public Map<Side, Integer> toNative(Weights weights) {
        if (weights.sides().size() == 1) {
            return Map.of(weights.sides().iterator().next(), 1);
        }
        Map<Side, Integer> best = Map.of();
        double bestError = Double.POSITIVE_INFINITY;
        int sides = weights.sides().size();
        for (int sum = sides; sum <= largest * sides && bestError > 0; sum++) {
            Map<Side, Integer> dealt = deal(weights.shares(), Weights.WHOLE, sum);
            if (dealt.values().stream().allMatch(weight -> weight <= largest)) {
                double error = worstError(weights, dealt, sum);
                if (error < bestError) {
                    best = dealt;
                    bestError = error;
                }
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
        return new Weights(deal(positive, sum, Weights.WHOLE));
    }

    /** The split that the cloud really makes of the one asked for. */
    public Weights reachable(Weights weights) {
        return toWeights(toNative(weights));
    }

    /** Deals {@code parts} out in proportion to {@code shares} of {@code total}, at least 1 each, by largest remainder. */
    private static Map<Side, Integer> deal(Map<Side, Integer> shares, int total, int parts) {
        Map<Side, Integer> dealt = new TreeMap<>();
        Map<Side, Long> remainders = new HashMap<>();
        int left = parts;
        for (Map.Entry<Side, Integer> share : shares.entrySet()) {
            long exact = (long) share.getValue() * parts;
            int floor = (int) Math.max(1, exact / total);
            dealt.put(share.getKey(), floor);
            remainders.put(share.getKey(), exact - (long) floor * total);
            left -= floor;
        }
        List<Side> hungriest = new ArrayList<>(dealt.keySet());
        Comparator<Side> byRemainder = Comparator.comparing(remainders::get);
        if (left >= 0) {
            hungriest.sort(byRemainder.reversed().thenComparing(Comparator.naturalOrder()));
            for (int i = 0; i < left; i++) {
                dealt.merge(hungriest.get(i % hungriest.size()), 1, Integer::sum);
            }
        } else {
            // Raising tiny shares to 1 spent more than there was: the largest give it back.
            hungriest.sort(Comparator.comparing((Side side) -> dealt.get(side)).reversed());
            dealt.merge(hungriest.getFirst(), left, Integer::sum);
        }
        return dealt;
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
