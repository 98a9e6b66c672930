package io.sluice.plan.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The two pure functions and the loop together, over any order of lost, late, stale and doubled calls, missing data, strangers,
 * operators, and a process that may die between any two lines.
 */
class RandomWalkTest {
    private static final int WALKS = Integer.getInteger("sluice.walks", 20_000);
    private static final long FIRST_SEED = Long.getLong("sluice.seed", 1);

    @Test
    void noWalkEverBreaksAPromise() {
        Optional<String> failure = LongStream.range(FIRST_SEED, FIRST_SEED + WALKS)
                .parallel()
                .mapToObj(seed -> failure(seed, UnaryOperator.identity()))
                .flatMap(Optional::stream)
                .findFirst();
        assertThat(failure)
                .as("rerun one seed with -Dsluice.walks=1 -Dsluice.seed=N")
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aSeededBugIsFound(SeededBug bug) {
        Optional<String> failure = LongStream.range(1, 2_000)
                .parallel()
                .mapToObj(seed -> failure(seed, bug))
                .flatMap(Optional::stream)
                .findAny();
        assertThat(failure).as("no walk noticed " + bug).isPresent();
    }

    private static Optional<String> failure(long seed, UnaryOperator<PlanStore> bug) {
        Simulation walk = new Simulation(seed, bug);
        try {
            walk.run();
            return Optional.empty();
        } catch (AssertionError | RuntimeException e) {
            return Optional.of("seed " + seed + ": " + e + "\n" + walk.story());
        }
    }
}
