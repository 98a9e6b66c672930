package io.sluice.plan.judge;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.plan.judge.Finding.Answer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is foretold is what happens: half of all runs decide about then. */
class PowerTest {
    private static final int RUNS = 101;

    @ParameterizedTest
    @CsvSource({
        // requests a window, share of the judged side, percent of errors, margin
        "6000, 0.10, 1.0, 0.5",
        "6000, 0.50, 1.0, 0.5",
        "6000, 0.10, 0.1, 1.0",
        "60000, 0.50, 1.0, 0.5",
        "600, 0.50, 5.0, 0.25"
    })
    void rates(int requests, double share, double percent, double margin) {
        double foretold = Power.rateWindows(requests * percent / 100, share, margin);

        int median = median(run -> {
            SplittableRandom random = new SplittableRandom(run);
            List<Counts> windows = new ArrayList<>();
            long here = Math.round(requests * share);
            while (windows.size() < 3_000) {
                windows.add(new Counts(
                        random(random, here, percent / 100),
                        here,
                        random(random, requests - here, percent / 100),
                        requests - here));
                if (RateTest.judge(windows, margin, 0.01).answer() == Answer.NOT_WORSE) {
                    break;
                }
            }
            return windows.size();
        });

        assertThat((double) median).isBetween(Math.floor(foretold * 0.5), Math.ceil(foretold * 2));
    }

    @ParameterizedTest
    @CsvSource({"0.1, 0.2", "0.3, 0.5", "0.3, 0.2"})
    void levels(double scatter, double margin) {
        double foretold = Power.levelWindows(scatter, margin);

        int median = median(run -> {
            SplittableRandom random = new SplittableRandom(run);
            double[] values = new double[0];
            while (values.length < 2_000) {
                values = Arrays.copyOf(values, values.length + 1);
                values[values.length - 1] = Math.exp(scatter * random.nextGaussian());
                double[] others = new double[values.length];
                Arrays.fill(others, 1);
                if (LevelTest.judge(values, others, margin, 0.01).answer() == Answer.NOT_WORSE) {
                    break;
                }
            }
            return values.length;
        });

        assertThat((double) median).isBetween(Math.floor(foretold * 0.5), Math.ceil(foretold * 2));
    }

    @Test
    void withoutErrorsOrWithoutAMarginNothingIsEverDecided() {
        assertThat(Power.rateWindows(0, 0.5, 0.5)).isInfinite();
        assertThat(Power.levelWindows(0.1, 0)).isInfinite();
    }

    private static int median(ToIntFunction<Long> run) {
        return IntStream.range(0, RUNS)
                .parallel()
                .map(seed -> run.applyAsInt((long) seed))
                .sorted()
                .toArray()[RUNS / 2];
    }

    /** Binomial for rare events: the waiting times between them are geometric. */
    private static long random(SplittableRandom random, long trials, double probability) {
        long hits = 0;
        double at = 0;
        while (true) {
            at += Math.floor(Math.log(random.nextDouble()) / Math.log1p(-probability)) + 1;
            if (at > trials) {
                return hits;
            }
            hits++;
        }
    }
}
