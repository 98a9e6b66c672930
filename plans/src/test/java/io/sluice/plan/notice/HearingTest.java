package io.sluice.plan.notice;

import static io.sluice.plan.Severity.CRITICAL;
import static io.sluice.plan.Severity.INFO;
import static io.sluice.plan.Severity.WARNING;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.plan.PlanSpec;
import io.sluice.plan.Recipient;
import io.sluice.plan.Severity;
import io.sluice.plan.engine.Specs;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HearingTest {
    private static final PlanSpec NAMES_NOBODY = spec(Optional.empty());

    private static PlanSpec spec(Optional<List<Recipient>> recipients) {
        return Specs.over("aws/edge").shift(5, Duration.ZERO).told(recipients).build();
    }

    private static PlanSpec naming(String receiver, Optional<Severity> minSeverity) {
        return spec(
                Optional.of(List.of(new Recipient("other", Optional.empty()), new Recipient(receiver, minSeverity))));
    }

    private static Notice notice(Severity severity) {
        return Notice.of("held", severity, "held");
    }

    @Test
    void withoutANameThoseHearWhoHearOfEveryPlan() {
        assertThat(new Hearing("chat", INFO, true, false).hears(NAMES_NOBODY, notice(INFO)))
                .isTrue();
        assertThat(new Hearing("chat", INFO, false, false).hears(NAMES_NOBODY, notice(CRITICAL)))
                .isFalse();
    }

    @Test
    void nobodyHearsLessThanTheySaid() {
        Hearing chat = new Hearing("chat", WARNING, true, false);
        assertThat(chat.hears(NAMES_NOBODY, notice(INFO))).isFalse();
        assertThat(chat.hears(NAMES_NOBODY, notice(WARNING))).isTrue();
        assertThat(chat.hears(NAMES_NOBODY, notice(CRITICAL))).isTrue();
    }

    @Test
    void whoHeardOfABeginningHearsOfItsEnd() {
        Hearing chat = new Hearing("chat", CRITICAL, true, false);
        assertThat(chat.hears(NAMES_NOBODY, notice(INFO).ending(CRITICAL))).isTrue();
        assertThat(chat.hears(NAMES_NOBODY, notice(INFO).ending(WARNING))).isFalse();
    }

    @Test
    void aPlanSaysWhoAndFromWhere() {
        Hearing chat = new Hearing("chat", WARNING, true, false);
        assertThat(chat.hears(naming("chat", Optional.of(INFO)), notice(INFO))).isTrue();
        assertThat(chat.hears(naming("chat", Optional.of(CRITICAL)), notice(WARNING)))
                .isFalse();
        assertThat(chat.hears(naming("chat", Optional.empty()), notice(INFO))).isFalse();
        assertThat(chat.hears(naming("chat", Optional.empty()), notice(WARNING)))
                .isTrue();
        assertThat(chat.hears(naming("mail", Optional.of(INFO)), notice(CRITICAL)))
                .isFalse();
        assertThat(chat.hears(spec(Optional.of(List.of())), notice(CRITICAL))).isFalse();
    }

    @Test
    void whatIsForCallingPeopleHearsNothingElse() {
        Hearing page = new Hearing("page", CRITICAL, true, true);
        assertThat(page.hears(NAMES_NOBODY, notice(CRITICAL))).isFalse();
        assertThat(page.hears(NAMES_NOBODY, notice(WARNING).with(Attention.NEEDED)))
                .isFalse();
        assertThat(page.hears(NAMES_NOBODY, notice(CRITICAL).with(Attention.NEEDED)))
                .isTrue();
    }

    @Test
    void aCallIsTakenBackWhateverItsSeverityWas() {
        Notice over = notice(INFO).with(Attention.OVER);
        assertThat(new Hearing("page", CRITICAL, true, true).hears(NAMES_NOBODY, over))
                .isTrue();
        assertThat(new Hearing("page", CRITICAL, false, true).hears(NAMES_NOBODY, over))
                .isFalse();
        assertThat(new Hearing("page", CRITICAL, false, true).hears(naming("page", Optional.of(CRITICAL)), over))
                .isTrue();
    }
}
