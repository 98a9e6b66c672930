package io.sluice.app.cluster;

import io.sluice.plan.PlanId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One plan of a shuttle.
 *
 * @param there from the first side to the second, or back again
 * @param steps the percentages of the side that it moves to
 * @param submittedAt before the first node was asked
 * @param plan the plan
 * @param revertedBy the plan that puts it back, once somebody was told that it will: itself, unless it had ended
 */
record Leg(
        String name,
        List<Lane> lanes,
        boolean there,
        List<Integer> steps,
        Instant submittedAt,
        PlanId plan,
        Optional<PlanId> revertedBy) {

    static String file(String name, List<Lane> lanes, boolean there, List<Integer> steps, String bake) {
        return """
                apiVersion: sluice/v1
                name: %s
                from: %s
                to: %s
                routes:
                %s
                steps:
                %s
                stepTimeout: 1h
                """.formatted(
                        name,
                        there ? "first" : "second",
                        there ? "second" : "first",
                        lanes.stream().map(lane -> "  - " + lane.inPlan()).collect(Collectors.joining("\n")),
                        steps.stream()
                                .map(step -> "  - setWeight: {percent: %d, bake: %s}".formatted(step, bake))
                                .collect(Collectors.joining("\n")));
    }

    Leg revertedBy(PlanId id) {
        return new Leg(name, lanes, there, steps, submittedAt, plan, Optional.of(id));
    }

    /** What the lanes show of their second side before it. */
    int baseline() {
        return there ? 0 : 100;
    }

    /** What the lanes show of their second side at each step. */
    List<Integer> shown() {
        return steps.stream().map(step -> there ? step : 100 - step).toList();
    }
}
