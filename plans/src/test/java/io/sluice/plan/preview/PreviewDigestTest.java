package io.sluice.plan.preview;

import static io.sluice.plan.engine.Specs.EU;
import static io.sluice.plan.engine.Specs.US;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.plan.Schedule;
import io.sluice.plan.decide.Calendars;
import io.sluice.plan.decide.Calendars.Known;
import io.sluice.plan.engine.Specs;
import io.sluice.traffic.TimeWindow;
import io.sluice.traffic.WeightScale;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What a preview's name hangs on, and what it does not. */
class PreviewDigestTest {
    private static Scenes scenes() {
        return Scenes.of(
                Specs.over("p/api", "p/edge").shift(50, Duration.ofHours(1)).build());
    }

    private static PreviewDigest previewed() {
        return PreviewDigest.of(scenes().scene(), Scenes.NOW);
    }

    @Test
    void it_is_the_same_at_any_time() {
        Scene scene = scenes().scene();
        PreviewDigest now = Preview.of(scene, List.of(), Scenes.NOW).digest();
        PreviewDigest later =
                Preview.of(scene, List.of(), Scenes.NOW.plusSeconds(3600)).digest();

        assertThat(later).isEqualTo(now).isEqualTo(previewed());
        assertThat(PreviewDigest.changed(now, scene, Scenes.NOW)).isEmpty();
    }

    private static DynamicTest row(String change, UnaryOperator<Scenes> make, String sentence) {
        return DynamicTest.dynamicTest(change, () -> {
            Scene changed = make.apply(scenes()).scene();
            assertThat(PreviewDigest.changed(previewed(), changed, Scenes.NOW))
                    .hasValueSatisfying(why -> assertThat(why).contains(sentence));
        });
    }

    @TestFactory
    Stream<DynamicTest> what_changes_it() {
        String routes = "route api is not as it was previewed: it is at revision ";
        return Stream.of(
                row("another plan", scenes -> scenes.digest("sha256:1"), "the plan is not the one"),
                row("another revision", scenes -> scenes.revision("2"), routes + "2 now, with eu 100 %; route edge"),
                row(
                        "other weights",
                        scenes -> scenes.shows(Map.of(EU, 9, US, 1)),
                        routes + "1 now, with eu 90 %, us 10 %"),
                row("other integers for the same", scenes -> scenes.shows(Map.of(EU, 100, US, 0)), routes),
                row("another baseline beside the weights", scenes -> scenes.fingerprint("changed"), routes),
                row("stickiness", scenes -> scenes.sticky(Duration.ofHours(1)), routes),
                row("another settle time", scenes -> scenes.settles(Duration.ofMinutes(1)), routes),
                row("fewer servers", scenes -> scenes.scale(new WeightScale(10)), routes),
                row("another pace", scenes -> scenes.watch(Duration.ofMinutes(1)), "how this service looks at routes"));
    }

    /** Runs from eight to ten, and whenever a freeze is in the way. */
    private static Scene knowing(Known freezes) {
        return Scenes.of(Specs.over("p/edge")
                        .shift(50, Duration.ofHours(1))
                        .shift(100, Duration.ofHours(1))
                        .schedule(new Schedule(
                                Optional.empty(),
                                ZoneOffset.UTC,
                                List.of(),
                                List.of(new Schedule.Blackout.OfCalendar("freezes", "")),
                                Schedule.AtWindowEnd.HOLD,
                                false))
                        .build())
                .calendars(new Calendars(Map.of("freezes", freezes)))
                .scene();
    }

    private static Known busy(TimeWindow... times) {
        return new Known.Busy(List.of(times));
    }

    private static TimeWindow minutes(long from, long until) {
        return new TimeWindow(Scenes.NOW.plusSeconds(60 * from), Scenes.NOW.plusSeconds(60 * until));
    }

    private static Optional<String> changed(Known from, Known to) {
        return PreviewDigest.changed(PreviewDigest.of(knowing(from), Scenes.NOW), knowing(to), Scenes.NOW);
    }

    @Test
    void a_freeze_that_is_added_moved_or_taken_away_changes_it_if_the_plan_runs_then() {
        Known none = busy();
        Known soon = busy(minutes(30, 600));
        Known later = busy(minutes(30, 700));

        for (List<Known> change : List.of(List.of(none, soon), List.of(soon, later), List.of(soon, none))) {
            assertThat(changed(change.getFirst(), change.getLast()))
                    .contains("calendar freezes has other events in the time of the plan than when it was previewed");
        }
        assertThat(changed(none, busy(minutes(-30, 10)))).isPresent();
    }

    @Test
    void one_that_the_plan_does_not_meet_does_not() {
        assertThat(changed(busy(), busy(minutes(130, 600)))).isEmpty();
        assertThat(changed(busy(), busy(minutes(-60, -1)))).isEmpty();
        assertThat(changed(busy(minutes(10, 20), minutes(30, 40)), busy(minutes(30, 40), minutes(10, 20))))
                .isEmpty();
    }

    @Test
    void it_is_the_same_a_little_later_in_the_middle_of_a_freeze() {
        Scene scene = knowing(busy(minutes(-30, 600)));

        assertThat(PreviewDigest.changed(
                        PreviewDigest.of(scene, Scenes.NOW), scene, Scenes.NOW.plus(Duration.ofMinutes(5))))
                .isEmpty();
    }

    @Test
    void a_calendar_that_is_not_known_any_more_or_again_changes_it_and_why_it_is_not_does_not() {
        Known unknown = new Known.Unknown("the server answers 404");

        assertThat(changed(busy(), unknown)).contains("calendar freezes is not known: the server answers 404");
        assertThat(changed(unknown, busy())).isPresent();
        assertThat(changed(unknown, new Known.Unknown("nobody answers"))).isEmpty();
    }

    @Test
    void it_is_read_as_it_is_written() {
        PreviewDigest digest = previewed();

        assertThat(digest.toString()).matches("sha256:[0-9a-f]{64}(-[0-9a-f]{8}){4}");
        assertThat(PreviewDigest.find(digest.toString())).contains(digest);
    }

    @Test
    void its_first_part_alone_names_it_too_and_then_nobody_can_say_what_changed() {
        PreviewDigest whole = PreviewDigest.find(previewed().toString().substring(0, "sha256:".length() + 64))
                .orElseThrow();

        assertThat(PreviewDigest.changed(whole, scenes().scene(), Scenes.NOW)).isEmpty();
        assertThat(PreviewDigest.changed(whole, scenes().revision("2").scene(), Scenes.NOW))
                .contains("the plan, a route, a calendar or this service is not as it was previewed");
    }

    @Test
    void anything_else_is_none() {
        for (String text : List.of("", "sha256:", "sha256:" + "0".repeat(63), "sha256:" + "G".repeat(64), " ")) {
            assertThat(PreviewDigest.find(text)).as(text).isEmpty();
        }
    }
}
