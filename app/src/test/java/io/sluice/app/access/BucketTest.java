package io.sluice.app.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BucketTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void itGivesItsBurstAtOnceAndThenItsRateAndNeverMore() {
        Bucket bucket = new Bucket(2, 3, 0);
        for (int i = 0; i < 3; i++) {
            assertThat(bucket.take(0)).isEmpty();
        }
        assertThat(bucket.take(0)).contains(Duration.ofMillis(500));
        assertThat(bucket.take(SECOND / 4)).contains(Duration.ofMillis(250));
        assertThat(bucket.take(SECOND / 2)).isEmpty();
        assertThat(bucket.take(SECOND / 2)).isPresent();
        for (int i = 0; i < 3; i++) {
            assertThat(bucket.take(3600 * SECOND))
                    .as("no more than its burst, however long it waited")
                    .isEmpty();
        }
        assertThat(bucket.take(3600 * SECOND)).isPresent();
    }
}
