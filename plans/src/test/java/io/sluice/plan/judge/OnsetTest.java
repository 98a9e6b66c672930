package io.sluice.plan.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class OnsetTest {
    @Test
    void whatHasBegunAndWhatMayStillBeginAddUpToAllTheBelief() {
        double begun = 0;
        for (int window = 0; window < 10_000; window++) {
            begun += Onset.at(window);
            assertThat(begun + Onset.after(window)).isCloseTo(1, within(1e-12));
        }
    }

    @Test
    void noWindowIsBeyondBelief() {
        assertThat(Onset.at(0)).isEqualTo(0.5);
        assertThat(Onset.at(100_000)).isPositive();
        assertThat(Onset.after(100_000)).isPositive();
    }
}
