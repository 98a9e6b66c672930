package io.sluice.plan.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.sluice.plan.judge.BurnRate.Spent;
import io.sluice.plan.judge.Finding.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The Workbook's page: an objective of 99.9 %, 2 % of a month's budget in an hour, which is 14.4 times the even pace. */
class BurnRateTest {
    @ParameterizedTest(name = "{0}: {1} of {2} in the hour, {3} of {4} in five minutes")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            # what                             | hour        | 5 minutes   | answer    | long | short
            nothing wrong                      | 0    | 6000 | 0    | 500  | NOT_WORSE | 0    | 0
            a sound service                    | 6    | 6000 | 1    | 1000 | NOT_WORSE | 1    | 1
            fast over both                     | 90   | 6000 | 10   | 500  | WORSE     | 15   | 20
            fast, and over by now              | 90   | 6000 | 1    | 500  | NOT_WORSE | 15   | 2
            fast for five minutes, of no weight| 60   | 6000 | 20   | 500  | NOT_WORSE | 10   | 40
            everything fails                   | 6000 | 6000 | 500  | 500  | WORSE     | 1000 | 1000
            nobody asks any more               | 90   | 6000 | 0    | 0    | NOT_WORSE | 15   | 0
            """)
    void answers(
            String what,
            double bad,
            double total,
            double lastBad,
            double lastTotal,
            Answer answer,
            double slow,
            double fast) {
        Finding finding = BurnRate.judge(new Spent(bad, total), new Spent(lastBad, lastTotal), 0.999, 14.4);

        assertThat(finding.answer()).as(what).isEqualTo(answer);
        assertThat(finding.numbers().get("longRate")).isCloseTo(slow, within(1e-9));
        assertThat(finding.numbers().get("shortRate")).isCloseTo(fast, within(1e-9));
        assertThat(finding.value()).isCloseTo(Math.min(slow, fast), within(1e-9));
        assertThat(finding.limit()).isEqualTo(14.4);
    }

    @Test
    void theReasonHasBothRatesAndWhatIsAllowed() {
        assertThat(BurnRate.judge(new Spent(90, 6000), new Spent(10, 500), 0.999, 14.4)
                        .reason())
                .isEqualTo("uses the error budget 15 times as fast as it may over the long window"
                        + " and 20 times over the short one (at most 14.4)");
    }

    @Test
    void theNumbersBehindTheAnswerAreKept() {
        assertThat(BurnRate.judge(new Spent(90, 6000), new Spent(10, 500), 0.999, 14.4)
                        .numbers())
                .containsEntry("longBad", 90.0)
                .containsEntry("longTotal", 6000.0)
                .containsEntry("shortBad", 10.0)
                .containsEntry("shortTotal", 500.0);
    }

    /** No requests are no proof of anything. */
    @Test
    void withoutRequestsNothingIsDecided() {
        Finding finding = BurnRate.judge(new Spent(0, 0), new Spent(0, 0), 0.999, 14.4);

        assertThat(finding.answer()).isEqualTo(Answer.UNDECIDED);
        assertThat(finding.value()).isNaN();
        assertThat(finding.numbers()).doesNotContainValue(Double.NaN);
        assertThat(finding.reason()).isEqualTo("there were no requests to judge");
    }

    @Test
    void moreErrorsThanRequestsCannotBe() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Spent(2, 1)).withMessage("no counts: 2.0 of 1.0");
        assertThatIllegalArgumentException().isThrownBy(() -> new Spent(-1, 1)).withMessage("no counts: -1.0 of 1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Spent(Double.NaN, 1))
                .withMessage("no counts: NaN of 1.0");
    }
}
