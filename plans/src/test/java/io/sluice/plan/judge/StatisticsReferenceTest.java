package io.sluice.plan.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Figures that others published or that SciPy gave, each with as many digits as it is known to. */
class StatisticsReferenceTest {
    private static final Offset<Double> EXACT = within(1e-9);

    @Nested
    class AlwaysValid {
        /** Robbins' mixture, checked by quadrature. */
        @ParameterizedTest
        @CsvSource({
            "100, 0.2, 1, 0.04, 2.2150634391, 0.4514543387",
            "1000, 0.1, 2, 0.01, 3.2787216275, 0.3049969206",
            "1000, 0, 2, 0.01, 0.4082482905, 1",
            "5000, 0.05, 2, 0.01, 3.9580814411, 0.2526476564"
        })
        void theMixtureSequentialTest(double n, double mean, double variance, double prior, double ratio, double p) {
            assertThat(References.mixtureRatio(n, mean, variance, prior)).isCloseTo(ratio, EXACT);
            assertThat(Math.min(1, 1 / ratio)).isCloseTo(p, EXACT);
        }

        @ParameterizedTest
        @CsvSource({"1000, 0.1366738367", "5000, 0.0620307780"})
        void theMixtureSequentialInterval(double n, double half) {
            assertThat(References.mixtureHalfWidth(n, 2, 0.01, 0.05)).isCloseTo(half, EXACT);
            assertThat(1 / References.mixtureRatio(n, half, 2, 0.01)).isCloseTo(0.05, EXACT);
        }

        @ParameterizedTest
        @CsvSource({"1000, 0.0890850975", "5000, 0.0398400668"})
        void whereAConfidenceSequenceIsNarrowest(double observations, double rho) {
            assertThat(ConfidenceSequence.twoSided(0.05, observations).rho()).isCloseTo(rho, EXACT);
        }

        /** GrowthBook's own tests. */
        @Test
        void confidenceSequencesOfMeans() {
            Arm a = Arm.ofSums(1396.87, 52377.9767, 3000);
            Arm b = Arm.ofSums(2422.7, 134698.29, 3461);

            Estimate relative = relative(a, b);
            double half = ConfidenceSequence.twoSided(0.05, 1000).width(relative.error, 6461);
            assertThat(relative.value).isCloseTo(0.50336, within(5e-6));
            assertThat(relative.value - half).isCloseTo(-0.55844, within(5e-6));
            assertThat(relative.value + half).isCloseTo(1.56516, within(5e-6));

            Estimate absolute = absolute(a, b);
            double wide = ConfidenceSequence.twoSided(0.05, 5000).width(absolute.error, 6461);
            assertThat(absolute.value - wide).isCloseTo(-0.1601165284, EXACT);
            assertThat(absolute.value + wide).isCloseTo(0.6288698618, EXACT);

            double one = ConfidenceSequence.oneSided(0.05, 5000).width(absolute.error, 6461);
            assertThat(absolute.value).isCloseTo(0.2343766667, within(1e-7));
            assertThat(absolute.value - one).isCloseTo(-0.1265684417, EXACT);

            double oneRelative = ConfidenceSequence.oneSided(0.05, 5000).width(relative.error, 6461);
            assertThat(relative.value - oneRelative).isCloseTo(-0.4235645460, EXACT);
            assertThat(relative.value + oneRelative).isCloseTo(1.4302867177, EXACT);
        }

        @Test
        void confidenceSequencesOfProportions() {
            Estimate relative = relative(Arm.ofShare(1396, 3000), Arm.ofShare(2422, 3461));
            double half = ConfidenceSequence.twoSided(0.05, 5000).width(relative.error, 6461);
            assertThat(relative.value).isCloseTo(0.50386, within(5e-6));
            assertThat(relative.value - half).isCloseTo(0.40098, within(5e-6));
            assertThat(relative.value + half).isCloseTo(0.60675, within(5e-6));
        }

        @ParameterizedTest
        @CsvSource({"1, 1.5486", "5, 1.6087", "0.2, 1.7163"})
        void whatLookingAlwaysCostsInWidth(double ofTunedFor, double times) {
            double fixed = References.NORMAL.inverseSurvivalProbability(0.025);
            double width = ConfidenceSequence.twoSided(0.05, 5000).width(1, 5000 * ofTunedFor);
            assertThat(width / fixed).isCloseTo(times, within(5e-5));
        }

        /** The evidence reaches 1/alpha exactly where the bound reaches 0. */
        @ParameterizedTest
        @CsvSource({"10", "1000", "5000", "1000000"})
        void theEvidenceAgreesWithTheInterval(double observations) {
            var sequence = ConfidenceSequence.twoSided(0.05, 5000);
            double edge = sequence.width(0.3, observations);
            assertThat(sequence.logEvidence(edge, 0.3, observations)).isCloseTo(-Math.log(0.05), EXACT);
        }

        @Test
        void eppoAndStatsigsBoundaries() {
            double rho = References.howardRho(10_000, 0.05);
            assertThat(rho).isCloseTo(1260.0560979, within(5e-8));
            assertThat(References.howardBoundary(1e3, rho, 0.05)).isCloseTo(3.8550546, within(5e-8));
            assertThat(References.howardBoundary(1e4, rho, 0.05)).isCloseTo(3.0352090, within(5e-8));
            assertThat(References.howardBoundary(1e5, rho, 0.05)).isCloseTo(3.2417231, within(5e-8));

            assertThat(References.statsigBoundary(2, 2, 300, 300, 0.05)).isCloseTo(3.58452, within(5e-6));
            assertThat(References.statsigBoundary(7, 7, 90_000, 90_000, 0.05)).isCloseTo(3.58452, within(5e-6));
        }
    }

    /** Lindon and Malek's test. */
    @Nested
    class Counts {
        @ParameterizedTest
        @CsvSource({
            "30, 10, 0.5, 3.4543243629, 0.0316086531",
            "60, 40, 0.5, -0.0909648780, 1",
            "10, 10, 0.5, -1.3083701411, 1",
            "20, 5, 0.1, 32.4399108807, 8.1569e-15",
            "12, 100, 0.05, 0.3265133544, 0.7214347407"
        })
        void errorsAgainstTheShareOfTheTraffic(long x, long y, double share, double logBayesFactor, double p) {
            double found = BetaBinomial.logBayesFactor(x, y, share);
            assertThat(found).isCloseTo(logBayesFactor, EXACT);
            assertThat(BetaBinomial.pValue(found)).isCloseTo(p, p < 1e-9 ? within(5e-20) : EXACT);
        }

        @ParameterizedTest
        @CsvSource({"5200, -2.4286359540, 1, 0.0477", "5500, 7.5042848032, 0.0005507196, 1.06e-6"})
        void aSplitThatShouldBeEven(long other, double logBayesFactor, double p, double chiSquaredP) {
            double found =
                    References.dirichletMultinomialLogBayesFactor(new long[] {5000, other}, new double[] {0.5, 0.5});
            assertThat(found).isCloseTo(logBayesFactor, EXACT);
            assertThat(BetaBinomial.logBayesFactor(5000, other, 0.5)).isCloseTo(logBayesFactor, EXACT);
            assertThat(BetaBinomial.pValue(found)).isCloseTo(p, EXACT);
            assertThat(References.chiSquaredP(References.evenSplitChiSquared(5000, other)))
                    .isCloseTo(chiSquaredP, within(chiSquaredP * 5e-3));
        }
    }

    @Nested
    class FixedSamples {
        /** Kohavi, Tang and Xu's example of a sample ratio mismatch. */
        @Test
        void aMismatchOfTheSplit() {
            double found = References.evenSplitChiSquared(821_588, 815_482);
            assertThat(found).isCloseTo(6106.0 * 6106 / (821_588 + 815_482), EXACT);
            assertThat(found).isCloseTo(22.774368, within(1e-6));
            assertThat(References.chiSquaredP(found)).isCloseTo(1.8217929e-06, within(5e-14));
        }

        @Test
        void twoProportions() {
            double z = References.pooledZ(150, 1000, 120, 1000);
            assertThat(z).isCloseTo(1.9630498, within(5e-8));
            assertThat(z * z).isCloseTo(3.8535645, within(5e-8));
            assertThat(References.twoSided(z)).isCloseTo(0.0496404, within(5e-8));
            assertThat(References.yatesP(150, 1000, 120, 1000)).isCloseTo(0.0577468, within(5e-8));
            assertThat(References.fisherP(150, 1000, 120, 1000)).isCloseTo(0.0575959, within(5e-8));
        }

        @ParameterizedTest
        @CsvSource({
            "120, 1000, 0.1012992606, 0.1416090758",
            "0, 20, 0, 0.1611251581",
            "1, 10, 0.0178762131, 0.4041500268"
        })
        void wilson(long bad, long total, double low, double high) {
            References.Interval found = References.wilson(bad, total, 0.95);
            assertThat(found.low()).isCloseTo(low, EXACT);
            assertThat(found.high()).isCloseTo(high, EXACT);
        }

        @Test
        void newcombe() {
            References.Interval found = References.newcombe(56, 70, 48, 80, 0.95);
            assertThat(found.low()).isCloseTo(0.0524314724, EXACT);
            assertThat(found.high()).isCloseTo(0.3338726540, EXACT);
        }

        /** Wikipedia's first example. */
        @Test
        void welch() {
            double[] x = {27.5, 21.0, 19.0, 23.6, 17.0, 17.9, 16.9, 20.1, 21.9, 22.6, 23.1, 19.6, 19.0, 21.7, 21.4};
            double[] y = {27.1, 22.0, 20.8, 23.4, 23.4, 23.5, 25.8, 22.0, 24.8, 20.2, 21.9, 22.1, 22.9, 20.5, 24.4};
            References.Welch found = References.welch(x, y);
            assertThat(found.t()).isCloseTo(-2.4553564, within(5e-8));
            assertThat(found.degrees()).isCloseTo(24.9885293, within(5e-8));
            assertThat(found.p()).isCloseTo(0.0213780, within(5e-8));
        }

        @ParameterizedTest
        @CsvSource({"0.06, 0.05, 8158", "0.002, 0.001, 23511"})
        void sampleSizes(double rate, double otherRate, double perSide) {
            assertThat(Math.ceil(SampleSize.perSide(rate, otherRate, 0.05, 0.8)))
                    .isEqualTo(perSide);
            assertThat(Math.ceil(SampleSize.perSide(otherRate, rate, 0.05, 0.8)))
                    .isEqualTo(perSide);
        }
    }

    private record Arm(double mean, double variance, double n) {
        static Arm ofSums(double sum, double squares, double n) {
            return new Arm(sum / n, (squares - sum * sum / n) / (n - 1), n);
        }

        static Arm ofShare(double bad, double n) {
            double p = bad / n;
            return new Arm(p, p * (1 - p), n);
        }
    }

    private record Estimate(double value, double error) {}

    private static Estimate absolute(Arm a, Arm b) {
        return new Estimate(b.mean - a.mean, Math.sqrt(a.variance / a.n + b.variance / b.n));
    }

    /** By the delta method. */
    private static Estimate relative(Arm a, Arm b) {
        double squared = a.mean * a.mean;
        return new Estimate(
                (b.mean - a.mean) / a.mean,
                Math.sqrt(b.variance / (b.n * squared) + a.variance * b.mean * b.mean / (a.n * squared * squared)));
    }
}
