package io.sluice.app.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ClockWatchTest {
    private Instant wall = Instant.parse("2026-11-24T22:00:00Z");
    private long nanos;
    private final AtomicInteger woken = new AtomicInteger();
    private final ClockWatch watch = new ClockWatch("a clock", () -> wall, () -> nanos, woken::incrementAndGet);

    private void pass(Duration time) {
        wall = wall.plus(time);
        nanos += time.toNanos();
    }

    @Test
    void wakesAllOnceForEachTimeThatTheClockIsSet() {
        pass(Duration.ofSeconds(1));
        watch.look();
        assertThat(woken).hasValue(0);
        wall = wall.minus(Duration.ofHours(1));
        watch.look();
        assertThat(woken).hasValue(1);
        pass(Duration.ofSeconds(1));
        watch.look();
        assertThat(woken).hasValue(1);
        wall = wall.plus(Duration.ofDays(1));
        watch.look();
        assertThat(woken).hasValue(2);
    }

    @Test
    void whatFailsIsTriedAgainAndStopsNoWatch() {
        ClockWatch failing = new ClockWatch("a clock", () -> wall, () -> nanos, () -> {
            if (woken.incrementAndGet() == 1) {
                throw new StackOverflowError("just once");
            }
        });
        wall = wall.minus(Duration.ofHours(1));
        failing.look();
        pass(Duration.ofSeconds(1));
        failing.look();
        assertThat(woken).hasValue(2);
        pass(Duration.ofSeconds(1));
        failing.look();
        assertThat(woken).hasValue(2);
    }
}
