package io.sluice.plan.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The two pure functions and the loop together, on one to three nodes, over any order of lost, late, stale and doubled calls, missing
 * data, strangers, operators, a store that is away or does not say what it did, and processes that die or are frozen between any
 * two lines. docs/simulation.md lists what goes wrong and what is watched.
 */
class RandomWalkTest {
    private static final int WALKS = Integer.getInteger("sluice.walks", 20_000);
    private static final long FIRST_SEED = Long.getLong("sluice.seed", 1);

    @Test
    void noWalkEverBreaksAPromise() {
        long began = System.nanoTime();
        Optional<String> failure = LongStream.concat(
                        KeptSeeds.all().stream().mapToLong(Long::longValue),
                        LongStream.range(FIRST_SEED, FIRST_SEED + WALKS))
                .parallel()
                .mapToObj(seed -> WalkFailure.find(seed, Optional.empty()))
                .flatMap(Optional::stream)
                .findFirst()
                .map(WalkFailure::told);
        assertThat(failure)
                .as("rerun one seed with -Dsluice.walks=1 -Dsluice.seed=N")
                .isEmpty();
        System.out.printf("%d walks in %d s, no promise broken%n", WALKS, (System.nanoTime() - began) / 1_000_000_000);
    }

    @ParameterizedTest
    @EnumSource
    void aSeededBugIsFound(SeededBug bug) {
        AtomicBoolean found = new AtomicBoolean();
        LongStream.range(1, 2_000)
                .parallel()
                .filter(_ -> !found.get())
                .filter(seed -> WalkFailure.find(seed, Optional.of(bug)).isPresent())
                .forEach(_ -> found.set(true));
        assertThat(found).as("no walk noticed " + bug).isTrue();
    }
}
