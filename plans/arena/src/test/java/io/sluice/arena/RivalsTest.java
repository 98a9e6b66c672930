package io.sluice.arena;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rivals are tried fairly: each with many settings, and with comparisons that it can make. */
class RivalsTest {
    @Test
    void every_rival_has_a_grid_without_doubles() {
        Stream.of(Rivals.flagger(), Rivals.argo(), Rivals.codeDeploy(), Rivals.kayenta())
                .forEach(grid ->
                        assertThat((List<?>) grid).hasSizeGreaterThan(1000).doesNotHaveDuplicates());
    }

    @Test
    void settings_are_said_in_words() {
        assertThat(Contestants.RIVALS.values()).allMatch(one -> !one.settings().isBlank());
        assertThat(new FlaggerRule(new Thresholds(Thresholds.Against.USUAL, 5, 1.5, 3, 99, 2), 1, 10).settings())
                .isEqualTo("errors > 1.5x and >= 3, p99 > 2x of the usual over 5 min; interval 1 min, threshold 10");
    }
}
