package io.sluice.traffic;

import static java.util.stream.Collectors.joining;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * A split of traffic: a share in basis points for each side, always the whole.
 *
 * <p>Sides without a share are not kept, so two splits are equal exactly when they send traffic the same way.
 *
 * @param shares basis points, each 1 to {@value #WHOLE}, adding up to {@value #WHOLE}
 */
public record Weights(Map<Side, Integer> shares) {
    /** Basis points in the whole: 100 %. */
    public static final int WHOLE = 10_000;

    public Weights {
        NavigableMap<Side, Integer> positive = new TreeMap<>();
        int sum = 0;
        for (Map.Entry<Side, Integer> share : shares.entrySet()) {
            int basisPoints = share.getValue();
            if (basisPoints < 0 || basisPoints > WHOLE) {
                throw new IllegalArgumentException(
                        "a share is 0 to %d basis points, not %d (%s)".formatted(WHOLE, basisPoints, share.getKey()));
            }
            sum += basisPoints;
            if (basisPoints > 0) {
                positive.put(share.getKey(), basisPoints);
            }
        }
        if (sum != WHOLE) {
            throw new IllegalArgumentException("shares add up to %d basis points, not %d".formatted(sum, WHOLE));
        }
        shares = Collections.unmodifiableNavigableMap(positive);
    }

    /** All traffic to one side. */
    public static Weights allTo(Side side) {
        return new Weights(Map.of(side, WHOLE));
    }

    /** {@code basisPoints} to one side and the rest to the other. */
    public static Weights of(Side side, int basisPoints, Side rest) {
        return new Weights(Map.of(side, basisPoints, rest, WHOLE - basisPoints));
    }

    /** Basis points of a side, 0 where it has none. */
    public int share(Side side) {
        return shares.getOrDefault(side, 0);
    }

    /** The sides that have traffic. */
    public Set<Side> sides() {
        return shares.keySet();
    }

    public boolean has(Side side) {
        return shares.containsKey(side);
    }

    /** Percent of a side, exact. */
    public BigDecimal percent(Side side) {
        BigDecimal percent = BigDecimal.valueOf(share(side), 2).stripTrailingZeros();
        return percent.scale() < 0 ? percent.setScale(0, RoundingMode.UNNECESSARY) : percent;
    }

    @Override
    public String toString() {
        return shares.keySet().stream()
                .map(side -> side + " " + percent(side).toPlainString() + " %")
                .collect(joining(", "));
    }
}
