package io.sluice.arena;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.arena.Contestant.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RunTest {
    private static final Shape FAILS = Contestants.shape("total failure");

    @Test
    void bad_requests_are_counted_until_the_revert() {
        Traffic traffic = Traffic.of(FAILS, 1);
        Run blind = Run.play(Ramp.USUAL, traffic, new Blind());
        int until = blind.incident() + 3;

        Run run = Run.play(Ramp.USUAL, traffic, at(until, Call.REVERT));

        assertThat(run.reverted()).isTrue();
        assertThat(run.minutes()).isEqualTo(until);
        assertThat(run.incident()).isEqualTo(blind.incident());
        assertThat(run.bad())
                .isPositive()
                .isCloseTo(
                        IntStream.range(0, until)
                                .mapToDouble(minute ->
                                        traffic.served(minute, share(minute)).bad())
                                .sum(),
                        within(1e-9));
    }

    @Test
    void a_step_that_waits_ends_later_and_a_plan_that_always_waits_is_given_up() {
        Traffic traffic = Traffic.of(Contestants.shape("nothing wrong"), 1);

        assertThat(Run.play(Ramp.USUAL, traffic, at(30, Call.WAIT)).minutes()).isEqualTo(Ramp.USUAL.minutes() + 1);
        assertThat(Run.play(Ramp.USUAL, traffic, named(_ -> Call.WAIT)))
                .isEqualTo(new Run(false, Traffic.MINUTES, 0, Traffic.MINUTES));
    }

    @Test
    void nobody_sees_a_minute_before_it_is_published() {
        Traffic traffic = Traffic.of(Contestants.shape("errors, late metrics"), 1);
        List<Integer> tooEarly = new ArrayList<>();

        Run.play(Ramp.USUAL, traffic, named(seen -> {
            for (int minute = 0; minute < Traffic.MINUTES; minute++) {
                if ((seen.judged(minute) != null && traffic.judgedPublished(minute) > seen.now())
                        || (seen.other(minute) != null && minute + 2 > seen.now())) {
                    tooEarly.add(minute);
                }
            }
            return Call.GO_ON;
        }));

        assertThat(tooEarly).isEmpty();
    }

    @Test
    void a_step_since_is_its_first_minute() {
        List<Integer> since = new ArrayList<>();
        Run.play(Ramp.USUAL, Traffic.of(FAILS, 1), named(seen -> {
            since.add(seen.stepSince());
            return Call.GO_ON;
        }));

        assertThat(since).containsOnly(0, 30, 60, 80, 100, 120);
    }

    private static double share(int minute) {
        int end = 0;
        for (Ramp.Step step : Ramp.USUAL.steps()) {
            end += step.bakeMinutes();
            if (minute < end) {
                return step.share();
            }
        }
        throw new AssertionError("after the plan");
    }

    private static Contestant at(int when, Call call) {
        return named(seen -> seen.now() == when ? call : Call.GO_ON);
    }

    private static Contestant named(Contestant.Watch watch) {
        return new Contestant() {
            @Override
            public String settings() {
                return "scripted";
            }

            @Override
            public Watch watch(Normal normal) {
                return watch;
            }
        };
    }
}
