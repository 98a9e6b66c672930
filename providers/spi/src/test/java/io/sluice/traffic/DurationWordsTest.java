package io.sluice.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationWordsTest {
    @ParameterizedTest
    @CsvSource({"90s, PT90S", "30m, PT30M", "12h, PT12H", "2d, PT48H", "0s, PT0S"})
    void reads(String text, Duration expected) {
        assertThat(DurationWords.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "90", "s", "1.5h", "-1s", "1w", "PT5M", "5 m"})
    void refusesEverythingElse(String text) {
        assertThatThrownBy(() -> DurationWords.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void saysHowItIsWritten() {
        assertThatThrownBy(() -> DurationWords.parse("soon")).hasMessageContaining("90s, 30m, 12h or 2d, not soon");
    }
}
