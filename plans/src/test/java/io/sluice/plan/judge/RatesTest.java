package io.sluice.plan.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.plan.judge.Finding.Answer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** {@link RateTest} on minutes of which people would say the same. */
class RatesTest {
    private static final double ALPHA = 0.01;

    /** A minute of a sound service: a tenth of 6,000 requests on the judged side, one in a hundred goes wrong. */
    private static final Counts SOUND = new Counts(6, 600, 54, 5400);

    private static DynamicTest row(String sentence, List<Counts> minutes, double margin, String found) {
        return DynamicTest.dynamicTest(sentence, () -> {
            Finding finding = RateTest.judge(minutes, margin, ALPHA);
            assertThat(finding.answer() + ", " + finding.reason()).isEqualTo(found);
        });
    }

    @TestFactory
    Stream<DynamicTest> answers() {
        return Stream.of(
                row(
                        "nothing was seen",
                        List.of(),
                        0.5,
                        "UNDECIDED, 0 of 0 here and 0 of 0 there: too few to tell whether that is more than 1.5 times the other side's rate"),
                row(
                        "the judged side has no requests",
                        minutes(60, new Counts(0, 0, 54, 5400)),
                        0.5,
                        "UNDECIDED, 0 of 0 here and 3240 of 324000 there: too few to tell whether that is more than 1.5 times the other side's rate"),
                row(
                        "the other side has no requests",
                        minutes(60, new Counts(600, 600, 0, 0)),
                        0.5,
                        "UNDECIDED, 36000 of 36000 here and 0 of 0 there: too few to tell whether that is more than 1.5 times the other side's rate"),
                row(
                        "no errors at all say nothing of a ratio",
                        minutes(600, new Counts(0, 600, 0, 5400)),
                        0.5,
                        "UNDECIDED, 0 of 360000 here and 0 of 3240000 there: too few to tell whether that is more than 1.5 times the other side's rate"),
                row(
                        "one look at a sound side",
                        minutes(1, SOUND),
                        0.5,
                        "UNDECIDED, 6 of 600 here and 54 of 5400 there: too few to tell whether that is more than 1.5 times the other side's rate"),
                row(
                        "a sound side is let go once enough was seen",
                        minutes(30, SOUND),
                        0.5,
                        "NOT_WORSE, 180 of 18000 here and 1620 of 162000 there: not more than 1.5 times the other side's rate"),
                row(
                        "without a margin a sound side is never shown to be as good, only not to be worse",
                        minutes(600, SOUND),
                        0,
                        "UNDECIDED, 3600 of 360000 here and 32400 of 3240000 there: too few to tell whether that is more than 1 times the other side's rate"),
                row(
                        "a side with no errors beside one that has some",
                        minutes(10, new Counts(0, 600, 54, 5400)),
                        0,
                        "NOT_WORSE, 0 of 6000 here and 540 of 54000 there: not more than 1 times the other side's rate"));
    }

    @Test
    void twiceTheErrorsAreWorse() {
        Finding finding = RateTest.judge(minutes(20, new Counts(12, 600, 54, 5400)), 0.25, ALPHA);

        assertThat(finding.answer()).isEqualTo(Answer.WORSE);
        assertThat(finding.reason())
                .startsWith("240 of 12000 here and 1080 of 108000 there: more than 1.25 times the other side's rate,"
                        + " with a risk of error of ")
                .endsWith(" (0.01 allowed)");
    }

    /** Where the other side has no error at all, a ratio of rates has none; the part of the errors has one. */
    @Test
    void errorsOnTheJudgedSideAloneAreWorse() {
        assertThat(minutesUntilWorse(new Counts(5, 100, 0, 900), 0.5)).isLessThanOrEqualTo(2);
    }

    @Test
    void aSideThatOnlyFailsIsFoundWithinTenOfItsRequests() {
        assertThat(minutesUntilWorse(new Counts(1, 1, 0, 9), 0.25)).isLessThanOrEqualTo(10);
        assertThat(minutesUntilWorse(new Counts(10, 10, 1, 990), 0.25)).isEqualTo(2);
    }

    @Test
    void oneBadMinuteIsAnIncidentAndNoSide() {
        List<Counts> minutes = new ArrayList<>(minutes(30, SOUND));
        minutes.set(20, new Counts(300, 600, 54, 5400));

        Finding finding = RateTest.judge(minutes, 0.5, ALPHA);

        assertThat(finding.numbers().get("p")).isLessThan(ALPHA);
        assertThat(finding.answer()).isEqualTo(Answer.UNDECIDED);
        assertThat(finding.reason()).contains("but for one window, too few to tell whether that is more than");
        minutes.set(25, new Counts(300, 600, 54, 5400));
        assertThat(RateTest.judge(minutes, 0.5, ALPHA).answer()).isEqualTo(Answer.WORSE);
    }

    /** Most of the belief is on a side that is bad from the start; one that turns bad later is found all the same. */
    @Test
    void aSideThatTurnsBadIsFoundWhateverWentBefore() {
        List<Counts> minutes = new ArrayList<>(minutes(240, SOUND));
        minutes.addAll(minutes(10, new Counts(60, 600, 54, 5400)));

        assertThat(RateTest.judge(minutes.subList(0, 240), 0.5, ALPHA).answer()).isEqualTo(Answer.NOT_WORSE);
        assertThat(RateTest.judge(minutes, 0.5, ALPHA).answer()).isEqualTo(Answer.WORSE);
    }

    @Test
    void whatBothSidesSufferAtOnceIsNobodysFault() {
        List<Counts> minutes = new ArrayList<>(minutes(30, SOUND));
        minutes.addAll(minutes(5, new Counts(300, 600, 2700, 5400)));
        minutes.addAll(minutes(30, SOUND));

        for (int end = 1; end <= minutes.size(); end++) {
            assertThat(RateTest.judge(minutes.subList(0, end), 0, ALPHA).answer())
                    .isNotEqualTo(Answer.WORSE);
        }
    }

    @Test
    void minutesInWhichOneSideHadNoRequestsTellNothing() {
        List<Counts> minutes = new ArrayList<>(minutes(20, new Counts(8, 600, 54, 5400)));
        Finding before = RateTest.judge(minutes, 0.25, ALPHA);
        minutes.add(3, new Counts(0, 0, 5400, 5400));
        minutes.add(9, new Counts(600, 600, 0, 0));

        assertThat(RateTest.judge(minutes, 0.25, ALPHA).numbers())
                .containsEntry("p", before.numbers().get("p"))
                .containsEntry("pNotWorse", before.numbers().get("pNotWorse"));
    }

    /** Who may err less must see more. */
    @Test
    void theRiskDecidesWhenAndNotWhat() {
        List<Counts> minutes = minutes(200, new Counts(12, 600, 54, 5400));
        List<Integer> delays = Stream.of(0.1, 0.01, 0.001, 1e-6)
                .map(alpha -> firstWorse(minutes, 0.25, alpha))
                .toList();

        assertThat(delays).isSorted().doesNotContain(Integer.MAX_VALUE);
        assertThat(delays.getLast()).isGreaterThan(delays.getFirst());
    }

    @Test
    void theNumbersBehindTheAnswerAreKept() {
        Finding finding = RateTest.judge(minutes(4, new Counts(12, 600, 54, 5400)), 0.25, ALPHA);

        assertThat(finding.value()).isCloseTo(2, within(1e-12));
        assertThat(finding.limit()).isCloseTo(1.25, within(1e-12));
        assertThat(finding.numbers())
                .containsEntry("bad", 48.0)
                .containsEntry("total", 2400.0)
                .containsEntry("otherBad", 216.0)
                .containsEntry("otherTotal", 21600.0)
                .containsEntry("windows", 4.0)
                .containsEntry("alpha", ALPHA)
                .containsKeys("p", "pNotWorse");
        assertThat(finding.numbers().get("p")).isBetween(0.0, 1.0);
        assertThat(finding.numbers().get("pNotWorse")).isBetween(0.0, 1.0);
    }

    @Test
    void whereNothingWasCountedThereIsNoRate() {
        Finding finding = RateTest.judge(minutes(3, new Counts(0, 0, 1, 10)), 0.25, ALPHA);

        assertThat(finding.value()).isNaN();
        assertThat(finding.limit()).isCloseTo(12.5, within(1e-12));
        assertThat(RateTest.judge(minutes(3, new Counts(1, 10, 0, 0)), 0.25, ALPHA)
                        .limit())
                .isNaN();
    }

    private static int minutesUntilWorse(Counts minute, double margin) {
        return firstWorse(minutes(1000, minute), margin, ALPHA);
    }

    private static int firstWorse(List<Counts> minutes, double margin, double alpha) {
        for (int end = 1; end <= minutes.size(); end++) {
            if (RateTest.judge(minutes.subList(0, end), margin, alpha).answer() == Answer.WORSE) {
                return end;
            }
        }
        return Integer.MAX_VALUE;
    }

    private static List<Counts> minutes(int count, Counts minute) {
        return Collections.nCopies(count, minute);
    }
}
