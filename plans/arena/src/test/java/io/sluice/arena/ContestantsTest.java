package io.sluice.arena;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.arena.Ambient.Day;
import io.sluice.arena.Ambient.Lag;
import io.sluice.arena.Contestant.Call;
import io.sluice.arena.Contestant.Watch;
import io.sluice.arena.Thresholds.Against;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ContestantsTest {
    private static final Noise QUIET = new Noise(0, 0);

    /** 10,000 requests a minute of which one in a hundred fails; no noise but the dice's. */
    private static final Ambient CALM =
            new Ambient(10_000, new Day(0, 0), 0.01, 1, 100, 0.5, QUIET, QUIET, QUIET, QUIET, new Lag(60, 60), 0);

    static Stream<Map.Entry<String, Contestant>> all() {
        Map<String, Contestant> all = new HashMap<>(Contestants.RIVALS);
        all.put("ours", Contestants.OURS);
        return all.entrySet().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("all")
    void total_failure_is_reverted(Map.Entry<String, Contestant> one) {
        for (long seed : Seeds.tuning(10).toArray()) {
            Run run = Run.play(Ramp.USUAL, Traffic.of(Contestants.shape("total failure"), seed), one.getValue());

            assertThat(run.reverted()).isTrue();
            assertThat(run.minutes()).isGreaterThan(run.incident()).isLessThanOrEqualTo(run.incident() + 60);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("all")
    void nothing_wrong_comes_to_its_end_in_time(Map.Entry<String, Contestant> one) {
        for (long seed : Seeds.tuning(10).toArray()) {
            Run run = Run.play(Ramp.USUAL, Traffic.of(World.of(CALM), seed), one.getValue());

            assertThat(run.reverted()).isFalse();
            // A check of Flagger's that fails by luck makes its step wait for the next one.
            assertThat(run.minutes()).isBetween(Ramp.USUAL.minutes(), Ramp.USUAL.minutes() + 5);
            assertThat(run.bad()).isZero();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("all")
    void the_same_seed_gives_the_same_run(Map.Entry<String, Contestant> one) {
        for (Shape shape : Shapes.all()) {
            assertThat(Run.play(Ramp.USUAL, Traffic.of(shape, 3), one.getValue()))
                    .isEqualTo(Run.play(Ramp.USUAL, Traffic.of(shape, 3), one.getValue()));
        }
    }

    @Test
    void flagger_waits_while_a_check_fails_and_rolls_back_at_the_check_after_the_last_that_it_allows() {
        // One minute in four fails: failed checks are never forgiven.
        World world = World.of(CALM).judged((minute, share) -> minute % 4 == 0 ? Effect.failing(0.5) : Effect.NONE);

        assertThat(calls(new FlaggerRule(thresholds(1), 1, 3), world))
                // Minute 0 is published at the beginning of minute 2, minute 4 at that of 6, minute 8 at that of 10.
                .containsExactly(
                        Call.GO_ON,
                        Call.WAIT,
                        Call.GO_ON,
                        Call.GO_ON,
                        Call.GO_ON,
                        Call.WAIT,
                        Call.GO_ON,
                        Call.GO_ON,
                        Call.GO_ON,
                        Call.WAIT,
                        Call.REVERT);
    }

    @Test
    void argo_fails_a_metric_when_its_failures_exceed_the_limit() {
        World world = World.of(CALM).judged((minute, share) -> minute % 4 == 0 ? Effect.failing(0.5) : Effect.NONE);

        // The failures of minutes 0 and 4 are the limit, that of minute 8 exceeds it.
        assertThat(calls(new ArgoFailureLimit(thresholds(1), 1, 0, 2, 4), world))
                .hasSize(10)
                .endsWith(Call.REVERT);
        // Begun after minute 2, the failures of minutes 4, 8 and 12 count.
        assertThat(calls(new ArgoFailureLimit(thresholds(1), 1, 5, 2, 4), world))
                .hasSize(14)
                .endsWith(Call.REVERT);
    }

    @Test
    void argo_aborts_when_it_could_not_measure_too_often_in_a_row() {
        World world = World.of(CALM.published(new Lag(60, 60), 1));

        // Minutes 2 to 6 bring nothing: the fifth exceeds the limit.
        assertThat(calls(new ArgoFailureLimit(thresholds(1), 1, 0, 2, 4), world))
                .hasSize(6)
                .endsWith(Call.REVERT);
    }

    @Test
    void an_alarm_needs_so_many_of_the_last_datapoints() {
        World world = World.of(CALM).judged((minute, share) -> minute % 2 == 0 ? Effect.failing(0.5) : Effect.NONE);

        assertThat(calls(new CodeDeployAlarm(thresholds(1), 1, 2, 3), world))
                .hasSize(4)
                .endsWith(Call.REVERT);
        assertThat(calls(new CodeDeployAlarm(thresholds(1), 1, 2, 2), world)).doesNotContain(Call.REVERT);
    }

    @Test
    void kayenta_judges_at_its_interval_and_not_what_was_before_it_began() {
        World world = World.of(CALM).judged(Incident.during(0, 9, Effect.failing(0.5)));
        KayentaJudge from0 = new KayentaJudge(new KayentaJudge.Analysis(5, 0, 0), 1, 1, 95);
        KayentaJudge from10 = new KayentaJudge(new KayentaJudge.Analysis(5, 0, 10), 1, 1, 95);

        // Four minutes of each side show nothing, nine do.
        assertThat(calls(from0, world)).hasSize(10).endsWith(Call.REVERT);
        assertThat(calls(from10, world)).doesNotContain(Call.REVERT);
    }

    @Test
    void what_both_sides_suffer_breaks_the_usual_and_not_the_other_sides() {
        World world = World.of(CALM).both(Incident.from(0, Effect.failing(0.3).and(Effect.latencyTimes(3))));
        Thresholds usual = new Thresholds(Against.USUAL, 1, 3, 1, 95, 2);

        assertThat(calls(new FlaggerRule(usual, 1, 1), world)).contains(Call.REVERT);
        assertThat(calls(new FlaggerRule(thresholds(1), 1, 1), world)).doesNotContain(Call.REVERT);
    }

    @Test
    void latency_alone_breaks_a_threshold() {
        World world = World.of(CALM).judged(Incident.from(0, Effect.latencyTimes(3)));

        assertThat(calls(new FlaggerRule(thresholds(1), 1, 1), world)).endsWith(Call.REVERT);
    }

    private static Thresholds thresholds(int window) {
        return new Thresholds(Against.OTHER_SIDE, window, 5, 3, 95, 2);
    }

    /** What it calls from minute 1 on, at half of the traffic, for half an hour or until it reverts. */
    private static List<Call> calls(Contestant contestant, World world) {
        Traffic traffic = Traffic.of(world, 1);
        Watch watch = contestant.watch(traffic.normal());
        Published published = new Published(traffic);
        List<Call> calls = new ArrayList<>();
        for (int minute = 0; minute < 30; minute++) {
            published.over(traffic.served(minute, 0.5));
            Call call = watch.look(published);
            calls.add(call);
            if (call == Call.REVERT) {
                break;
            }
        }
        return calls;
    }
}
