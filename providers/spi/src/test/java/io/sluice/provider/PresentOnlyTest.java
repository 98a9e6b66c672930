package io.sluice.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.traffic.TimeWindow;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PresentOnlyTest {
    private static final Instant END = Instant.parse("2026-11-24T22:00:00Z");
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    @Test
    void answersForAWindowThatHasJustEnded() {
        assertThat(missing(Duration.ZERO)).isFalse();
        assertThat(missing(Duration.ofSeconds(70))).isFalse();
    }

    @Test
    void keepsNoPastAndKnowsNoFuture() {
        assertThat(missing(Duration.ofSeconds(71))).isTrue();
        assertThat(missing(Duration.ofSeconds(-1))).isTrue();
    }

    private static boolean missing(Duration after) {
        return PresentOnly.missing(new TimeWindow(END.minusSeconds(60), END), END.plus(after), DEADLINE)
                .isPresent();
    }
}
