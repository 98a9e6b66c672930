package io.sluice.traffic;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The integers in which a cloud keeps weights, and the way there and back.
 *
 * <p>Zero stays zero and positive stays positive in both directions: a side never gets its first request, nor loses its
 * last, by rounding.
 *
 * @param largest the largest weight of one backend, 1 to {@value Weights#WHOLE}; for sides that have no range of their own
 * @param ranges sides whose integers are others: as many as they have servers, or so much for each server
 * @param splits whether more than one side can have weight at once
 */
public record WeightScale(int largest, Map<Side, Range> ranges, boolean splits) {
    /** Up to so many combinations of two sides are all tried; beyond that the near ones are. */
    private static final int MOST_TRIED = 100_000;

    /**
     * The integers of one side: the multiples of {@code step} from 0 to {@code step * most}.
     *
     * @param most 0 where the side has nobody to send traffic to
     */
    public record Range(int step, int most) {
        public Range {
            if (step < 1 || most < 0) {
                throw new IllegalArgumentException("a range of %d steps of %d".formatted(most, step));
            }
        }
    }

    public WeightScale {
        ranges = Map.copyOf(ranges);
        if (largest < 1 || largest > Weights.WHOLE) {
            throw new IllegalArgumentException("a scale ends at 1 to " + Weights.WHOLE + ", not " + largest);
        }
    }

    /** Every integer up to the largest, for every side. */
    public WeightScale(int largest) {
        this(largest, Map.of(), true);
    }

    /** A range for each side of the plan; sides that it does not name have the widest of them. */
    public static WeightScale stepped(Map<Side, Range> ranges) {
        int largest = ranges.values().stream()
                .mapToInt(range -> range.step() * range.most())
                .max()
                .orElse(1);
        return new WeightScale(Math.clamp(largest, 1, Weights.WHOLE), ranges, true);
    }

    /** All traffic to one side at a time. */
    public static WeightScale allOrNothing() {
        return new WeightScale(1, Map.of(), false);
    }

    /** Whether there are integers at all that give traffic to just the sides that a split gives it to. */
    public boolean holds(Weights weights) {
        return (splits || weights.sides().size() == 1)
                && weights.sides().stream().allMatch(side -> range(side).most() > 0);
    }

    private Range range(Side side) {
        Range own = ranges.get(side);
        return own == null ? new Range(1, largest) : own;
    }

    /**
     * The smallest integers whose ratio is nearest to the split: 95 % and 5 % are 19 and 1.
     *
     * <p>Every sum that can be the best is tried and the shares are dealt out within the range; the first sum with the
     * smallest worst error wins, so a ratio that can be held exactly is held exactly. Of more than two sides with ranges of
     * their own, those combinations are tried that give one side just its share.
     *
     * @return one positive integer for each side that has a share
     * @throws IllegalArgumentException if the scale does not hold such a split
     */
    public Map<Side, Integer> toNative(Weights weights) {
        if (!holds(weights)) {
            throw new IllegalArgumentException("this scale cannot hold " + weights);
        }
        if (weights.sides().size() == 1) {
            Side side = weights.sides().iterator().next();
            return Map.of(side, fullest(side));
        }
        return ranges.isEmpty() ? nearestSum(weights) : nearestCombination(weights);
    }

    /** What a side that has everything gets: the smallest weight, or all that it has servers for. */
    private int fullest(Side side) {
        Range own = ranges.get(side);
        return own == null ? 1 : own.step() * own.most();
    }

    private Map<Side, Integer> nearestSum(Weights weights) {
        int sides = weights.sides().size();
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

    private Map<Side, Integer> nearestCombination(Weights weights) {
        Map<Side, Integer> best = Map.of();
        double bestError = Double.POSITIVE_INFINITY;
        for (Map<Side, Integer> candidate : combinations(weights)) {
            int sum = candidate.values().stream().mapToInt(Integer::intValue).sum();
            double error = worstError(weights, candidate, sum);
            // Of equally near ones the largest: more servers carry the same ratio better.
            boolean nearer = error < bestError - 1e-9;
            boolean fuller = error < bestError + 1e-9
                    && sum > best.values().stream().mapToInt(Integer::intValue).sum();
            if (nearer || fuller) {
                best = candidate;
                bestError = Math.min(error, bestError);
            }
        }
        return best;
    }

    private List<Map<Side, Integer>> combinations(Weights weights) {
        List<Side> sides = List.copyOf(weights.sides());
        List<Map<Side, Integer>> all = new ArrayList<>();
        if (sides.size() == 2
                && (long) range(sides.getFirst()).most()
                                * range(sides.getLast()).most()
                        <= MOST_TRIED) {
            Range one = range(sides.getFirst());
            Range other = range(sides.getLast());
            for (int i = 1; i <= one.most(); i++) {
                for (int j = 1; j <= other.most(); j++) {
                    all.add(Map.of(sides.getFirst(), i * one.step(), sides.getLast(), j * other.step()));
                }
            }
            return all;
        }
        for (Side exact : sides) {
            for (int steps = 1; steps <= range(exact).most(); steps++) {
                double whole = (double) steps * range(exact).step() / weights.share(exact);
                Map<Side, Integer> candidate = new TreeMap<>();
                for (Side side : sides) {
                    Range range = range(side);
                    long nearest = Math.round(weights.share(side) * whole / range.step());
                    candidate.put(side, Math.clamp(nearest, 1, range.most()) * range.step());
                }
                all.add(candidate);
            }
        }
        return all;
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
