package io.sluice.plan.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.plan.judge.OddsTest.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OddsTestTest {
    /** Ville's inequality asks for this: under the null hypothesis the evidence is 1 on average at most, after each window. */
    @ParameterizedTest(name = "a share of {0}, margin {1}, odds really multiplied by {2}")
    @CsvSource({"0.5, 1, 1", "0.1, 1, 1", "0.1, 1.5, 1.5", "0.1, 1.5, 1", "0.9, 1.2, 1.2", "0.01, 2, 2", "0.01, 2, 0.5"
    })
    void underTheNullHypothesisTheEvidenceIsAtMostOneOnAverage(double share, double margin, double multiplier) {
        for (int windows = 1; windows <= 4; windows++) {
            assertThat(average(windows, share, multiplier, seen -> OddsTest.logEvidence(seen, margin)))
                    .isLessThanOrEqualTo(1 + 1e-9);
        }
    }

    @ParameterizedTest(name = "a share of {0}, margin {1}, odds really multiplied by {2}")
    @CsvSource({"0.5, 1, 1", "0.1, 1.5, 1.5", "0.1, 1.5, 3", "0.9, 1.2, 1.2", "0.01, 2, 20"})
    void soIsTheEvidenceThatTheSideIsBetterWhereItIsNot(double share, double margin, double multiplier) {
        for (int windows = 1; windows <= 4; windows++) {
            assertThat(average(windows, share, multiplier, seen -> OddsTest.logEvidenceBelow(seen, margin)))
                    .isLessThanOrEqualTo(1 + 1e-9);
        }
    }

    @Test
    void whereTheOddsAreBeyondTheMarginTheEvidenceGrows() {
        double one = average(1, 0.1, 4, seen -> OddsTest.logEvidence(seen, 1));
        double four = average(4, 0.1, 4, seen -> OddsTest.logEvidence(seen, 1));

        assertThat(one).isGreaterThan(2);
        assertThat(four).isGreaterThan(3 * one);
    }

    @Test
    void theEvidenceAfterAWindowKnowsNothingOfLaterOnes() {
        List<Window> windows = anyWindows(new Random(7), 300);
        double[] evidences = OddsTest.logEvidences(windows, 1.25);

        for (int end = 1; end <= windows.size(); end++) {
            assertThat(OddsTest.logEvidence(windows.subList(0, end), 1.25)).isCloseTo(evidences[end - 1], within(1e-9));
        }
    }

    @Test
    void aWindowWithoutEventsSaysNothing() {
        Window empty = new Window(0, 0, 0.3);

        assertThat(OddsTest.logEvidence(List.of(), 1)).isZero();
        assertThat(OddsTest.logEvidence(List.of(empty, empty), 1)).isCloseTo(0, within(1e-12));
        assertThat(OddsTest.logEvidenceBelow(List.of(), 1)).isCloseTo(0, within(1e-12));
        assertThat(OddsTest.logEvidenceBelow(List.of(empty, empty), 1)).isCloseTo(0, within(1e-12));
    }

    @Test
    void countsOfAnySizeGiveANumber() {
        List<Window> huge =
                List.of(new Window(0, 1_000_000_000_000L, 1e-6), new Window(1_000_000_000_000L, 0, 1 - 1e-6));

        assertThat(OddsTest.logEvidences(huge, 1.5)).doesNotContain(Double.NaN);
        assertThat(OddsTest.logEvidenceBelow(huge, 1.5)).isNotNaN();
        assertThat(OddsTest.logEvidences(
                        List.of(huge.getFirst().swapped(), huge.getLast().swapped()), 1.5))
                .doesNotContain(Double.NaN);
    }

    private static List<Window> anyWindows(Random random, int count) {
        List<Window> windows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            windows.add(new Window(random.nextInt(8), random.nextInt(40), 0.05 + 0.3 * random.nextDouble()));
        }
        return windows;
    }

    /** Over all that can be seen in so many windows, each with 0 to 5 events. */
    private static double average(
            int windows, double share, double multiplier, ToDoubleFunction<List<Window>> logEvidence) {
        return average(new ArrayList<>(), windows, share, multiplier, logEvidence);
    }

    private static double average(
            List<Window> seen, int left, double share, double multiplier, ToDoubleFunction<List<Window>> logEvidence) {
        if (left == 0) {
            return Math.exp(logEvidence.applyAsDouble(seen));
        }
        int events = 3 + 2 * (left % 2);
        double p = new Window(0, events, share).probability(multiplier);
        double sum = 0;
        for (int hits = 0; hits <= events; hits++) {
            seen.add(new Window(hits, events - hits, share));
            sum += BinomialDistribution.of(events, p).probability(hits)
                    * average(seen, left - 1, share, multiplier, logEvidence);
            seen.removeLast();
        }
        return sum;
    }
}
