package io.sluice.plan.preview;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * What a rehearsal foresees is what the engine does: the same writes in the same order with the same integers, each within one
 * interval of looks. The build tries 500, {@code
 * -Dsluice.previews=10000} tries all.
 */
class PreviewedIsWhatRunsTest {
    private static final int PLANS = Integer.getInteger("sluice.previews", 500);
    private static final long FIRST_SEED = Long.getLong("sluice.seed", 1);

    @Test
    void every_write_that_is_foreseen_is_made_and_no_other() {
        Optional<String> failure = LongStream.range(FIRST_SEED, FIRST_SEED + PLANS)
                .parallel()
                .mapToObj(PreviewedIsWhatRunsTest::failure)
                .flatMap(Optional::stream)
                .findFirst();

        assertThat(failure)
                .as("rerun one plan with -Dsluice.previews=1 -Dsluice.seed=N")
                .isEmpty();
    }

    private static Optional<String> failure(long seed) {
        AnyPlan any = new AnyPlan(seed);
        try {
            any.comparesWithItsRun();
            return Optional.empty();
        } catch (AssertionError | RuntimeException e) {
            return Optional.of("seed " + seed + ": " + e + "\n" + any.story());
        }
    }
}
