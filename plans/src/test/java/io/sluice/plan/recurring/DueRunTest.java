package io.sluice.plan.recurring;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.plan.Cron;
import io.sluice.plan.PlanId;
import io.sluice.plan.PlanSpec;
import io.sluice.plan.Principal;
import io.sluice.plan.Schedule;
import io.sluice.plan.engine.Specs;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is done about runs that are due, missed or in the way, with the clock at any time. */
class DueRunTest {
    private static final Instant THREE = Instant.parse("2026-11-24T03:00:00Z");
    private static final Instant TOMORROW = THREE.plus(Duration.ofDays(1));
    private static final PlanId OTHER = Specs.id(7);

    private static RecurringPlan daily(Instant nextRun) {
        Schedule schedule = new Schedule(
                Optional.empty(),
                ZoneId.of("UTC"),
                List.of(),
                List.of(),
                Schedule.AtWindowEnd.HOLD,
                false,
                Optional.of(Cron.of("0 3 * * *")));
        return new RecurringPlan(
                new RecurringId("rec_00000000000000000000000001"),
                Optional.of(Specs.over("p/edge")
                        .shift(10, Duration.ZERO)
                        .schedule(schedule)
                        .atEnd(PlanSpec.AtEnd.REVERT)
                        .build()),
                "{}",
                "sha256:0",
                Principal.LOCAL,
                THREE.minus(Duration.ofDays(30)),
                Optional.of(nextRun),
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static DueRun at(Instant now) {
        return DueRun.of(daily(THREE), Set.of(), Optional.empty(), now);
    }

    @Test
    void before_it_is_due_there_is_nothing_to_do() {
        assertThat(at(THREE.minusNanos(1))).isEqualTo(new DueRun.NotYet());
        assertThat(at(THREE.minus(Duration.ofDays(1)))).isEqualTo(new DueRun.NotYet());
    }

    @Test
    void one_that_a_clock_ahead_has_set_years_off_is_put_back_to_the_next_due_time() {
        RecurringPlan ahead = daily(Instant.parse("2036-11-24T03:00:00Z"));

        assertThat(DueRun.of(ahead, Set.of(), Optional.empty(), THREE.minusSeconds(60)))
                .isEqualTo(new DueRun.PutBack(THREE));
        assertThat(DueRun.of(ahead, Set.of(), Optional.empty(), THREE))
                .as("of the present one nobody knows whether it was there in time")
                .isEqualTo(new DueRun.PutBack(TOMORROW));
        assertThat(DueRun.of(ahead, Set.of(THREE, TOMORROW), Optional.empty(), THREE.minusSeconds(60)))
                .as("what has a run has none again")
                .isEqualTo(new DueRun.PutBack(TOMORROW.plus(Duration.ofDays(1))));
    }

    @Test
    void it_is_put_back_to_no_time_before_it_was_submitted_or_is_to_start() {
        assertThat(at(Instant.EPOCH)).isEqualTo(new DueRun.PutBack(THREE.minus(Duration.ofDays(29))));
    }

    @Test
    void due_times_that_a_clock_ahead_has_settled_are_passed_over_when_they_come() {
        assertThat(DueRun.of(daily(THREE), Set.of(TOMORROW), Optional.empty(), THREE))
                .isEqualTo(new DueRun.Submit(THREE, TOMORROW.plus(Duration.ofDays(1))));
    }

    @Test
    void when_it_is_due_and_for_an_hour_it_is_submitted() {
        assertThat(at(THREE)).isEqualTo(new DueRun.Submit(THREE, TOMORROW));
        assertThat(at(THREE.plus(Duration.ofHours(1)))).isEqualTo(new DueRun.Submit(THREE, TOMORROW));
    }

    @Test
    void later_it_was_missed() {
        assertThat(at(THREE.plus(Duration.ofHours(1)).plusMillis(1)))
                .isEqualTo(new DueRun.Skip(
                        THREE,
                        TOMORROW,
                        "nobody was there at 2026-11-24T03:00:00Z to submit it, and now it is too late"));
    }

    @Test
    void while_an_earlier_run_is_under_way_it_is_skipped() {
        assertThat(DueRun.of(daily(THREE), Set.of(), Optional.of(OTHER), THREE))
                .isEqualTo(new DueRun.Skip(THREE, TOMORROW, "plan " + OTHER + " of an earlier run is still under way"));
    }

    @Test
    void of_several_that_were_missed_the_last_is_made_up_for_if_it_is_not_too_late_for_it() {
        Instant lastWeek = THREE.minus(Duration.ofDays(7));
        Instant now = THREE.plusSeconds(600);

        assertThat(DueRun.of(daily(lastWeek), Set.of(), Optional.empty(), now))
                .isEqualTo(new DueRun.Skip(
                        THREE.minus(Duration.ofDays(1)),
                        THREE,
                        "nobody was there to submit the 7 runs from 2026-11-17T03:00:00Z to 2026-11-23T03:00:00Z, and now it is"
                                + " too late"));
        assertThat(DueRun.of(daily(THREE), Set.of(), Optional.empty(), now))
                .isEqualTo(new DueRun.Submit(THREE, TOMORROW));
    }

    @Test
    void and_otherwise_none_of_them() {
        Instant lastWeek = THREE.minus(Duration.ofDays(7));

        assertThat(DueRun.of(daily(lastWeek), Set.of(), Optional.empty(), THREE.plus(Duration.ofHours(5))))
                .isEqualTo(new DueRun.Skip(
                        THREE,
                        TOMORROW,
                        "nobody was there to submit the 8 runs from 2026-11-17T03:00:00Z to 2026-11-24T03:00:00Z, and now it is"
                                + " too late"));
    }

    @Test
    void whatever_the_clock_does_no_two_runs_are_submitted_closer_than_the_grace() {
        RecurringPlan plan = daily(THREE);
        Optional<Instant> submitted = Optional.empty();
        Instant now = THREE.minusSeconds(60);
        for (int i = 0; i < 200; i++) {
            switch (DueRun.of(plan, Set.of(), Optional.empty(), now)) {
                case DueRun.NotYet _ -> now = now.plus(Duration.ofMinutes(i % 7 == 0 ? 60L * i : 35));
                case DueRun.PutBack back -> throw new AssertionError(back);
                case DueRun.Skip(Instant due, Instant next, var _) -> {
                    assertThat(next).isAfter(due);
                    plan = daily(next);
                }
                case DueRun.Submit(Instant due, Instant next) -> {
                    assertThat(Duration.between(due, now)).isLessThanOrEqualTo(Duration.ofHours(1));
                    Instant at = now;
                    submitted.ifPresent(last ->
                            assertThat(Duration.between(last, at)).isGreaterThanOrEqualTo(Duration.ofHours(23)));
                    submitted = Optional.of(now);
                    plan = daily(next);
                }
            }
        }
        assertThat(submitted).isPresent();
    }
}
