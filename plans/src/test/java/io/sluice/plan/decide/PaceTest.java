package io.sluice.plan.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaceTest {
    private static final Instant BACK = Instant.parse("2026-11-24T08:00:00Z");

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 1", "2, 2", "3, 4", "4, 8", "5, 16", "6, 30", "7, 30", "2000000000, 30"})
    void thePauseDoublesUpToItsLongest(int attempts, int seconds) {
        assertThat(Pace.STANDARD.pauseAfter(attempts)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 2", "2, 5", "4, 5", "5, 10", "10, 30", "29, 30", "30, 45", "100, 115"})
    void aRevertedRouteIsLookedAtMoreAndMoreRarely(long now, long look) {
        assertThat(Pace.STANDARD.nextGuardLook(BACK, BACK.plusSeconds(now))).isEqualTo(BACK.plusSeconds(look));
    }

    @Test
    void theGuardIsOverWithItsLastLook() {
        assertThat(Pace.STANDARD.guardIsOver(BACK, BACK.plusSeconds(29))).isFalse();
        assertThat(Pace.STANDARD.guardIsOver(BACK, BACK.plusSeconds(30))).isTrue();
    }

    @Test
    void aPaceGoesForward() {
        Duration second = Duration.ofSeconds(1);
        assertThatThrownBy(() -> new Pace(Duration.ZERO, second, second, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Pace(second, second, Duration.ZERO, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
