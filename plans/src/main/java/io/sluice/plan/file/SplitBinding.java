package io.sluice.plan.file;

import io.sluice.traffic.Side;
import io.sluice.traffic.Weights;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads a whole split: every side of the plan, together 100 %. */
final class SplitBinding {
    private SplitBinding() {}

    static Optional<Weights> bind(Written split, PlanSides sides) {
        Map<Side, Integer> shares = new TreeMap<>();
        split.fields().forEach((name, share) -> {
            Optional<Integer> basisPoints = Percent.basisPoints(share);
            if (!sides.has(name)) {
                share.fault("is no side of this plan; its sides are " + sides);
            } else if (basisPoints.isPresent()) {
                shares.put(new Side(name), basisPoints.get());
            }
        });
        for (Side side : sides.all()) {
            if (!split.json().has(side.name())) {
                split.missing(side.name(), "is missing; a split names every side, 0 where it has nothing");
            }
        }
        if (shares.size() < sides.all().size() || shares.size() < split.json().size()) {
            return Optional.empty();
        }
        int sum = shares.values().stream().mapToInt(Integer::intValue).sum();
        if (sum != Weights.WHOLE) {
            split.fault("adds up to " + Percent.write(sum) + ", not 100 %");
            return Optional.empty();
        }
        return Optional.of(new Weights(shares));
    }
}
