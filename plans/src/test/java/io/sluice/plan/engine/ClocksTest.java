package io.sluice.plan.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClocksTest {
    private final ManualClock clock = new ManualClock(Instant.parse("2026-10-25T00:59:30Z"));

    private Clocks read() {
        return Clocks.read(clock, clock::nanoTime);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT1S", "PT-1S", "PT1H", "PT-1H", "P1D", "P-1D", "PT0.2S"})
    void aStepOfTheWallClockIsSeenForWhatItIs(String by) {
        Clocks before = read();
        clock.advance(Duration.ofSeconds(15));
        clock.set(Duration.parse(by));
        assertThat(read().steppedSince(before)).contains(Duration.parse(by));
    }

    @Test
    void timeThatPassesIsNone() {
        Clocks before = read();
        clock.advance(Duration.ofDays(3));
        assertThat(read().steppedSince(before)).isEmpty();
    }

    @Test
    void neitherIsAClockThatIsKeptRightSlowly() {
        Clocks before = read();
        clock.advance(Duration.ofHours(1));
        clock.set(Duration.ofMillis(1800)); // 500 parts per million
        assertThat(read().steppedSince(before)).isEmpty();
    }

    @Test
    void aReadingInWhichTheProcessWasFrozenIsMadeAgain() {
        long[] nanos = {0, 3_000_000_000L, 3_000_000_100L, 3_000_000_200L};
        int[] asked = {0};
        Clocks read = Clocks.read(clock, () -> nanos[asked[0]++]);
        assertThat(read.nanos()).isEqualTo(3_000_000_100L);
    }
}
