package io.sluice.plan.judge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.function.IntPredicate;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * How often a judge reverts a sound side in a day of looks, one a minute, and how soon it finds a side that is twice as bad.
 *
 * <p>Noise that both sides have in common may be large, and the judged side is as bad as the margin allows. What each side does
 * of its own is what a margin is there for: such sides are alike but for it. {@code mvn -q -Pfalse-alarms} prints the table of ten
 * times as many days.
 */
class FalseAlarmsTest {
    /** What a plan risks if nobody says otherwise. */
    static final double ALPHA = 0.01;

    private static final int LOOKS = 24 * 60;
    private static final int RUNS = Integer.getInteger("sluice.false-alarms.runs", 2000);
    private static final int NEVER = Integer.MAX_VALUE;

    private static Stream<Days> kinds() {
        return DoubleStream.of(0, 0.5, 0.7, 0.9)
                .boxed()
                .flatMap(correlation -> Stream.of(
                        Days.ratesInCommonNoise(correlation),
                        Days.ratesInOwnNoise(correlation),
                        Days.levelsInCommonNoise(correlation),
                        Days.levelsInOwnNoise(correlation),
                        Days.splitInCommonNoise(correlation),
                        Days.splitInOwnNoise(correlation)))
                // A split costs twice as much to judge, and the two ends of the scale show the same.
                .filter(kind -> !kind.judge().equals("share") || kind.correlation() == 0 || kind.correlation() == 0.9);
    }

    @BeforeAll
    static void head() {
        System.out.printf(
                Locale.ROOT,
                "%d days of %d looks each, at most %s %% of false alarms allowed%n"
                        + "judge  noise             correlation  margin  false alarms        twice as bad: found  after a median of, 95 %% within%n",
                RUNS,
                LOOKS,
                100 * ALPHA);
    }

    @TestFactory
    Stream<DynamicTest> aSoundSideIsLeftInPeaceAndOneTwiceAsBadIsFound() {
        return kinds().map(kind -> DynamicTest.dynamicTest(
                "%s, %s, correlation %s".formatted(kind.judge(), kind.noise(), kind.correlation()), () -> {
                    long alarms = found(firstWorse(kind, 1));
                    int[] bad = firstWorse(kind, 2);
                    print(kind, alarms, bad);

                    assertThat(alarms).isLessThanOrEqualTo(mostAlarms(RUNS));
                    assertThat(found(bad)).isGreaterThanOrEqualTo(95L * RUNS / 100);
                }));
    }

    /** The bound is one that a test breaks which holds for one look only, the usual one for two proportions. */
    @Test
    void aTestThatIsMeantForOneLookCriesWolf() {
        double limit = NormalDistribution.of(0, 1).inverseSurvivalProbability(ALPHA);
        int runs = 400;
        IntPredicate everBeyond = seed -> {
            Day.Rates day = (Day.Rates) Days.ratesInCommonNoise(0).of(seed, LOOKS, 1);
            return zOfAllLooks(day.counts()).anyMatch(z -> z > limit);
        };

        long alarms = IntStream.range(0, runs).parallel().filter(everBeyond).count();

        assertThat(alarms).isGreaterThan(5L * mostAlarms(runs));
    }

    /** So that the days may be gone through quickly. */
    @TestFactory
    Stream<DynamicTest> aDayInOnePassIsADayOfLooks() {
        return kinds().map(kind -> DynamicTest.dynamicTest(
                "%s, %s, correlation %s".formatted(kind.judge(), kind.noise(), kind.correlation()), () -> {
                    List<OptionalInt> passes = new ArrayList<>();
                    List<OptionalInt> looks = new ArrayList<>();
                    for (double times : new double[] {1, 1.4, 4}) {
                        Day day = kind.of(1, 2 * Day.SOON, times);
                        passes.add(day.firstWorse());
                        looks.add(day.firstWorseOfAllLooks());
                    }

                    assertThat(passes).isEqualTo(looks);
                    assertThat(looks).contains(OptionalInt.empty()).anyMatch(OptionalInt::isPresent);
                }));
    }

    /** In each run, after how many looks the side was called worse; sorted. */
    private static int[] firstWorse(Days kind, double times) {
        return IntStream.range(0, RUNS)
                .parallel()
                .map(run -> kind.of(run, LOOKS, times).firstWorse().orElse(NEVER))
                .sorted()
                .toArray();
    }

    private static long found(int[] looks) {
        return Arrays.stream(looks).filter(look -> look != NEVER).count();
    }

    /** More of them would happen in one of a thousand tests, were the risk of each run the one that is allowed. */
    private static int mostAlarms(int runs) {
        return BinomialDistribution.of(runs, ALPHA).inverseCumulativeProbability(0.999);
    }

    private static void print(Days kind, long alarms, int[] bad) {
        System.out.printf(
                Locale.ROOT,
                "%-5s  %-16s  %11.1f  %4.0f %%  %5d  %5.2f %%  %24.2f %%  %17s  %11s%n",
                kind.judge(),
                kind.noise(),
                kind.correlation(),
                100 * kind.margin(),
                alarms,
                100.0 * alarms / RUNS,
                100.0 * found(bad) / RUNS,
                minutes(bad[RUNS / 2]),
                minutes(bad[RUNS * 95 / 100]));
    }

    private static String minutes(int looks) {
        return looks == NEVER ? "never" : looks + " min";
    }

    private static DoubleStream zOfAllLooks(List<Counts> counts) {
        double[] z = new double[counts.size()];
        double bad = 0;
        double total = 0;
        double otherBad = 0;
        double otherTotal = 0;
        for (int i = 0; i < z.length; i++) {
            bad += counts.get(i).bad();
            total += counts.get(i).total();
            otherBad += counts.get(i).otherBad();
            otherTotal += counts.get(i).otherTotal();
            double pooled = (bad + otherBad) / (total + otherTotal);
            double deviation = Math.sqrt(pooled * (1 - pooled) * (1 / total + 1 / otherTotal));
            z[i] = (bad / total - otherBad / otherTotal) / deviation;
        }
        return Arrays.stream(z);
    }
}
