package io.sluice.arena;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiceTest {
    @ParameterizedTest(name = "{0} trials at {1}")
    @CsvSource({"1, 0.5", "10, 0.3", "17, 0.99", "200, 0.001", "5000, 0.02", "30000, 0.5", "100, 0", "100, 1"})
    void a_binomial_has_its_mean_and_variance(int trials, double probability) {
        int draws = 20_000;
        Dice dice = Dice.of(3, trials);
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < draws; i++) {
            int drawn = dice.binomial(trials, probability);
            assertThat(drawn).isBetween(0, trials);
            sum += drawn;
            squares += (double) drawn * drawn;
        }
        double mean = sum / draws;
        double variance = squares / draws - mean * mean;
        double expected = trials * probability * (1 - probability);

        // Five standard errors of a mean, and of a variance that is nearly normal's or Poisson's.
        assertThat(mean).isCloseTo(trials * probability, within(5 * Math.sqrt(expected / draws) + 1e-9));
        assertThat(variance)
                .isCloseTo(expected, within(5 * Math.sqrt((2 * expected * expected + expected) / draws) + 1e-6));
    }

    @Test
    void a_path_has_draws_of_its_own() {
        assertThat(Dice.of(1, 2).uniform()).isEqualTo(Dice.of(1, 2).uniform());
        assertThat(Dice.of(1, 2).uniform())
                .isNotEqualTo(Dice.of(2, 1).uniform())
                .isNotEqualTo(Dice.of(1, 3).uniform());
    }
}
