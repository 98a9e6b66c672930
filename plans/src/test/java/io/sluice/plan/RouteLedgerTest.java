package io.sluice.plan;

import static io.sluice.plan.engine.Specs.EU;
import static io.sluice.plan.engine.Specs.US;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.plan.PlanEvent.Purpose;
import io.sluice.plan.PlanEvent.WriteIntended;
import io.sluice.plan.PlanEvent.WriteRefused;
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
                .extracting(RouteLedger.Outstanding::write)
                .containsExactly(1);
        assertThat(ledger.applied(7, AT)).isEqualTo(ledger);
        assertThat(ledger.refused(new WriteRefused(7, "denied", false, "no"))).isEqualTo(ledger);
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
