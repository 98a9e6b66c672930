package io.sluice.arena;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.arena.Thresholds.Against;
import java.util.List;
import org.junit.jupiter.api.Test;

class TuningTest {
    private static final FlaggerRule NERVOUS = flagger(1.5, 1);
    private static final FlaggerRule SENSIBLE = flagger(5, 3);
    private static final FlaggerRule DULL = flagger(50, 10);

    @Test
    void the_most_sensitive_of_those_that_are_quiet_enough_is_taken() {
        Tuning tuning = new Tuning(Ramp.USUAL, 3, 5, 0.1);

        Tuning.Tuned tuned = tuning.tune(List.of(DULL, NERVOUS, SENSIBLE));

        assertThat(tuned.contestant()).isEqualTo(SENSIBLE);
        assertThat(tuned.reached()).isTrue();
        assertThat(tuned.tried()).isEqualTo(3);
        assertThat(tuned.falseReverts())
                .isEqualTo(tuning.falseReverts(SENSIBLE))
                .isLessThanOrEqualTo(0.1);
    }

    @Test
    void where_none_is_quiet_enough_that_is_said() {
        Tuning.Tuned tuned = new Tuning(Ramp.USUAL, 3, 5, 0).tune(List.of(NERVOUS));

        assertThat(tuned.reached()).isFalse();
        assertThat(tuned.falseReverts()).isPositive();
    }

    @Test
    void a_judge_that_is_let_go_is_the_most_sensitive() {
        assertThat(new Tuning(Ramp.USUAL, 2, 2, 1).tune(List.of(DULL, NERVOUS)).contestant())
                .isEqualTo(NERVOUS);
    }

    private static FlaggerRule flagger(double times, int threshold) {
        return new FlaggerRule(new Thresholds(Against.OTHER_SIDE, 1, times, 3, 99, times), 1, threshold);
    }
}
