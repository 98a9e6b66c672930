package io.sluice.plan.preview;

import static io.sluice.plan.engine.Specs.EU;
import static io.sluice.plan.engine.Specs.US;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.plan.Cron;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanSpec;
import io.sluice.plan.Schedule;
import io.sluice.plan.Schedule.AtWindowEnd;
import io.sluice.plan.Schedule.Blackout;
import io.sluice.plan.Schedule.Recurring;
import io.sluice.plan.Step.OnTimeout;
import io.sluice.plan.decide.Calendars;
import io.sluice.plan.decide.Calendars.Known;
import io.sluice.plan.decide.Pace;
import io.sluice.plan.engine.Specs;
import io.sluice.plan.preview.Rehearsal.OpenEnd;
import io.sluice.plan.preview.Rehearsal.Run;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Every rehearsal ends, whatever the plan waits for and however much happens in it. */
class RehearsalTest {
    private static final Recurring EIGHT_TO_TEN =
            new Schedule.Window(EnumSet.allOf(DayOfWeek.class), LocalTime.of(8, 0), LocalTime.of(10, 0));

    private static Schedule schedule(List<Recurring> windows, List<Blackout> blackouts) {
        return new Schedule(Optional.empty(), ZoneOffset.UTC, windows, blackouts, AtWindowEnd.HOLD, false);
    }

    /** Asks for the approval at noon. */
    private static Specs askingAtNoon() {
        return Specs.over("p/edge")
                .shift(50, Duration.ofMinutes(10))
                .pause(Optional.of(Duration.ofHours(4)))
                .approval("leads", 2, Optional.of(Duration.ofHours(1)), OnTimeout.REVERT)
                .shift(100, Duration.ZERO);
    }

    private static Run rehearsed(PlanSpec spec, Calendars calendars) {
        Scene scene = Scenes.of(spec).scene();
        return Rehearsal.of(scene.submitted(Scenes.NOW), scene.world().knowing(calendars), Pace.STANDARD, Scenes.NOW);
    }

    @Test
    void an_approval_that_is_given_while_the_window_is_shut_is_followed_when_it_opens() {
        PlanSpec spec = askingAtNoon()
                .schedule(schedule(List.of(EIGHT_TO_TEN), List.of()))
                .build();

        Run run = rehearsed(spec, Calendars.NONE);

        assertThat(run.openEnds()).extracting(OpenEnd::heldBy).containsExactly("approval");
        assertThat(run.end()).contains(Scenes.NOW.plus(Duration.ofDays(1)));
        assertThat(run.moments()).hasSizeLessThan(40);
    }

    @Test
    void once_it_is_given_the_window_alone_says_when_the_plan_will_be_through() {
        PlanSpec spec = askingAtNoon()
                .schedule(schedule(List.of(EIGHT_TO_TEN), List.of()))
                .build();
        Plan given = rehearsed(spec, Calendars.NONE).moments().stream()
                .map(Rehearsal.Moment::after)
                .filter(plan ->
                        plan.approval().filter(approval -> approval.isGiven()).isPresent())
                .findFirst()
                .orElseThrow();
        Outlook.Known known = new Outlook.Known(Scenes.of(spec).scene().timings(), Calendars.NONE, Map.of());

        assertThat(Outlook.end(given, known, Pace.STANDARD, Scenes.NOW.plus(Duration.ofHours(5))))
                .contains(Scenes.NOW.plus(Duration.ofDays(1)));
    }

    @Test
    void one_that_is_given_while_a_calendar_is_not_known_waits_for_that_and_for_nobody_twice() {
        PlanSpec spec = askingAtNoon()
                .schedule(schedule(List.of(), List.of(new Blackout.OfCalendar("freezes", ""))))
                .build();
        Calendars known = new Calendars(Map.of("freezes", new Known.Busy(List.of())));
        Plan asked = rehearsed(spec, known).moments().stream()
                .map(Rehearsal.Moment::after)
                .filter(plan -> plan.approval().isPresent())
                .findFirst()
                .orElseThrow();
        Calendars unknown = new Calendars(Map.of("freezes", new Known.Unknown("the server answers 404")));

        Scene half = Scenes.of(spec).shows(Map.of(EU, 1, US, 1)).scene();

        Run run = Rehearsal.of(
                asked,
                World.before(spec.routes(), half.routes(), half.timings()).knowing(unknown),
                Pace.STANDARD,
                Scenes.NOW.plus(Duration.ofHours(5)));

        assertThat(run.end()).isEmpty();
        assertThat(run.openEnds()).hasSize(2);
        assertThat(run.openEnds().getLast().why()).contains("the server answers 404");
    }

    @Test
    void a_plan_that_goes_on_for_ever_is_cut_off() {
        Schedule everyQuarter = new Schedule(
                Optional.empty(),
                ZoneOffset.UTC,
                List.of(new Schedule.CronWindow(Cron.of("*/15 * * * *"), Duration.ofMinutes(10))),
                List.of(),
                AtWindowEnd.STEP_BACK,
                false);
        Preview preview = Scenes.of(Specs.over("p/edge")
                        .shift(50, Duration.ofHours(1))
                        .schedule(everyQuarter)
                        .build())
                .preview();

        assertThat(preview.end()).isEmpty();
        assertThat(preview.writes()).hasSizeBetween(100, 10_000);
        assertThat(preview.hazards()).extracting(Hazard::name).contains("foreseen-in-part");
        assertThat(PreviewText.of(preview)).contains("ends     not foreseen; only until");
    }

    @Test
    void of_a_large_plan_too_much_is_not_kept() {
        Specs specs =
                Specs.over(IntStream.range(0, 100).mapToObj(i -> "p/route" + i).toArray(String[]::new));
        IntStream.range(0, 1_000).forEach(i -> specs.shift(1 + i % 99, Duration.ofMinutes(1)));

        Run run = rehearsed(specs.build(), Calendars.NONE);

        assertThat(run.cutOffAt()).isPresent();
        assertThat(run.writes()).hasSizeBetween(1_000, 15_000);
        assertThat(run.moments()).hasSizeLessThan(2_000);
    }
}
