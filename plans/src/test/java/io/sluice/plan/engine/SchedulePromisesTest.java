package io.sluice.plan.engine;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.plan.Gate;
import io.sluice.plan.JournalLine;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanEvent.ApprovalAsked;
import io.sluice.plan.PlanEvent.StepStarted;
import io.sluice.plan.PlanEvent.WebhookReached;
import io.sluice.plan.PlanEvent.WeightsVerified;
import io.sluice.plan.PlanSpec;
import io.sluice.plan.Principal;
import io.sluice.plan.Step.OnTimeout;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The oracle of the promises about time finds a bake that was cut short, whatever the plan waited for after it. */
class SchedulePromisesTest {
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
    private static final Duration BAKE = Duration.ofMinutes(10);

    enum Question {
        APPROVAL,
        WEBHOOK;

        PlanSpec spec() {
            Specs half = Specs.over("p/edge").shift(50, BAKE);
            Specs asking = switch (this) {
                case APPROVAL -> half.approval("leads", 1, Optional.empty(), OnTimeout.HOLD);
                case WEBHOOK -> half.webhook("any", BAKE, Gate.OnFail.HOLD);
            };
            return asking.shift(100, Duration.ZERO).build();
        }

        PlanEvent asked() {
            return switch (this) {
                case APPROVAL -> new ApprovalAsked(2, "leads", 1, Optional.empty(), OnTimeout.HOLD, Map.of());
                case WEBHOOK -> new WebhookReached(2, "any", BAKE, Gate.OnFail.HOLD);
            };
        }
    }

    /** Verified at noon, asked after a while, and answered hours later. */
    private static void check(Question question, Duration baked) {
        List<JournalLine> journal = new ArrayList<>();
        add(journal, new WeightsVerified(1), Duration.ZERO);
        add(journal, question.asked(), baked);
        add(journal, new StepStarted(3), Duration.ofHours(5));
        SchedulePromises.check(question.spec(), journal);
    }

    private static void add(List<JournalLine> journal, PlanEvent event, Duration after) {
        journal.addAll(JournalLine.following(journal.size(), List.of(event), Principal.SLUICE, NOON.plus(after)));
    }

    @ParameterizedTest
    @EnumSource
    void a_wait_makes_no_bake_longer(Question question) {
        assertThatThrownBy(() -> check(question, BAKE.minusSeconds(1)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("step 1 baked");
    }

    @ParameterizedTest
    @EnumSource
    void a_whole_bake_is_one(Question question) {
        assertThatCode(() -> check(question, BAKE)).doesNotThrowAnyException();
    }
}
