package io.sluice.plan.preview;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * What a rehearsal foresees is what the engine does: the same writes in the same order with the same integers at the same moments,
 * where no call takes time and people answer at once. The build draws {@value #USUAL}; {@code docs/preview.md} has the command that draws 10,000.
 */
class PreviewedIsWhatRunsTest {
    private static final int USUAL = 1_000;
    private static final int PLANS = Integer.getInteger("sluice.previews", USUAL);
    private static final long FIRST_SEED = Long.getLong("sluice.seed", 1);

    /** One in so many at most is never open, or has a step that bakes longer than any of its windows; it is one in 500. */
    private static final int LEFT_OUT = 100;

    @Test
    void every_write_that_is_foreseen_is_made_and_no_other() {
        AtomicInteger leftOut = new AtomicInteger();
        Optional<String> failure = LongStream.range(FIRST_SEED, FIRST_SEED + PLANS)
                .parallel()
                .mapToObj(seed -> failure(seed, leftOut))
                .flatMap(Optional::stream)
                .findFirst();

        assertThat(failure)
                .as("rerun one plan with -Dsluice.previews=1 -Dsluice.seed=N")
                .isEmpty();
        assertThat(leftOut).as("of %d plans", PLANS).hasValueLessThanOrEqualTo(1 + PLANS / LEFT_OUT);
    }

    private static Optional<String> failure(long seed, AtomicInteger leftOut) {
        AnyPlan any = new AnyPlan(seed);
        try {
            if (!any.comparesWithItsRun()) {
                leftOut.incrementAndGet();
            }
            return Optional.empty();
        } catch (AssertionError | RuntimeException e) {
            return Optional.of("seed " + seed + ": " + e + "\n" + any.story());
        }
    }
}
