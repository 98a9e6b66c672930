package io.sluice.plan.preview;

import static io.sluice.plan.engine.Specs.EU;
import static io.sluice.plan.engine.Specs.US;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.plan.Figure;
import io.sluice.plan.Gate;
import io.sluice.plan.Gate.Judge;
import io.sluice.plan.PlanSpec;
import io.sluice.plan.Schedule;
import io.sluice.plan.Step;
import io.sluice.plan.decide.Calendars;
import io.sluice.plan.engine.Specs;
import io.sluice.traffic.RouteHazard;
import io.sluice.traffic.Signal;
import io.sluice.traffic.WeightScale;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Each hazard by a plan or a route that has it, and by what is said of it; and none of a plan that has none. */
class HazardsTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private static DynamicTest row(String name, Scenes scenes, String where, String sentence) {
        return DynamicTest.dynamicTest(
                name,
                () -> assertThat(scenes.preview().hazards())
                        .filteredOn(hazard -> hazard.name().equals(name))
                        .first()
                        .satisfies(hazard -> assertThat(hazard.where()).isEqualTo(where))
                        .satisfies(hazard -> assertThat(hazard.sentence()).contains(sentence)));
    }

    /** Two steps of half the traffic each, baked and watched. */
    private static Specs sound() {
        return watched(Specs.over("p/edge").shift(50, HOUR).shift(100, HOUR));
    }

    private static Specs watched(Specs specs) {
        return specs.errors(Duration.ofMinutes(1), Gate.OnFail.REVERT, Gate.OnNoData.HOLD, 0);
    }

    private static Scenes of(Specs specs) {
        return Scenes.of(specs.build());
    }

    @Test
    void hooks_are_taken_to_pass_and_named_because_nobody_asked_them() {
        Specs specs = watched(Specs.over("p/edge")
                        .shift(50, HOUR)
                        .webhook("warm", Duration.ofMinutes(10), Gate.OnFail.REVERT)
                        .shift(100, HOUR)
                        .webhook("smoke", Duration.ofHours(1), Gate.OnFail.HOLD))
                .asking("probe", "smoke", Duration.ofMinutes(1), Gate.OnFail.HOLD, Gate.OnNoData.HOLD);

        Preview preview = of(specs).preview();

        assertThat(preview.hazards())
                .allSatisfy(hazard -> assertThat(hazard.name()).isEqualTo("hook-not-asked"))
                .extracting(Hazard::where)
                .containsExactly("/steps/1", "/steps/3", "/gates/1");
        assertThat(preview.end()).as("they pass at once").isPresent();
    }

    @Test
    void a_sound_plan_has_none() {
        assertThat(of(sound()).preview().hazards()).isEmpty();
    }

    @TestFactory
    Stream<DynamicTest> each_is_found() {
        return Stream.of(
                row("sticky-clients", of(sound()).sticky(HOUR), "/routes/0", "with its backend for 1h"),
                row("late-traffic", of(sound()).settles(Duration.ofMinutes(5)), "/routes/0", "for 5m after it"),
                row(
                        "late-traffic",
                        of(sound()).settles(HOUR.multipliedBy(2)),
                        "/routes/0",
                        "the bake of step 1, 2 is shorter than that"),
                row("slow-change", of(sound()).changesTake(Duration.ofMinutes(20)), "/routes/0", "may take up to 20m"),
                row(
                        "rounded-weights",
                        of(watched(Specs.over("p/edge").shift(1, HOUR).shift(50, HOUR)))
                                .scale(new WeightScale(10)),
                        "/steps/0",
                        "its integers eu 10, us 1 are 8.09 percentage points beside that"),
                row(
                        "same-integers",
                        of(watched(Specs.over("p/edge")
                                        .shift(1, HOUR)
                                        .shift(2, HOUR)
                                        .shift(50, HOUR)))
                                .scale(new WeightScale(10)),
                        "/steps/1",
                        "step 2 moves nothing on edge"),
                row("lost-updates", of(sound()).lastWriterWins(), "/routes/0", "from an old look"),
                row(
                        "big-jump",
                        of(watched(Specs.over("p/edge").shift(10, HOUR).shift(100, HOUR))),
                        "/steps/1",
                        "step 2 moves 90 % of all traffic of edge"),
                row(
                        "last-step-without-bake",
                        of(watched(Specs.over("p/edge").shift(50, HOUR).shift(100, Duration.ZERO))),
                        "/steps/1",
                        "step 2 is the last and does not bake"),
                row(
                        "interrupted-bake",
                        of(sound().schedule(mornings(Schedule.AtWindowEnd.HOLD))),
                        "/steps/1",
                        "it stays as it is for 22 h 30 min"),
                row(
                        "interrupted-bake",
                        of(sound().schedule(mornings(Schedule.AtWindowEnd.STEP_BACK))),
                        "/steps/1",
                        "it is taken back for 22 h 30 min, and then made and baked anew"),
                row(
                        "interrupted-bake",
                        of(sound().schedule(mornings(Schedule.AtWindowEnd.REVERT))),
                        "/schedule/atWindowEnd",
                        "it cannot complete like this"),
                row(
                        "waits-for-a-person",
                        of(watched(Specs.over("p/edge")
                                .shift(50, HOUR)
                                .pause(Optional.empty())
                                .shift(100, HOUR))),
                        "/steps/1",
                        "until somebody resumes it"),
                row(
                        "waits-for-a-person",
                        of(watched(Specs.over("p/edge")
                                .shift(50, HOUR)
                                .approval("leads", 1, Optional.of(HOUR), Step.OnTimeout.REVERT)
                                .shift(100, HOUR))),
                        "/steps/1",
                        "leads"),
                row(
                        "unknown-calendar",
                        of(sound().schedule(new Schedule(
                                        Optional.empty(),
                                        ZoneOffset.UTC,
                                        List.of(),
                                        List.of(new Schedule.Blackout.OfCalendar("freeze", "")),
                                        Schedule.AtWindowEnd.HOLD,
                                        false)))
                                .calendars(new Calendars(Map.of("freeze", new Calendars.Known.Unknown("it is 404")))),
                        "/schedule/blackouts/0",
                        "calendar freeze is not known: it is 404; nothing moves forward until it is"),
                row(
                        "unused-alpha",
                        of(sound().alpha(0.2)),
                        "/alpha",
                        "no gate of the plan is a test that it is the risk of"),
                row("no-gates", of(Specs.over("p/edge").shift(50, HOUR)), "/gates", "no gate watches"),
                row(
                        "no-health",
                        of(sound()).signals(Set.of(Signal.ERROR_RATE)),
                        "/routes/0",
                        "which targets are healthy"),
                row(
                        "blind-gate",
                        of(Specs.over("p/edge")
                                .shift(50, HOUR)
                                .shift(100, HOUR)
                                .gate(compared(new Judge.Compare(EU, 10)))),
                        "/gates/0",
                        "gate errors judges nothing at step 2: eu has no traffic"),
                row(
                        "slow-gate",
                        of(Specs.over("p/edge").shift(50, HOUR).gate(compared(new Judge.Sequential(EU, 10)))),
                        "/steps/0",
                        "what traffic edge had before the plan is not known"));
    }

    private static Gate compared(Judge judge) {
        return new Gate(
                "errors",
                new Figure.OfRoute(Signal.ERROR_RATE),
                Duration.ofMinutes(1),
                Duration.ZERO,
                judge,
                Gate.OnFail.REVERT,
                Gate.NoDataPolicy.always(Gate.OnNoData.HOLD),
                Gate.OnUndecided.PROCEED,
                0,
                Set.of("edge"),
                Optional.empty());
    }

    @Test
    void a_plan_is_rehearsed_to_its_end_whoever_it_waits_for() {
        Preview preview = of(watched(Specs.over("p/edge")
                        .shift(50, HOUR)
                        .approval("leads", 1, Optional.of(HOUR), Step.OnTimeout.REVERT)
                        .pause(Optional.empty())
                        .shift(100, HOUR)))
                .preview();

        assertThat(preview.endsAs()).isEqualTo("completed");
        assertThat(preview.openEnds())
                .extracting(end -> end.step() + " " + end.heldBy())
                .containsExactly("2 approval", "3 pause");
        assertThat(preview.writes())
                .extracting(NativeWrite::to)
                .containsExactly(Map.of(EU, 1, US, 1), Map.of(EU, 0, US, 1));
    }

    /** Open from eight to half past nine, every day. */
    private static Schedule mornings(Schedule.AtWindowEnd atWindowEnd) {
        return new Schedule(
                Optional.empty(),
                ZoneOffset.UTC,
                List.of(new Schedule.Window(EnumSet.allOf(DayOfWeek.class), LocalTime.of(8, 0), LocalTime.of(9, 30))),
                List.of(),
                atWindowEnd,
                false);
    }

    @Test
    void a_plan_that_ends_where_it_began_is_not_told_that_nothing_reverts() {
        Specs drill = watched(Specs.over("p/edge").shift(50, HOUR).shift(100, Duration.ZERO))
                .atEnd(PlanSpec.AtEnd.REVERT);

        assertThat(of(drill).preview().hazards()).extracting(Hazard::name).doesNotContain("last-step-without-bake");
    }

    @Test
    void what_its_cloud_says_of_a_route_is_told_in_the_words_of_its_adapter() {
        Preview preview = of(sound())
                .amid(new Surroundings(
                        List.of(),
                        Map.of(
                                "edge",
                                List.of(new RouteHazard(RouteHazard.Kind.SLOW_START, "targets of us start slowly"))),
                        Map.of(),
                        Optional.empty()))
                .preview();

        assertThat(preview.hazards())
                .containsExactly(new Hazard("slow-start", "/routes/0", "edge: targets of us start slowly"));
    }
}
