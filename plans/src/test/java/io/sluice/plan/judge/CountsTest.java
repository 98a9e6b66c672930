package io.sluice.plan.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CountsTest {
    @Test
    void theShareIsThatOfAllEventsOnBothSides() {
        assertThat(new Counts(1, 50, 2, 950).share()).isEqualTo(0.05);
        assertThat(new Counts(0, 10, 0, 0).share()).isEqualTo(1);
        assertThat(new Counts(0, 0, 0, 10).share()).isZero();
    }

    @ParameterizedTest(name = "{0} here and {1} there: {2}")
    @CsvSource({"1, 1, true", "0, 1, false", "1, 0, false", "0, 0, false"})
    void onlyAWindowInWhichBothSidesHadEventsTellsThemApart(long total, long otherTotal, boolean comparable) {
        assertThat(new Counts(0, total, 0, otherTotal).comparable()).isEqualTo(comparable);
    }

    @ParameterizedTest(name = "{0} of {1} and {2} of {3}")
    @CsvSource({"2, 1, 0, 1", "0, 1, 2, 1", "-1, 1, 0, 1", "0, 1, -1, 1", "0, -1, 0, 1", "0, 1, 0, -1"})
    void moreBadEventsThanEventsCannotBe(long bad, long total, long otherBad, long otherTotal) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Counts(bad, total, otherBad, otherTotal))
                .withMessageStartingWith("no counts");
    }
}
