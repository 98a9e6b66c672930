package io.sluice.plan;

import static io.sluice.plan.engine.Specs.EU;
import static io.sluice.plan.engine.Specs.US;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.plan.PlanEvent.Purpose;
import io.sluice.plan.PlanEvent.WriteIntended;
import io.sluice.plan.PlanEvent.WriteRefused;
import io.sluice.plan.RouteLedger.Outstanding;
import io.sluice.traffic.Weights;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RouteLedgerTest {
    private static final Instant AT = Instant.parse("2026-11-24T08:00:00Z");
    private static final Weights SOME = Weights.of(US, 500, EU);
    private static final Weights MORE = Weights.of(US, 1_000, EU);

    @Test
    void aCallMayLandFromItsIntentUntilItsLimit() {
        RouteLedger ledger = asked(RouteLedger.EMPTY, 1, SOME);

        assertThat(ledger.outstandingAt(AT)).hasSize(1);
        assertThat(ledger.outstandingAt(AT.plusSeconds(19))).hasSize(1);
        assertThat(ledger.outstandingAt(AT.plusSeconds(20))).isEmpty();
        assertThat(ledger.mayHaveMoved()).isTrue();
        assertThat(ledger.lastAttempt()).contains(AT);
    }

    @Test
    void anAnswerSettlesItsOwnCallAndNoOther() {
        RouteLedger ledger = asked(asked(RouteLedger.EMPTY, 1, SOME), 2, MORE);

        assertThat(ledger.applied(2, AT).outstanding())
                .extracting(Outstanding::write)
                .containsExactly(1);
        assertThat(ledger.applied(7, AT)).isEqualTo(ledger);
        assertThat(ledger.refused(new WriteRefused(7, "denied", false, "no"))).isEqualTo(ledger);
    }

    /** Else a look from before the call that was done would pass for one after it. */
    @Test
    void aCallThatWasRefusedAskedForNothing() {
        RouteLedger done = asked(RouteLedger.EMPTY, 1, SOME).applied(1, AT);
        RouteLedger refused = asked(done, 2, MORE).refused(new WriteRefused(2, "conflict", true, "no"));

        assertThat(refused.lastAskedOther(MORE)).isTrue();
        assertThat(refused.lastAskedOther(SOME)).isFalse();
        RouteLedger again = asked(refused, 3, MORE).refused(new WriteRefused(3, "conflict", true, "no"));
        assertThat(again.lastAsked()).contains(SOME);
        assertThat(asked(again, 4, MORE).lastAsked()).contains(MORE);
    }

    @Test
    void aRefusalOfAnEarlierCallTakesNothingBackOfTheLast() {
        RouteLedger both = asked(asked(RouteLedger.EMPTY, 1, SOME), 2, MORE);

        assertThat(both.refused(new WriteRefused(1, "conflict", true, "no")).lastAsked())
                .contains(MORE);
    }

    @Test
    void onlyARefusalThatNoRepetitionHealsIsAFailure() {
        RouteLedger ledger = asked(RouteLedger.EMPTY, 1, SOME);

        assertThat(ledger.refused(new WriteRefused(1, "throttled", true, "later"))
                        .failure())
                .isEmpty();
        RouteLedger denied = ledger.refused(new WriteRefused(1, "denied", false, "not allowed"));
        assertThat(denied.failure()).contains("not allowed");
        assertThat(denied.fresh().failure()).isEmpty();
        assertThat(asked(denied, 2, SOME).failure()).isEmpty();
    }

    private static PlanEvent.WriteUnknown unanswered(int write) {
        return new PlanEvent.WriteUnknown(write, "no answer in 10 s");
    }

    @Test
    void whatLastWentWrongIsRememberedUntilACallIsDoneWhateverItWas() {
        RouteLedger ledger = asked(RouteLedger.EMPTY, 1, SOME);
        RouteLedger late = ledger.unknown(unanswered(1), AT);

        assertThat(ledger.trouble()).isEmpty();
        assertThat(late.trouble()).contains("no answer in 10 s");
        assertThat(late.failure()).isEmpty();
        assertThat(asked(late, 2, SOME).trouble()).contains("no answer in 10 s");
        assertThat(asked(late, 2, SOME)
                        .refused(new WriteRefused(2, "throttled", true, "later"))
                        .trouble())
                .contains("later");
        assertThat(asked(late, 2, SOME).applied(2, AT).trouble()).isEmpty();
        assertThat(late.reverting(false).trouble()).isEmpty();
    }

    @Test
    void aNewWishForgetsAttemptsAndNotWhatMayStillLand() {
        RouteLedger fresh = asked(asked(RouteLedger.EMPTY, 1, SOME), 2, SOME).fresh();

        assertThat(fresh.attempts()).isZero();
        assertThat(fresh.lastAttempt()).isEmpty();
        assertThat(fresh.outstanding()).hasSize(2);
        assertThat(fresh.lastAskedOther(MORE)).isTrue();
        assertThat(fresh.lastAskedOther(SOME)).isFalse();
    }

    @Test
    void aRouteIsRestoredOnceACallForTheBaselineWasAnsweredAndUntilOtherWeightsAreAskedFor() {
        RouteLedger reverting = asked(RouteLedger.EMPTY, 1, SOME).reverting(false);
        assertThat(reverting.restored()).isFalse();

        RouteLedger restored = askedForBaseline(reverting, 2).applied(2, AT);
        assertThat(restored.restored()).isTrue();
        assertThat(askedForBaseline(restored, 3).restored()).isTrue();
        assertThat(restored.reverting(false).restored()).isFalse();
        assertThat(asked(restored, 4, SOME).restored()).isFalse();
        assertThat(reverting.applied(1, AT).restored()).isFalse();
    }

    @Test
    void aPlanThatTakesOverABaselineRestoresRoutesItNeverTouched() {
        assertThat(RouteLedger.EMPTY.reverting(true).mayHaveMoved()).isTrue();
        assertThat(RouteLedger.EMPTY.reverting(false).mayHaveMoved()).isFalse();
        assertThat(askedForBaseline(RouteLedger.EMPTY, 1).mayHaveMoved()).isFalse();
    }

    /** Two calls for other weights, and the answer to the first comes last: which of the two took effect last, nobody knows. */
    @Test
    void anAnswerAfterALaterCallForOtherWeightsLeavesItsCallToLandLate() {
        RouteLedger ledger = asked(asked(RouteLedger.EMPTY, 1, SOME), 2, MORE);

        RouteLedger inTime = ledger.applied(1, AT.plusSeconds(5));
        assertThat(inTime.outstanding())
                .containsExactly(
                        new Outstanding(1, Optional.of(SOME), AT.plusSeconds(5)),
                        new Outstanding(2, Optional.of(MORE), AT.plusSeconds(20)));
        assertThat(inTime.lateAt(AT.plusSeconds(5)))
                .extracting(Outstanding::write)
                .containsExactly(1);
        assertThat(inTime.touched()).isTrue();
        assertThat(ledger.applied(1, AT.plusSeconds(30)).outstanding())
                .as("it could land no more before its answer came")
                .contains(new Outstanding(1, Optional.of(SOME), AT.plusSeconds(20)));
        assertThat(asked(ledger, 3, SOME).applied(1, AT.plusSeconds(5)).outstanding())
                .as("the last call wants the same, so it does not matter which was last")
                .extracting(Outstanding::write)
                .containsExactly(2, 3);
        assertThat(asked(askedForBaseline(RouteLedger.EMPTY, 1), 2, MORE)
                        .applied(1, AT)
                        .outstanding())
                .as("a call for the baseline is no weight to look for")
                .extracting(Outstanding::write)
                .containsExactly(2);
    }

    @Test
    void onlyCallsForWeightsAreLookedForOnceTheyCanLandNoMore() {
        RouteLedger ledger = askedForBaseline(asked(RouteLedger.EMPTY, 1, SOME), 2);

        assertThat(ledger.lateAt(AT.plusSeconds(19))).isEmpty();
        assertThat(ledger.lateAt(AT.plusSeconds(20)))
                .extracting(Outstanding::write)
                .containsExactly(1);
    }

    @Test
    void theNextCallForgetsOneForTheBaselineThatCanLandNoMoreAndNoneForWeights() {
        RouteLedger ledger = askedForBaseline(asked(RouteLedger.EMPTY, 1, SOME), 2);

        assertThat(ledger.intended(intent(3, Optional.of(MORE)), AT.plusSeconds(19))
                        .outstanding())
                .extracting(Outstanding::write)
                .containsExactly(1, 2, 3);
        assertThat(ledger.intended(intent(3, Optional.of(MORE)), AT.plusSeconds(20))
                        .outstanding())
                .extracting(Outstanding::write)
                .containsExactly(1, 3);
    }

    /** A cloud that never answers must not make a plan grow without end; that the route may have moved is never forgotten. */
    @Test
    void ofCallsThatCanLandNoMoreTheLastAreRemembered() {
        RouteLedger ledger = RouteLedger.EMPTY;
        for (int write = 1; write <= 33; write++) {
            ledger = asked(ledger, write, SOME);
        }
        Instant later = AT.plusSeconds(60);

        RouteLedger one = asked(RouteLedger.EMPTY, 1, SOME).intended(intent(2, Optional.of(SOME)), later);
        assertThat(one.touched()).isFalse();
        RouteLedger more = ledger.intended(intent(34, Optional.of(SOME)), later);
        assertThat(more.outstanding())
                .extracting(Outstanding::write)
                .startsWith(2, 3)
                .endsWith(33, 34)
                .hasSize(33);
        assertThat(more.touched()).isTrue();
        RouteLedger full = ledger.refused(new WriteRefused(33, "denied", false, "no"));
        assertThat(full.intended(intent(34, Optional.of(SOME)), later))
                .satisfies(kept -> assertThat(kept.outstanding()).hasSize(33))
                .satisfies(kept -> assertThat(kept.touched()).isFalse());
    }

    @Test
    void aCallThatWasSeenToHaveLandedLateIsOverAndTheRouteTouched() {
        RouteLedger ledger = asked(asked(RouteLedger.EMPTY, 1, SOME), 2, MORE);

        RouteLedger landed = ledger.landedLate(1);

        assertThat(landed.outstanding()).extracting(Outstanding::write).containsExactly(2);
        assertThat(landed.touched()).isTrue();
        assertThat(landed.attempts()).isZero();
        assertThat(ledger.landedLate(7)).as("of another route").isEqualTo(ledger);
    }

    @Test
    void aCallThatNobodyAnsweredMayHaveBeenDoneUntilItWasGivenUp() {
        RouteLedger ledger = asked(RouteLedger.EMPTY, 1, SOME);

        assertThat(ledger.unknown(unanswered(1), AT.plusSeconds(2)).changedAt()).contains(AT.plusSeconds(2));
        assertThat(ledger.unknown(unanswered(1), AT.plusSeconds(2)).outstanding())
                .isEqualTo(ledger.outstanding());
        assertThat(ledger.unknown(unanswered(7), AT.plusSeconds(2)))
                .as("of another route")
                .isEqualTo(ledger);
    }

    private static RouteLedger asked(RouteLedger ledger, int write, Weights to) {
        return ledger.intended(intent(write, Optional.of(to)), AT);
    }

    private static RouteLedger askedForBaseline(RouteLedger ledger, int write) {
        return ledger.intended(intent(write, Optional.empty()), AT);
    }

    private static WriteIntended intent(int write, Optional<Weights> to) {
        return new WriteIntended(write, "edge", Optional.empty(), to, Purpose.FORWARD, AT.plusSeconds(20), 1);
    }
}
