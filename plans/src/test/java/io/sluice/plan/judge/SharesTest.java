package io.sluice.plan.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.sluice.plan.judge.Finding.Answer;
import io.sluice.plan.judge.ShareTest.Shared;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** {@link ShareTest} on splits of which people would say the same; the weight is 5 %, a tenth more or less is allowed. */
class SharesTest {
    private static final double ALPHA = 0.01;

    private static DynamicTest row(String sentence, List<Shared> minutes, String found) {
        return DynamicTest.dynamicTest(sentence, () -> {
            Finding finding = judge(minutes, 0.05);
            assertThat(finding.answer() + ", " + finding.reason()).startsWith(found);
        });
    }

    @TestFactory
    Stream<DynamicTest> answers() {
        return Stream.of(
                row(
                        "nothing was seen",
                        List.of(),
                        "UNDECIDED, no requests (the weights say 5 %): too few to tell whether traffic follows the weights"),
                row(
                        "nobody asked for anything",
                        minutes(60, 0, 0),
                        "UNDECIDED, no requests (the weights say 5 %): too few to tell whether traffic follows the weights"),
                row(
                        "one look at a right split",
                        minutes(1, 50, 1000),
                        "UNDECIDED, 50 of 1000 requests (5 %, the weights say 5 %): too few to tell whether traffic follows the weights"),
                row(
                        "a right split",
                        minutes(120, 500, 10_000),
                        "NOT_WORSE, 60000 of 1200000 requests (5 %, the weights say 5 %): traffic follows the weights"),
                row(
                        "a side that gets twice its share",
                        minutes(30, 100, 1000),
                        "WORSE, 3000 of 30000 requests (10 %, the weights say 5 %): traffic does not follow the weights, with a risk of error of "),
                row(
                        "a side that gets half its share",
                        minutes(30, 25, 1000),
                        "WORSE, 750 of 30000 requests (2.5 %, the weights say 5 %): traffic does not follow the weights, with a risk of error of "),
                row(
                        "a weight that was never applied",
                        minutes(5, 0, 1000),
                        "WORSE, 0 of 5000 requests (0 %, the weights say 5 %): traffic does not follow the weights, with a risk of error of "));
    }

    /** Connections that stay open and clients that stick: splits are never exact, and the margin is there for it. */
    @Test
    void aSplitThatIsOffByLessThanTheMarginIsNoMismatch() {
        assertThat(judge(minutes(1440, 520, 10_000), 0.05).answer()).isNotEqualTo(Answer.WORSE);
        assertThat(judge(minutes(1440, 480, 10_000), 0.05).answer()).isNotEqualTo(Answer.WORSE);
    }

    /** A side that is watched beside the others sees the same mismatch from the other end. */
    @Test
    void bothEndsOfASplitAgree() {
        for (int requests = 0; requests <= 1000; requests += 20) {
            Finding one = judge(minutes(30, requests, 1000), 0.4);
            Finding other = judge(minutes(30, 1000 - requests, 1000), 0.6);

            assertThat(other.answer()).as("%d of 1000", requests).isEqualTo(one.answer());
        }
    }

    @Test
    void theNumbersBehindTheAnswerAreKept() {
        Finding finding = judge(minutes(3, 100, 1000), 0.05);

        assertThat(finding.value()).isCloseTo(10, within(1e-12));
        assertThat(finding.limit()).isCloseTo(5, within(1e-12));
        assertThat(finding.numbers().keySet()).containsExactly("requests", "all", "windows", "alpha", "p", "pNotWorse");
        assertThat(finding.numbers())
                .containsEntry("requests", 300.0)
                .containsEntry("all", 3000.0)
                .containsEntry("windows", 3.0)
                .containsEntry("alpha", ALPHA);
    }

    @Test
    void withoutRequestsThereIsNoShare() {
        assertThat(judge(minutes(3, 0, 0), 0.05).value()).isNaN();
    }

    @Test
    void moreRequestsThanThereWereCannotBe() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Shared(2, 1)).withMessage("no share: 2 of 1");
        assertThatIllegalArgumentException().isThrownBy(() -> new Shared(-1, 1)).withMessage("no share: -1 of 1");
    }

    @Test
    void oneMinuteOfOneRequestDecidesNothing() {
        assertThat(judge(minutes(1, 1, 1), 0.05).answer()).isEqualTo(Answer.UNDECIDED);
    }

    private static Finding judge(List<Shared> minutes, double weight) {
        return ShareTest.judge(minutes, weight, 0.1, ALPHA);
    }

    private static List<Shared> minutes(int count, long requests, long all) {
        return Collections.nCopies(count, new Shared(requests, all));
    }
}
