package io.sluice.app.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClockDifferenceTest {
    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "PT-0.148S, -148 ms",
        "PT9.999S, 9999 ms",
        "PT12.4S, 12 s",
        "PT5M, 5 min",
        "PT59M59.998S, 1 h",
        "PT-1H-30M-20S, -1 h 30 min",
        "PT24H3S, 24 h 3 s"
    })
    void isSaidInWords(Duration difference, String words) {
        assertThat(ClockDifference.words(difference)).isEqualTo(words);
    }
}
