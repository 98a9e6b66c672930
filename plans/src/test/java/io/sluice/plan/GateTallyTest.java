package io.sluice.plan;

import static io.sluice.plan.Verdict.FAIL;
import static io.sluice.plan.Verdict.NOT_JUDGED;
import static io.sluice.plan.Verdict.PASS;
import static io.sluice.plan.Verdict.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.traffic.TimeWindow;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GateTallyTest {
    @Test
    void theFirstVerdictIsNewsAndTheSameOneIsNot() {
        assertThat(GateTally.NONE.isNews(NOT_JUDGED, Optional.empty())).isFalse();
        assertThat(GateTally.NONE.isNews(PASS, end(1))).isTrue();
        assertThat(judged(GateTally.NONE, PASS, 1).isNews(PASS, end(2))).isFalse();
    }

    @Test
    void eachFailedWindowIsNewsAndCountsOnce() {
        GateTally failed = judged(GateTally.NONE, FAIL, 1);

        assertThat(failed.isNews(FAIL, end(1))).isFalse();
        assertThat(failed.isNews(FAIL, end(2))).isTrue();
        assertThat(judged(failed, FAIL, 2).failures()).isEqualTo(2);
        assertThat(judged(judged(failed, UNKNOWN, 1), FAIL, 1).failures()).isEqualTo(1);
        assertThat(judged(judged(failed, PASS, 1), FAIL, 1).failures()).isEqualTo(1);
        assertThat(judged(judged(GateTally.NONE, UNKNOWN, 1), FAIL, 1).failures())
                .isEqualTo(1);
    }

    @Test
    void passesInBetweenDoNotWipeOutFailures() {
        GateTally tally = judged(judged(judged(GateTally.NONE, FAIL, 1), PASS, 2), FAIL, 3);

        assertThat(tally.failures()).isEqualTo(2);
        assertThat(tally.exceeds(1)).isTrue();
        assertThat(tally.exceeds(2)).isFalse();
    }

    @Test
    void forgivingHoldsForWhatWasJudgedByThen() {
        GateTally forgiven = judged(GateTally.NONE, UNKNOWN, 1).forgive();

        assertThat(forgiven.forgiven()).isTrue();
        assertThat(forgiven.isNews(UNKNOWN, end(1))).isFalse();
        assertThat(forgiven.isNews(UNKNOWN, end(2))).isTrue();
        assertThat(judged(forgiven, UNKNOWN, 2).forgiven()).isFalse();
        assertThat(judged(GateTally.NONE, FAIL, 1).forgive().failures()).isZero();
    }

    private static Optional<Instant> end(int minute) {
        return Optional.of(Instant.EPOCH.plusSeconds(60L * minute));
    }

    private static GateTally judged(GateTally tally, Verdict verdict, int minute) {
        Instant end = end(minute).orElseThrow();
        return tally.judged(new PlanEvent.GateJudged(
                "errors", verdict, Optional.of(new TimeWindow(end.minusSeconds(60), end)), "", List.of()));
    }
}
