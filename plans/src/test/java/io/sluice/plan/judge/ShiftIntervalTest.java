package io.sluice.plan.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.apache.commons.numbers.combinatorics.BinomialCoefficientDouble;
import org.apache.commons.statistics.inference.ContinuityCorrection;
import org.apache.commons.statistics.inference.MannWhitneyUTest;
import org.apache.commons.statistics.inference.PValueMethod;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The test and its interval against published figures, against a library and against all differences written out. */
class ShiftIntervalTest {
    private static final double[] MAY = {
        41, 36, 12, 18, 28, 23, 19, 8, 7, 16, 11, 14, 18, 14, 34, 6, 30, 11, 1, 11, 4, 32, 23, 45, 115, 37
    };
    private static final double[] AUGUST = {
        39, 9, 16, 78, 35, 66, 122, 89, 110, 44, 28, 65, 22, 59, 23, 31, 44, 21, 9, 45, 168, 73, 76, 118, 84, 85
    };

    /** SciPy's documentation of {@code mannwhitneyu}. */
    @Test
    void agesAtDiagnosis() {
        double[] males = {19, 22, 16, 29, 24};
        double[] females = {20, 11, 17, 12};
        RankSum found = ranks(males, females);
        assertThat(found.u()).isEqualTo(17);
        assertThat(found.p()).isCloseTo(0.11134688653314041, within(1e-12));
        assertThat(exactly(males, females)).isCloseTo(0.111111, within(5e-7));
    }

    /** Hollander and Wolfe, as R's help has it. */
    @Test
    void permeability() {
        double[] term = {0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46};
        double[] earlier = {1.15, 0.88, 0.90, 0.74, 1.21};
        assertThat(ranks(term, earlier).u()).isEqualTo(35);
        // One-sided: half of the two-sided one, whose distribution is symmetric.
        assertThat(exactly(term, earlier) / 2).isCloseTo(0.1272061, within(5e-8));
    }

    /** Ozone in New York in May and in August 1973, R's {@code airquality}. */
    @Test
    void airQuality() {
        RankSum found = ranks(MAY, AUGUST);
        assertThat(found.u()).isEqualTo(127.5);
        assertThat(found.p()).isCloseTo(0.00012080783, within(5e-12));
        ShiftInterval shift = interval(MAY, AUGUST, 0.95);
        assertThat(shift).isEqualTo(new ShiftInterval(-53, -32, -15));
    }

    @ParameterizedTest
    @CsvSource({
        "10 20 30 40,           1 2 3 4,            0.95,   6, 22.5, 39, 1",
        "20 22 21 25 30,        1 2.2 1.1 2.5 3,    0.98,  17, 20,   29, 1",
        "10 12.2 10.1 12.5 23,  20 22 21 25 30,     0.98, -20, -10,   3, 0.12"
    })
    void kayentasOwnTests(
            String x, String y, double confidence, double low, double estimate, double high, double effect) {
        ShiftInterval shift = interval(numbers(x), numbers(y), confidence);
        assertThat(shift.low()).isCloseTo(low, within(1e-9));
        assertThat(shift.estimate()).isCloseTo(estimate, within(1e-9));
        assertThat(shift.high()).isCloseTo(high, within(1e-9));
        assertThat(ranks(numbers(x), numbers(y)).commonLanguageEffect()).isCloseTo(effect, within(1e-9));
    }

    @Test
    void whatACertainDifferenceNeeds() {
        assertThat(ShiftInterval.quantile(0.98)).isCloseTo(2.3263478740, within(1e-9));
    }

    @Test
    void ranksAgreeWithALibrary() {
        var library =
                MannWhitneyUTest.withDefaults().with(PValueMethod.ASYMPTOTIC).with(ContinuityCorrection.ENABLED);
        var samples = new RandomSamples(11);
        for (int run = 0; run < 3000; run++) {
            RandomSamples.Pair pair = samples.next(2, 40);
            RankSum found = ranks(pair.x(), pair.y());
            assertThat(found.u()).isEqualTo(library.statistic(pair.x(), pair.y()));
            var theirs = library.test(pair.x(), pair.y());
            // Where all values are one the library divides by 0.
            double p = Double.isNaN(theirs.getPValue()) ? 1 : theirs.getPValue();
            assertThat(found.p()).isCloseTo(p, within(1e-12));
        }
    }

    @Test
    void limitsAreThoseThatAllDifferencesWrittenOutGive() {
        var samples = new RandomSamples(12);
        for (int run = 0; run < 3000; run++) {
            RandomSamples.Pair pair = samples.next(1, 40).sorted();
            double[] all = differences(pair.x(), pair.y());
            var differences = new PairwiseDifferences(pair.x(), pair.y());
            for (int k : new int[] {1, all.length / 4 + 1, all.length / 2 + 1, all.length}) {
                assertThat(differences.smallest(k)).isEqualTo(all[k - 1]);
            }
            double middle = (all[(all.length - 1) / 2] + all[all.length / 2]) / 2;
            assertThat(differences.median()).isCloseTo(middle, within(1e-12 * Math.abs(middle)));
        }
    }

    /** What is spread over all magnitudes defeats any guess; each walk still takes something away. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void limitsOfDataOfEveryMagnitude(long seed) {
        var random = new Random(seed);
        double[] x = new double[70];
        double[] y = new double[70];
        for (int i = 0; i < 70; i++) {
            x[i] = (random.nextBoolean() ? 1 : -1) * Math.pow(10, random.nextInt(-300, 300));
            y[i] = (random.nextBoolean() ? 1 : -1) * Math.pow(10, random.nextInt(-300, 300));
        }
        Arrays.sort(x);
        Arrays.sort(y);
        double[] all = differences(x, y);
        var differences = new PairwiseDifferences(x, y);
        for (int k = 1; k <= all.length; k += 7) {
            assertThat(differences.smallest(k)).isEqualTo(all[k - 1]);
        }
    }

    /** With zeros in most places R's limits change places: 3.52e-5 and 2.02e-5. */
    @Test
    void theLowerLimitIsTheLowerOne() {
        var samples = new RandomSamples(13);
        for (int run = 0; run < 3000; run++) {
            RandomSamples.Pair pair = samples.next(4, 60);
            ShiftInterval shift = interval(pair.x(), pair.y(), 0.98);
            assertThat(shift.low()).isLessThanOrEqualTo(shift.estimate());
            assertThat(shift.estimate()).isLessThanOrEqualTo(shift.high());
        }
    }

    /** What rejects at all by the normal approximation does so by counting permutations too. */
    @ParameterizedTest
    @ValueSource(doubles = {0.8, 0.9, 0.95, 0.98, 0.99, 0.999})
    void noSizesThatCannotShowAnything(double confidence) {
        for (int m = 1; m <= 40; m++) {
            for (int n = 1; n <= 40; n++) {
                if (ShiftInterval.attainable(m, n, confidence)) {
                    double p = 2 / BinomialCoefficientDouble.value(m + n, n);
                    assertThat(p).as("%d and %d", m, n).isLessThanOrEqualTo(1 - confidence + 1e-12);
                }
            }
        }
        assertThat(ShiftInterval.attainable(2, 2, confidence)).isFalse();
        assertThat(ShiftInterval.attainable(40, 40, confidence)).isTrue();
    }

    private static double exactly(double[] x, double[] y) {
        return MannWhitneyUTest.withDefaults()
                .with(PValueMethod.EXACT)
                .test(x, y)
                .getPValue();
    }

    private static RankSum ranks(double[] x, double[] y) {
        return RankSum.of(
                Arrays.stream(x).sorted().toArray(), Arrays.stream(y).sorted().toArray(), 0);
    }

    private static ShiftInterval interval(double[] x, double[] y, double confidence) {
        return ShiftInterval.of(
                Arrays.stream(x).sorted().toArray(), Arrays.stream(y).sorted().toArray(), confidence, 0);
    }

    private static double[] differences(double[] x, double[] y) {
        return Arrays.stream(x)
                .flatMap(v -> Arrays.stream(y).map(w -> v - w))
                .sorted()
                .toArray();
    }

    private static double[] numbers(String text) {
        return Arrays.stream(text.split(" "))
                .filter(part -> !part.isBlank())
                .mapToDouble(Double::parseDouble)
                .toArray();
    }
}
