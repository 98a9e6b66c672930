package io.sluice.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class JustSeenTest {
    private final AtomicLong nanos = new AtomicLong();
    private final JustSeen<String, Integer> seen = new JustSeen<>(nanos::get);

    @Test
    void a_look_is_good_for_one_write() {
        seen.put("edge", 1);
        seen.put("edge", 2);

        assertThat(seen.take("edge")).contains(2);
        assertThat(seen.take("edge")).isEmpty();
        assertThat(seen.take("api")).isEmpty();
    }

    @Test
    void and_only_for_a_moment() {
        seen.put("edge", 1);
        nanos.addAndGet(Duration.ofMillis(2001).toNanos());

        assertThat(seen.take("edge")).isEmpty();
    }

    @Test
    void it_does_not_grow() {
        for (int i = 0; i < 10_000; i++) {
            seen.put("place " + i, i);
        }
        long kept = java.util.stream.IntStream.range(0, 10_000)
                .filter(i -> seen.take("place " + i).isPresent())
                .count();

        assertThat(kept).isBetween(1L, 1000L);
    }
}
