package io.sluice.app.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.app.store.Thinning.Point;
import java.time.Instant;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Long series made shorter. */
class ThinningTest {
    private static List<Point> series(int length, IntPredicate changed) {
        return IntStream.range(0, length)
                .mapToObj(i -> new Point(Instant.ofEpochSecond(i), changed.test(i)))
                .toList();
    }

    private static List<Point> thin(int most, List<Point> series) {
        return Thinning.to(most, series, point -> point);
    }

    @Test
    void what_is_short_stays_as_it_is() {
        List<Point> series = series(10, _ -> false);
        assertThat(thin(10, series)).isEqualTo(series);
    }

    @Test
    void no_more_is_left_than_may_be_and_the_ends_stay() {
        for (int length : new int[] {3, 4, 11, 100, 5_600}) {
            for (int most : new int[] {2, 3, 10, 99, 2_000}) {
                List<Point> series = series(length, i -> i % 3 == 0);
                List<Point> left = thin(most, series);
                assertThat(left)
                        .hasSize(Math.min(length, most))
                        .isSubsetOf(series)
                        .isSortedAccordingTo((one, other) -> one.at().compareTo(other.at()));
                assertThat(left.getFirst()).isEqualTo(series.getFirst());
                assertThat(left.getLast()).isEqualTo(series.getLast());
            }
        }
    }

    @Test
    void the_newer_half_stays_dense() {
        List<Point> series = series(3_000, _ -> false);
        assertThat(thin(2_000, series)).containsAll(series.subList(2_000, 3_000));
    }

    @Test
    void what_changed_something_goes_last() {
        List<Point> series = series(3_000, i -> i % 10 == 5);
        assertThat(thin(500, series))
                .containsAll(series.stream().filter(Point::changed).toList());
    }
}
