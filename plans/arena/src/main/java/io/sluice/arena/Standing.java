package io.sluice.arena;

import io.sluice.arena.Tuning.Tuned;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What one judge did in the arena.
 *
 * @param name a column's
 * @param tallies of each shape
 */
record Standing(String name, Tuned tuned, Map<Shape, Tally> tallies) {
    /** Plays all shapes, each with the same seeds. */
    static Standing of(String name, Tuned tuned, Ramp ramp, long[] seeds) {
        Map<Shape, Tally> tallies = new LinkedHashMap<>();
        for (Shape shape : Shapes.all()) {
            List<Run> runs = Arrays.stream(seeds)
                    .parallel()
                    .mapToObj(seed -> Run.play(ramp, Traffic.of(shape, seed), tuned.contestant()))
                    .toList();
            tallies.put(shape, Tally.of(runs));
        }
        return new Standing(name, tuned, tallies);
    }

    Tally tally(Shape shape) {
        return Objects.requireNonNull(tallies.get(shape), shape.name());
    }

    /** The share of the runs of harmless shapes that it reverted. */
    double falseReverts() {
        return Shapes.HARMLESS.stream()
                .mapToDouble(shape -> tally(shape).reverted())
                .average()
                .orElseThrow();
    }
}
