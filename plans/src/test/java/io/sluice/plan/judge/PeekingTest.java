package io.sluice.plan.judge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** What looking again and again costs: nothing where a test is always valid, and nearly everything where it is not. */
class PeekingTest {
    private static final int RUNS = 4000;
    private static final int LOOKS = 30;
    private static final int PER_LOOK = 100;

    /** Two sides of independent values with variance 1: at each look the z of their difference. */
    private static final class Run {
        private final double[] z = new double[LOOKS];

        Run(Random random, double difference) {
            double sum = 0;
            for (int look = 0; look < LOOKS; look++) {
                sum += PER_LOOK * difference + random.nextGaussian() * Math.sqrt(2.0 * PER_LOOK);
                z[look] = sum / Math.sqrt(2 * perSide(look));
            }
        }

        static double perSide(int look) {
            return PER_LOOK * (look + 1.0);
        }

        boolean ever(IntPredicate rejectsAt) {
            for (int look = 0; look < LOOKS; look++) {
                if (rejectsAt.test(look)) {
                    return true;
                }
            }
            return false;
        }

        boolean naively() {
            return ever(look -> Math.abs(z[look]) > 1.959964);
        }

        boolean kayentas() {
            return ever(look -> Math.abs(z[look]) > ShiftInterval.quantile(0.98) / (1 - 0.25));
        }

        boolean byConfidenceSequence() {
            var sequence = ConfidenceSequence.twoSided(0.05, 5000);
            return ever(look -> Math.abs(z[look]) > sequence.width(1, 2 * perSide(look)));
        }

        boolean byMixture() {
            return ever(look -> {
                double mean = z[look] * Math.sqrt(2 / perSide(look));
                return References.mixtureRatio(perSide(look), mean, 2, 0.01) >= 20;
            });
        }

        boolean byHowardsBoundary() {
            double rho = References.howardRho(10_000, 0.05);
            return ever(look -> Math.abs(z[look]) > References.howardBoundary(2 * perSide(look), rho, 0.05));
        }

        boolean byStatsigs() {
            return ever(
                    look -> Math.abs(z[look]) > References.statsigBoundary(1, 1, perSide(look), perSide(look), 0.05));
        }
    }

    @Test
    void equalSidesUnderThirtyLooks() {
        Run[] equal = runs(31, 0);
        assertThat(part(equal, run -> run.naively())).isBetween(0.25, 0.31);
        assertThat(part(equal, run -> Math.abs(run.z[LOOKS - 1]) > 1.959964)).isBetween(0.04, 0.06);
        assertThat(part(equal, run -> run.kayentas())).isBetween(0.01, 0.025);
        assertThat(part(equal, run -> run.byConfidenceSequence())).isBetween(0.001, 0.02);
        assertThat(part(equal, run -> run.byMixture())).isBetween(0.001, 0.02);
        assertThat(part(equal, run -> run.byHowardsBoundary())).isBetween(0.001, 0.02);
        assertThat(part(equal, run -> run.byStatsigs())).isBetween(0.0005, 0.02);
    }

    @Test
    void aTenthOfADeviationIsFoundAllTheSame() {
        Run[] worse = runs(32, 0.1);
        assertThat(part(worse, run -> run.byConfidenceSequence())).isBetween(0.81, 0.87);
        assertThat(part(worse, run -> run.byMixture())).isBetween(0.80, 0.86);
        assertThat(part(worse, run -> run.byStatsigs())).isBetween(0.63, 0.71);
    }

    /** Lindon and Malek's test looked at after each of 2,000 errors, a tenth of which belong to the judged side. */
    @Test
    void countsUnderTwoThousandLooks() {
        var random = new Random(33);
        int runs = 3000;
        int rejected = 0;
        for (int run = 0; run < runs; run++) {
            rejected += errorsUntilFound(random, 0.1, 2000) <= 2000 ? 1 : 0;
        }
        assertThat((double) rejected / runs).isBetween(0.023, 0.043);
    }

    @Test
    void twiceTheErrorsAreFoundAfterAboutNinety() {
        var random = new Random(34);
        int[] found = new int[2001];
        for (int run = 0; run < found.length; run++) {
            found[run] = errorsUntilFound(random, 0.2, 100_000);
        }
        Arrays.sort(found);
        assertThat(found[1000]).isBetween(81, 101);
    }

    /** Where the judged side should have a tenth of the errors and has another part of them; beyond the most if never. */
    private static int errorsUntilFound(Random random, double part, int most) {
        int judged = 0;
        for (int errors = 1; errors <= most; errors++) {
            judged += random.nextDouble() < part ? 1 : 0;
            if (BetaBinomial.logBayesFactor(judged, errors - judged, 0.1) >= Math.log(20)) {
                return errors;
            }
        }
        return most + 1;
    }

    private static Run[] runs(long seed, double difference) {
        var random = new Random(seed);
        Run[] runs = new Run[RUNS];
        Arrays.setAll(runs, i -> new Run(random, difference));
        return runs;
    }

    private static double part(Run[] runs, Predicate<Run> of) {
        return (double) Arrays.stream(runs).filter(of).count() / runs.length;
    }
}
