package io.sluice.plan.preview;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.plan.JournalLine;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanEvent.CancelAsked;
import io.sluice.plan.PlanEvent.PauseAsked;
import io.sluice.plan.PlanEvent.ResumeAsked;
import io.sluice.plan.PlanSpec;
import io.sluice.plan.Principal;
import io.sluice.plan.Schedule;
import io.sluice.plan.decide.Calendars;
import io.sluice.plan.decide.Pace;
import io.sluice.plan.decide.Timings;
import io.sluice.plan.engine.Specs;
import io.sluice.plan.preview.Rehearsal.Moment;
import io.sluice.plan.preview.Rehearsal.Run;
import io.sluice.traffic.Timing;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** When a plan will be through, said at some moment of its run, and how far it is by then. */
class OutlookTest {
    private static final Timing TIMING =
            new Timing(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(20), Duration.ofSeconds(2));
    private static final Timings TIMINGS = new Timings(Map.of("edge", TIMING), Map.of());
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

    /** Half and all, an hour each. */
    private static Specs twoHours() {
        return Specs.over("p/edge").shift(50, HOUR).shift(100, HOUR);
    }

    /** As it stands a while after it was submitted at noon. */
    private static Plan after(PlanSpec spec, Duration time) {
        Plan submitted = Scenes.of(spec).scene().submitted(NOON);
        Run run = Rehearsal.of(submitted, Scenes.of(spec).scene().world(), Pace.STANDARD, NOON);
        return run.moments().stream()
                .filter(moment -> !moment.at().isAfter(NOON.plus(time)))
                .reduce((_, last) -> last)
                .map(Moment::after)
                .orElse(submitted);
    }

    private static Plan and(Plan plan, Duration time, PlanEvent event) {
        return plan.after(JournalLine.following(plan.version(), List.of(event), Principal.LOCAL, NOON.plus(time)));
    }

    private static Outlook at(Plan plan, Duration time) {
        return Outlook.of(plan, known(Map.of()), Pace.STANDARD, NOON.plus(time));
    }

    private static Outlook.Known known(Map<String, Outlook.Told> routes) {
        return new Outlook.Known(TIMINGS, Calendars.NONE, routes);
    }

    private static Duration minutes(long minutes) {
        return Duration.ofMinutes(minutes);
    }

    @Test
    void it_is_what_is_left_of_bakes_and_pauses() {
        Plan plan = after(twoHours().build(), minutes(90));

        assertThat(at(plan, minutes(90))).isEqualTo(new Outlook(Optional.of(NOON.plus(minutes(120))), 75));
    }

    @Test
    void before_the_start_it_counts_from_the_start() {
        Schedule later = new Schedule(
                Optional.of(NOON.plus(minutes(30))),
                ZoneOffset.UTC,
                List.of(),
                List.of(),
                Schedule.AtWindowEnd.HOLD,
                false);
        Plan plan = after(twoHours().schedule(later).build(), Duration.ZERO);

        assertThat(at(plan, minutes(10))).isEqualTo(new Outlook(Optional.of(NOON.plus(minutes(150))), 0));
    }

    @Test
    void the_way_back_of_a_drill_is_in_it_and_its_end_is_all_of_it() {
        PlanSpec drill = twoHours().atEnd(PlanSpec.AtEnd.REVERT).build();
        Instant guarded = NOON.plus(minutes(120)).plusSeconds(30);

        assertThat(at(after(drill, minutes(90)), minutes(90))).isEqualTo(new Outlook(Optional.of(guarded), 75));
        assertThat(at(after(drill, minutes(130)), minutes(130))).isEqualTo(new Outlook(Optional.empty(), 100));
    }

    @Test
    void windows_are_in_it() {
        Schedule noonToHalfPastOne = new Schedule(
                Optional.empty(),
                ZoneOffset.UTC,
                List.of(new Schedule.Window(EnumSet.allOf(DayOfWeek.class), LocalTime.of(12, 0), LocalTime.of(13, 30))),
                List.of(),
                Schedule.AtWindowEnd.HOLD,
                false);
        PlanSpec spec = twoHours().schedule(noonToHalfPastOne).build();
        Optional<Instant> tomorrow = Optional.of(NOON.plus(Duration.ofDays(1)).plus(minutes(30)));

        assertThat(at(after(spec, minutes(10)), minutes(10)).end()).isEqualTo(tomorrow);
        assertThat(at(after(spec, minutes(120)), minutes(120))).isEqualTo(new Outlook(tomorrow, 75));
    }

    @Test
    void a_hold_that_only_a_person_ends_has_no_end_and_afterwards_it_is_later() {
        Plan paused = and(after(twoHours().build(), minutes(30)), minutes(30), new PauseAsked("wait"));
        assertThat(at(paused, minutes(50))).isEqualTo(new Outlook(Optional.empty(), 25));

        Plan resumed = and(paused, minutes(50), new ResumeAsked(Optional.empty(), "go on"));
        assertThat(at(resumed, minutes(50))).isEqualTo(new Outlook(Optional.of(NOON.plus(minutes(140))), 25));
    }

    @Test
    void so_has_a_plan_that_will_wait_for_one() {
        Plan plan = after(twoHours().pause(Optional.empty()).build(), minutes(30));

        assertThat(at(plan, minutes(30)).end()).isEmpty();
    }

    @Test
    void what_is_over_has_no_end_to_come() {
        assertThat(at(after(twoHours().build(), minutes(121)), minutes(121)))
                .isEqualTo(new Outlook(Optional.empty(), 100));
        Plan cancelled = and(after(twoHours().build(), minutes(90)), minutes(90), new CancelAsked("enough"));
        assertThat(at(cancelled, minutes(90))).isEqualTo(new Outlook(Optional.empty(), 50));
    }

    @Test
    void traffic_that_follows_late_is_in_it() {
        Plan plan = Scenes.of(twoHours().build()).scene().submitted(NOON);

        Outlook slow = Outlook.of(
                plan,
                known(Map.of("edge", new Outlook.Told(Set.of(Specs.EU, Specs.US), minutes(5)))),
                Pace.STANDARD,
                NOON);

        assertThat(slow.end()).contains(NOON.plus(minutes(130)));
    }
}
