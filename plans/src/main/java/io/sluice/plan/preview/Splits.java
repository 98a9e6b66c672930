package io.sluice.plan.preview;

import static java.util.stream.Collectors.joining;

import io.sluice.plan.PlanSpec;
import io.sluice.plan.RouteWeights;
import io.sluice.traffic.Side;
import io.sluice.traffic.Weights;
import java.util.List;

/** How splits read in a preview. */
final class Splits {
    private Splits() {}

    /** The split that all routes get, or each of them its own. */
    static String of(PlanSpec spec, RouteWeights weights) {
        List<Weights> distinct = weights.byRoute().values().stream().distinct().toList();
        return distinct.size() == 1
                ? of(spec, distinct.getFirst())
                : weights.byRoute().entrySet().stream()
                        .map(route -> route.getKey() + " " + of(spec, route.getValue()))
                        .collect(joining(", "));
    }

    /** The side that traffic goes to is said alone where there are two. */
    static String of(PlanSpec spec, Weights split) {
        List<Side> told =
                spec.to().filter(_ -> spec.sides().size() == 2).map(List::of).orElse(spec.sides());
        return told.stream()
                .map(side -> "%s %s %%".formatted(side, split.percent(side).toPlainString()))
                .collect(joining(" / "));
    }
}
