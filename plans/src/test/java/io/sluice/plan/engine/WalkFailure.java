package io.sluice.plan.engine;

import static java.util.stream.Collectors.joining;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A walk that breaks a promise.
 *
 * @param left what was left out of it
 */
record WalkFailure(long seed, Optional<SeededBug> bug, Set<Integer> left, String why, Simulation walk) {

    /** What the walk of a seed breaks. */
    static Optional<WalkFailure> find(long seed, Optional<SeededBug> bug) {
        return find(seed, bug, Set.of());
    }

    private static Optional<WalkFailure> find(long seed, Optional<SeededBug> bug, Set<Integer> left) {
        Simulation walk = new Simulation(seed, left, bug);
        try {
            walk.run();
            return Optional.empty();
        } catch (AssertionError | RuntimeException e) {
            return Optional.of(new WalkFailure(seed, bug, left, e.toString(), walk));
        }
    }

    /** The same without anything that need not have happened for a promise to be broken. */
    WalkFailure shrunk() {
        WalkFailure smallest = this;
        for (boolean smaller = true; smaller; ) {
            smaller = false;
            for (Happenings.Timed happening : smallest.walk.happenings().reversed()) {
                Set<Integer> more = new HashSet<>(smallest.left);
                more.add(happening.number());
                Optional<WalkFailure> still = find(seed, bug, more);
                if (still.isPresent()) {
                    smallest = still.get();
                    smaller = true;
                }
            }
        }
        return smallest;
    }

    /** All that somebody needs to understand it. */
    String told() {
        WalkFailure shrunk = shrunk();
        List<Happenings.Timed> happenings = shrunk.walk.happenings();
        return "seed %d: %s%nof all that happens in it this is enough for%n%s:%n%s%n%n%s"
                .formatted(
                        seed,
                        why,
                        shrunk.why,
                        happenings.stream().map(Object::toString).collect(joining("\n")),
                        shrunk.walk.story());
    }
}
