package io.sluice.plan.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sluice.plan.judge.Effect.Measure;
import io.sluice.plan.judge.Finding.Answer;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Kayenta's verdicts on one metric, and where they differ on purpose. */
class MannWhitneyTest {
    private static final double[] HIGH = {20, 22, 21, 25, 30};
    private static final double[] LOW = {1, 2.2, 1.1, 2.5, 3};
    private static final MannWhitney EITHER = MannWhitney.kayenta(Direction.EITHER);

    @Test
    void aMetricThatIsTooHighSaysSoWithItsNumbers() {
        Finding found = EITHER.judge(HIGH, LOW);
        assertThat(found.answer()).isEqualTo(Answer.WORSE);
        assertThat(found.value()).isCloseTo(17, within(1e-9));
        assertThat(found.limit()).isCloseTo(5, within(1e-9));
        assertThat(found.numbers().get("effect")).isCloseTo(12.0408, within(5e-5));
        assertThat(found.reason())
                .isEqualTo("too high: shifted by 20 against the other side, 98 % interval 17 to 29; ratio of means 12");
    }

    @Test
    void aMetricThatIsTooLowIsTheMirrorImage() {
        Finding found = EITHER.judge(LOW, HIGH);
        assertThat(found.answer()).isEqualTo(Answer.WORSE);
        assertThat(found.value()).isCloseTo(-17, within(1e-9));
        assertThat(found.limit()).isCloseTo(-5, within(1e-9));
        assertThat(found.reason())
                .startsWith("too low: shifted by -20 against the other side, 98 % interval -29 to -17");
    }

    /** Kayenta's own: five values are not enough for so wide a spread. */
    @Test
    void aDropOf43PercentPasses() {
        Finding found = EITHER.judge(new double[] {10, 12.2, 10.1, 12.5, 23}, HIGH);
        assertThat(found.answer()).isEqualTo(Answer.NOT_WORSE);
        assertThat(found.numbers().get("effect")).isCloseTo(0.5746, within(5e-5));
        assertThat(found.reason()).startsWith("no clear difference: shifted by -10");
    }

    @ParameterizedTest
    @EnumSource
    void onlyTheWrongDirectionCounts(Direction direction) {
        MannWhitney test = MannWhitney.kayenta(direction);
        assertThat(classification(test, HIGH, LOW))
                .isEqualTo(direction == Direction.DECREASE ? Classification.PASS : Classification.HIGH);
        assertThat(classification(test, LOW, HIGH))
                .isEqualTo(direction == Direction.INCREASE ? Classification.PASS : Classification.LOW);
    }

    @Test
    void aClearDifferenceTooSmallToMatterPasses() {
        MannWhitney test = with(new Effect(Measure.MEAN_RATIO, 15, 0.05, 20, 0.01));
        assertThat(classification(test, HIGH, LOW)).isEqualTo(Classification.PASS);
        assertThat(test.judge(HIGH, LOW).reason()).startsWith("no matter: shifted by 20");
        assertThat(classification(test, LOW, HIGH)).isEqualTo(Classification.PASS);
        assertThat(classification(with(new Effect(Measure.MEAN_RATIO, 12, 0.1, 20, 0.01)), HIGH, LOW))
                .isEqualTo(Classification.HIGH);
    }

    @Test
    void theEffectMayBeThePartOfPairs() {
        double[] near = {21, 22.5, 20.5, 24, 29};
        Finding found = with(Effect.any(Measure.CLES)).judge(near, near);
        assertThat(found.numbers().get("effect")).isEqualTo(0.5);
        assertThat(with(Effect.any(Measure.CLES)).judge(HIGH, LOW).numbers().get("effect"))
                .isEqualTo(1);
        assertThat(classification(with(new Effect(Measure.CLES, 1, 0, 1, 0)), HIGH, LOW))
                .isEqualTo(Classification.HIGH);
    }

    /** The fence is at Q3 + 3 times the middle half's width, or at the 99th percentile if that is further. */
    @Test
    void outliersAreLeftOutWhereThatIsAskedFor() {
        double[] spread = new double[201];
        for (int i = 0; i < 200; i++) {
            spread[i] = 10 + i / 100.0;
        }
        spread[200] = 1000;
        assertThat(Outliers.removed(spread, 3, 0)).hasSize(200);
        double[] quartiles = {1, 2, 3, 4, 5, 6, 7, 8};
        assertThat(Outliers.percentile(quartiles, 0.25)).isEqualTo(2.75);
        assertThat(Outliers.removed(quartiles, 3, 0)).isEqualTo(quartiles);
        assertThat(Outliers.removed(new double[0], 3, 0)).isEmpty();

        var test = new MannWhitney(0.98, 0.25, Direction.EITHER, Effect.any(Measure.MEAN_RATIO), OptionalDouble.of(3));
        assertThat(test.judge(spread, spread).numbers()).containsEntry("values", 200.0);
    }

    @Test
    void constantSidesAreJudgedAsTheyAre() {
        double[] ones = {1, 1, 1, 1, 1};
        double[] tens = {10, 10, 10, 10, 10};
        double[] zeros = new double[5];
        assertThat(classification(EITHER, tens, ones)).isEqualTo(Classification.HIGH);
        assertThat(classification(EITHER, zeros, ones)).isEqualTo(Classification.LOW);
        assertThat(classification(EITHER, ones, ones)).isEqualTo(Classification.PASS);
        assertThat(classification(EITHER, zeros, zeros)).isEqualTo(Classification.PASS);
        assertThat(EITHER.judge(tens, ones)).isEqualTo(EITHER.judge(tens, ones));
    }

    /** No ratio is no reason to pass: the side had none and now has some. */
    @Test
    void aMeanOfZeroHasNoRatioAndStillFails() {
        Finding found = EITHER.judge(new double[] {54.9, 54.5, 55.1, 55.6, 57.4}, new double[5]);
        assertThat(found.answer()).isEqualTo(Answer.WORSE);
        assertThat(found.numbers()).doesNotContainKey("effect").containsKey("shift");
        assertThat(found.reason()).contains("unknown, since a mean is 0");
    }

    /** Both medians are 0, and so is the shift; Kayenta judges what is left of its search for a root. */
    @Test
    void whereMostValuesAreZeroTheRanksDecide() {
        double[] few = new double[200];
        double[] many = new double[200];
        for (int i = 0; i < 200; i++) {
            few[i] = i % 20 == 0 ? 1 + i / 1000.0 : 0;
            many[i] = i % 4 == 0 ? 1 + i / 1000.0 : 0;
        }
        Finding found = EITHER.judge(many, few);
        assertThat(found.answer()).isEqualTo(Answer.WORSE);
        assertThat(found.numbers()).containsEntry("shift", 0.0);
        assertThat(found.reason()).startsWith("too high: the middle is the same, ranks differ by 5.");
        assertThat(classification(EITHER, few, many)).isEqualTo(Classification.LOW);
        assertThat(classification(MannWhitney.kayenta(Direction.DECREASE), many, few))
                .isEqualTo(Classification.PASS);
        assertThat(classification(EITHER, few, few)).isEqualTo(Classification.PASS);
    }

    @Test
    void tooFewValuesToShowAnythingAreUndecided() {
        double[] four = {10, 20, 30, 40};
        Finding found = EITHER.judge(four, new double[] {1, 2, 3, 4});
        assertThat(found.answer()).isEqualTo(Answer.UNDECIDED);
        assertThat(found.reason()).isEqualTo("4 and 4 values are too few to show anything at a confidence of 98 %");
        assertThat(EITHER.attainable(4, 4)).isFalse();
        assertThat(EITHER.attainable(5, 5)).isTrue();
        assertThat(EITHER.attainable(1, 1000)).isFalse();
        assertThat(classification(EITHER, HIGH, Arrays.copyOf(LOW, 3))).isEqualTo(Classification.TOO_FEW);
    }

    @Test
    void whatIsNoNumberIsLeftOutAndIsNotZero() {
        double[] gaps = {20, Double.NaN, 22, 21, Double.POSITIVE_INFINITY, 25, 30};
        assertThat(EITHER.judge(gaps, LOW)).isEqualTo(EITHER.judge(HIGH, LOW));
        Finding none = EITHER.judge(new double[] {Double.NaN}, LOW);
        assertThat(none.answer()).isEqualTo(Answer.UNDECIDED);
        assertThat(none.reason()).isEqualTo("no values on this side");
        assertThat(EITHER.judge(LOW, new double[0]).reason()).isEqualTo("no values on the other side");
        assertThat(EITHER.judge(new double[0], new double[0]).reason()).isEqualTo("no values on either side");
    }

    @Test
    void aCriticalMetricIsCriticalFromItsCriticalEffectOn() {
        var reached = new Effect(Measure.MEAN_RATIO, 1, 1, 12, 0.09); // the ratios are 12.04 and 0.083
        var notReached = new Effect(Measure.MEAN_RATIO, 1, 1, 13, 0.08);
        assertThat(metric(with(reached), true, false, HIGH, LOW).critical()).isTrue();
        assertThat(metric(with(reached), true, false, LOW, HIGH).critical()).isTrue();
        assertThat(metric(with(reached), false, false, HIGH, LOW).critical()).isFalse();
        MetricResult high = metric(with(notReached), true, false, HIGH, LOW);
        assertThat(high.critical()).isFalse();
        assertThat(high.classification()).isEqualTo(Classification.HIGH);
        assertThat(metric(with(notReached), true, false, LOW, HIGH).critical()).isFalse();
    }

    @Test
    void missingDataFailAMetricThatMustHaveThemAndACriticalOneAltogether() {
        double[] none = {};
        MetricResult must = metric(EITHER, false, true, none, LOW);
        assertThat(must.classification()).isEqualTo(Classification.NODATA_FAIL);
        assertThat(must.critical()).isFalse();
        MetricResult critical = metric(EITHER, true, true, none, LOW);
        assertThat(critical.classification()).isEqualTo(Classification.NODATA);
        assertThat(critical.critical()).isTrue();
        MetricResult may = metric(EITHER, false, false, none, LOW);
        assertThat(may.classification()).isEqualTo(Classification.NODATA);
        assertThat(may.critical()).isFalse();
        MetricResult few = metric(EITHER, false, true, new double[] {1}, LOW);
        assertThat(few.classification()).isEqualTo(Classification.TOO_FEW);
    }

    /** Ranks do not mind how far out a value is, and what counts as no distance must not either. */
    @Test
    void aCounterThatWrappedAroundHidesNothing() {
        double[] usual = {10, 11, 12, 10.5, 11.5, 12.5, 10.2, 11.2, 12.2, 10.7};
        double[] doubled = Arrays.stream(usual).map(v -> 2 * v).toArray();
        double[] wrapped = usual.clone();
        wrapped[3] = 0x1p64;
        assertThat(classification(with(Effect.any(Measure.CLES)), doubled, wrapped))
                .isEqualTo(Classification.HIGH);
    }

    /** 0.1 + 0.2 is not 0.3 and yet no shift against it. */
    @Test
    void roundingIsNoShift() {
        double[] sums = new double[10];
        double[] threes = new double[10];
        Arrays.fill(sums, 0.1 + 0.2);
        Arrays.fill(threes, 0.3);
        Finding found = EITHER.judge(sums, threes);
        assertThat(found.answer()).isEqualTo(Answer.NOT_WORSE);
        assertThat(found.numbers()).containsEntry("shift", 0.0).containsEntry("p", 1.0);
    }

    /** Kayenta's verdicts change for every second data set from 1 to 1e-6. */
    @Test
    void theUnitChangesNoVerdict() {
        var samples = new RandomSamples(21);
        int worse = 0;
        for (int run = 0; run < 3000; run++) {
            RandomSamples.Pair pair = samples.next(4, 60);
            MannWhitney test = new MannWhitney(
                    0.98,
                    0.25,
                    Direction.EITHER,
                    run % 2 == 0 ? new Effect(Measure.MEAN_RATIO, 1.2, 0.9, 1.5, 0.5) : Effect.any(Measure.CLES),
                    run % 3 == 0 ? OptionalDouble.of(3) : OptionalDouble.empty());
            MetricResult plain = metric(test, true, true, pair.x(), pair.y());
            worse += plain.finding().answer() == Answer.WORSE ? 1 : 0;
            for (int power = -6; power <= 6; power++) {
                RandomSamples.Pair other = pair.times(Math.pow(10, power));
                MetricResult scaled = metric(test, true, true, other.x(), other.y());
                assertThat(scaled.classification())
                        .as("run %d times 1e%d", run, power)
                        .isEqualTo(plain.classification());
                assertThat(scaled.critical()).isEqualTo(plain.critical());
            }
        }
        assertThat(worse).isBetween(500, 2500); // both verdicts are among them
    }

    @Test
    void changingSidesTurnsTheVerdictAround() {
        var samples = new RandomSamples(22);
        for (int run = 0; run < 2000; run++) {
            RandomSamples.Pair pair = samples.next(4, 60);
            MannWhitney test = with(Effect.any(Measure.CLES));
            Classification there = classification(test, pair.y(), pair.x());
            assertThat(classification(test, pair.x(), pair.y()))
                    .isEqualTo(
                            switch (there) {
                                case HIGH -> Classification.LOW;
                                case LOW -> Classification.HIGH;
                                default -> there;
                            });
        }
    }

    /** 0.25 % by simulation of Kayenta itself at this size, for values that do not depend on each other. */
    @Test
    void equalSidesAreSeldomCalledWorse() {
        var samples = new RandomSamples(23);
        int worse = 0;
        for (int run = 0; run < 10_000; run++) {
            RandomSamples.Pair pair = samples.smooth(50, 0);
            worse += classification(EITHER, pair.x(), pair.y()).failed() ? 1 : 0;
        }
        assertThat(worse).isBetween(5, 45);
    }

    @Test
    void equalSidesWithMostlyZerosAreSeldomCalledWorse() {
        var random = new Random(24);
        int worse = 0;
        for (int run = 0; run < 10_000; run++) {
            double[] x = random.doubles(60).map(v -> v < 0.85 ? 0 : v).toArray();
            double[] y = random.doubles(60).map(v -> v < 0.85 ? 0 : v).toArray();
            worse += classification(with(Effect.any(Measure.CLES)), x, y).failed() ? 1 : 0;
        }
        assertThat(worse).isBetween(1, 45);
    }

    @Test
    void settingsThatMakeNoSenseAreRefused() {
        Effect any = Effect.any(Measure.MEAN_RATIO);
        assertThatThrownBy(() -> new MannWhitney(1, 0.25, Direction.EITHER, any, OptionalDouble.empty()))
                .hasMessageContaining("confidence");
        assertThatThrownBy(() -> new MannWhitney(0.98, -1, Direction.EITHER, any, OptionalDouble.empty()))
                .hasMessageContaining("tolerance");
        assertThatThrownBy(() -> new MannWhitney(0.98, 0.25, Direction.EITHER, any, OptionalDouble.of(0)))
                .hasMessageContaining("outliers");
        assertThatThrownBy(() -> new Effect(Measure.CLES, 1.2, 0, 1, 0)).hasMessageContaining("1.2");
        assertThatThrownBy(() -> new Effect(Measure.MEAN_RATIO, Double.NaN, 0, 1, 0))
                .hasMessageContaining("NaN");
    }

    private static MannWhitney with(Effect effect) {
        return new MannWhitney(0.98, 0.25, Direction.EITHER, effect, OptionalDouble.empty());
    }

    private static Classification classification(MannWhitney test, double[] x, double[] y) {
        return metric(test, false, false, x, y).classification();
    }

    private static MetricResult metric(
            MannWhitney test, boolean critical, boolean mustHaveData, double[] x, double[] y) {
        return test.judge("latency", List.of("all"), critical, mustHaveData, x, y);
    }
}
