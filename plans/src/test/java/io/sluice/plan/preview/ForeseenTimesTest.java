package io.sluice.plan.preview;

import static io.sluice.plan.engine.Specs.EU;
import static io.sluice.plan.engine.Specs.US;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.plan.Figure;
import io.sluice.plan.Gate;
import io.sluice.plan.Schedule;
import io.sluice.plan.decide.Calendars;
import io.sluice.plan.engine.Specs;
import io.sluice.traffic.Metric;
import io.sluice.traffic.MetricTiming;
import io.sluice.traffic.TimeWindow;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whatever moves the end of a plan moves that of its preview: calendars, and sources that are slower than the route. */
class ForeseenTimesTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Instant NOW = Scenes.NOW;

    private static Scenes shutBy(String calendar) {
        return Scenes.of(Specs.over("p/edge")
                .shift(50, HOUR)
                .shift(100, HOUR)
                .schedule(new Schedule(
                        Optional.empty(),
                        ZoneOffset.UTC,
                        List.of(),
                        List.of(new Schedule.Blackout.OfCalendar(calendar, "")),
                        Schedule.AtWindowEnd.HOLD,
                        false))
                .build());
    }

    @Test
    void an_event_of_a_calendar_is_waited_for() {
        TimeWindow event = new TimeWindow(NOW.plusSeconds(1800), NOW.plusSeconds(3 * 3600));
        Preview preview = shutBy("freeze")
                .calendars(new Calendars(Map.of("freeze", new Calendars.Known.Busy(List.of(event)))))
                .preview();

        assertThat(preview.end()).contains(event.end().plusSeconds(5400));
        assertThat(preview.stages().get(1).holds())
                .singleElement()
                .satisfies(hold -> assertThat(hold.from()).isEqualTo(event.start()))
                .satisfies(hold -> assertThat(hold.until()).isEqualTo(event.end()));
    }

    @Test
    void a_calendar_that_is_not_known_is_told_and_the_run_is_shown_all_the_same() {
        Preview preview = shutBy("freeze")
                .calendars(new Calendars(Map.of("freeze", new Calendars.Known.Unknown("the server answers 404"))))
                .preview();

        assertThat(preview.writes()).hasSize(2);
        assertThat(preview.endsAs()).isEqualTo("completed");
        assertThat(preview.hazards()).extracting(Hazard::name).contains("unknown-calendar");
    }

    @Test
    void a_gate_on_a_slow_source_keeps_each_bake_open_until_its_window_is_there() {
        Figure figure = new Figure.OfSource(
                Map.of(EU, "figures", US, "figures"), Map.of(EU, new Metric("{}"), US, new Metric("{}")), "percent");
        Scenes scenes = Scenes.of(Specs.over("p/edge")
                .shift(50, Duration.ofMinutes(5))
                .gate(new Gate(
                        "errors",
                        figure,
                        Duration.ofMinutes(4),
                        Duration.ZERO,
                        new Gate.Judge.Limits(Optional.empty(), Optional.of(1.0)),
                        Gate.OnFail.REVERT,
                        Gate.NoDataPolicy.always(Gate.OnNoData.HOLD),
                        Gate.OnUndecided.PROCEED,
                        0,
                        Set.of("edge"),
                        Optional.empty()))
                .build());

        assertThat(scenes.sources(Map.of("figures", MetricTiming.AT_ONCE))
                        .preview()
                        .end())
                .contains(NOW.plus(Duration.ofMinutes(5)));
        assertThat(scenes.sources(Map.of("figures", new MetricTiming(Duration.ofMinutes(1), Duration.ofMinutes(3))))
                        .preview()
                        .end())
                .contains(NOW.plus(Duration.ofMinutes(7)));
    }
}
