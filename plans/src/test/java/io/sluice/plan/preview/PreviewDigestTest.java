package io.sluice.plan.preview;

import static io.sluice.plan.engine.Specs.EU;
import static io.sluice.plan.engine.Specs.US;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.plan.engine.Specs;
import io.sluice.traffic.WeightScale;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
        return PreviewDigest.of(scenes().scene());
    }

    @Test
    void it_is_the_same_at_any_time() {
        Scene scene = scenes().scene();
        PreviewDigest now = Preview.of(scene, List.of(), Scenes.NOW).digest();
        PreviewDigest later =
                Preview.of(scene, List.of(), Scenes.NOW.plusSeconds(3600)).digest();

        assertThat(later).isEqualTo(now).isEqualTo(previewed());
        assertThat(PreviewDigest.changed(now, scene)).isEmpty();
    }

    private static DynamicTest row(String change, UnaryOperator<Scenes> make, String sentence) {
        return DynamicTest.dynamicTest(change, () -> {
            Scene changed = make.apply(scenes()).scene();
            assertThat(PreviewDigest.changed(previewed(), changed))
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

        assertThat(PreviewDigest.changed(whole, scenes().scene())).isEmpty();
        assertThat(PreviewDigest.changed(whole, scenes().revision("2").scene()))
                .contains("the plan, a route or this service is not as it was previewed");
    }

    @Test
    void anything_else_is_none() {
        for (String text : List.of("", "sha256:", "sha256:" + "0".repeat(63), "sha256:" + "G".repeat(64), " ")) {
            assertThat(PreviewDigest.find(text)).as(text).isEmpty();
        }
    }
}
