package io.sluice.plan.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.sluice.plan.judge.Finding.Answer;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link LevelTest} on minutes of which people would say the same. */
class LevelsTest {
    private static final double ALPHA = 0.01;

    private static DynamicTest row(String sentence, double[] values, double[] others, double margin, String found) {
        return DynamicTest.dynamicTest(sentence, () -> {
            Finding finding = LevelTest.judge(values, others, margin, ALPHA);
            assertThat(finding.answer() + ", " + finding.reason()).isEqualTo(found);
        });
    }

    @TestFactory
    Stream<DynamicTest> answers() {
        return Stream.of(
                row(
                        "nothing was seen",
                        minutes(),
                        minutes(),
                        0.2,
                        "UNDECIDED, no window has a value of both sides: too few to tell whether that is more than 1.2 times"),
                row(
                        "values that no latency can have are left out, whichever side has them",
                        minutes(0, -1, 100, 100, Double.NaN, 100, Double.POSITIVE_INFINITY),
                        minutes(100, 100, 0, -1, 100, Double.NaN, 100),
                        0.2,
                        "UNDECIDED, no window has a value of both sides: too few to tell whether that is more than 1.2 times"),
                row(
                        "one look at a sound side",
                        minutes(100),
                        minutes(100),
                        0.2,
                        "UNDECIDED, 1 times the other side over 1 windows: too few to tell whether that is more than 1.2 times"),
                row(
                        "a sound side is let go once enough was seen",
                        noisy(1, 60, 100),
                        noisy(2, 60, 100),
                        0.2,
                        "NOT_WORSE, 0.976 times the other side over 60 windows: not more than 1.2 times"));
    }

    @Test
    void halfAsSlowAgainIsWorse() {
        Finding finding = LevelTest.judge(noisy(1, 30, 150), noisy(2, 30, 100), 0.2, ALPHA);

        assertThat(finding.answer()).isEqualTo(Answer.WORSE);
        assertThat(finding.reason())
                .matches("1\\.\\d+ times the other side over 30 windows: more than 1\\.2 times,"
                        + " with a risk of error of \\S+ \\(0\\.01 allowed\\)");
    }

    /** Half of the belief is on a side that is bad from the start; one that turns bad later is found all the same. */
    @Test
    void aSideThatTurnsSlowIsFoundWhateverWentBefore() {
        double[] others = noisy(2, 250, 100);
        double[] values = noisy(1, 250, 100);
        for (int i = 240; i < values.length; i++) {
            values[i] *= 2;
        }

        assertThat(LevelTest.judge(first(240, values), first(240, others), 0.2, ALPHA)
                        .answer())
                .isEqualTo(Answer.NOT_WORSE);
        assertThat(LevelTest.judge(values, others, 0.2, ALPHA).answer()).isEqualTo(Answer.WORSE);
    }

    @Test
    void whatBothSidesSufferAtOnceIsNobodysFault() {
        double[] values = noisy(1, 120, 100);
        double[] others = noisy(2, 120, 100);
        for (int i = 40; i < 60; i++) {
            values[i] *= 30;
            others[i] *= 30;
        }

        assertThat(everWorse(values, others, 0.2)).isFalse();
    }

    /** A pause of the garbage collector, or one slow minute: far out, and no shift. */
    @Test
    void oneMinuteFarOutIsNoShift() {
        double[] values = noisy(1, 120, 100);
        values[50] *= 2.5;

        assertThat(everWorse(values, noisy(2, 120, 100), 0.2)).isFalse();
    }

    @ParameterizedTest(name = "in units of 1 / {0}")
    @ValueSource(doubles = {1e-6, 1e-4, 1e-3, 1e3, 1e4, 1e6})
    void theUnitDoesNotMatter(double unit) {
        for (double level : new double[] {90, 110, 121, 130, 150, 300}) {
            double[] values = noisy(1, 40, level);
            double[] others = noisy(2, 40, 100);
            Finding plain = LevelTest.judge(values, others, 0.2, ALPHA);
            Finding scaled = LevelTest.judge(times(unit, values), times(unit, others), 0.2, ALPHA);

            assertThat(scaled.answer()).isEqualTo(plain.answer());
            assertThat(scaled.value()).isCloseTo(plain.value(), within(1e-12 * plain.value()));
            plain.numbers()
                    .forEach((name, number) -> assertThat(scaled.numbers().get(name))
                            .as(name)
                            .isCloseTo(number, within(1e-9 * Math.max(number, 1e-9))));
        }
    }

    @Test
    void theEvidenceAfterAMinuteKnowsNothingOfLaterOnes() {
        Random random = new Random(7);
        double[] ratios = random.doubles(300, -0.5, 0.4).toArray();
        double[] evidences = LevelTest.logEvidences(ratios);

        for (int end = 1; end <= ratios.length; end++) {
            assertThat(LevelTest.logEvidences(first(end, ratios))[end - 1]).isCloseTo(evidences[end - 1], within(1e-9));
        }
    }

    @Test
    void constantSidesAreJudgedToo() {
        double[] hundred = times(100, ones(60));

        assertThat(LevelTest.judge(hundred, hundred, 0.2, ALPHA).answer()).isEqualTo(Answer.NOT_WORSE);
        assertThat(LevelTest.judge(times(1.5, hundred), hundred, 0.2, ALPHA).answer())
                .isEqualTo(Answer.WORSE);
    }

    /** However far within the margin: what the noise of a side does in an hour is not seen in four minutes. */
    @Test
    void fewMinutesMakeNoSideSound() {
        assertThat(LevelTest.judge(times(100, ones(4)), times(100, ones(4)), 2, ALPHA)
                        .answer())
                .isEqualTo(Answer.UNDECIDED);
        assertThat(LevelTest.judge(times(100, ones(5)), times(100, ones(5)), 2, ALPHA)
                        .answer())
                .isEqualTo(Answer.NOT_WORSE);
    }

    @Test
    void theNumbersBehindTheAnswerAreKept() {
        Finding finding = LevelTest.judge(minutes(150, 0, 150), minutes(100, 100, 100), 0.2, ALPHA);

        assertThat(finding.value()).isCloseTo(1.5, within(1e-12));
        assertThat(finding.limit()).isCloseTo(1.2, within(1e-12));
        assertThat(finding.numbers())
                .containsEntry("windows", 2.0)
                .containsEntry("alpha", ALPHA)
                .containsKeys("p", "pNotWorse");
        assertThat(finding.numbers().get("ratio")).isCloseTo(1.5, within(1e-12));
    }

    @Test
    void withoutAValueThereIsNoRatio() {
        Finding finding = LevelTest.judge(minutes(), minutes(), 0.2, ALPHA);

        assertThat(finding.value()).isNaN();
        assertThat(finding.numbers()).doesNotContainKey("ratio").doesNotContainValue(Double.NaN);
    }

    @Test
    void sidesOfDifferentLengthAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LevelTest.judge(minutes(1, 2), minutes(1), 0.2, ALPHA))
                .withMessage("both sides have a value in each window");
    }

    private static boolean everWorse(double[] values, double[] others, double margin) {
        for (int end = 1; end <= values.length; end++) {
            if (LevelTest.judge(first(end, values), first(end, others), margin, ALPHA)
                            .answer()
                    == Answer.WORSE) {
                return true;
            }
        }
        return false;
    }

    /** Around a level, a tenth of it up or down. */
    private static double[] noisy(long seed, int minutes, double level) {
        Random random = new Random(seed);
        return DoubleStream.generate(() -> level * Math.exp(0.1 * random.nextGaussian()))
                .limit(minutes)
                .toArray();
    }

    private static double[] minutes(double... values) {
        return values;
    }

    private static double[] ones(int count) {
        double[] ones = new double[count];
        Arrays.fill(ones, 1);
        return ones;
    }

    private static double[] first(int count, double[] values) {
        return Arrays.copyOf(values, count);
    }

    private static double[] times(double factor, double[] values) {
        return Arrays.stream(values).map(value -> factor * value).toArray();
    }
}
