package io.sluice.plan.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.plan.JournalLine;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.Principal;
import io.sluice.plan.engine.Specs;
import io.sluice.traffic.MetricTiming;
import io.sluice.traffic.TimeWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignalWindowsTest {
    private static final Instant HOUR = Instant.parse("2026-11-24T08:00:00Z");

    /** Times are seconds after the hour; a window is written {@code start-end}. */
    @ParameterizedTest(name = "verified at {0}, period {1}, lag {2}, every {3}, at {4}: {5}")
    @CsvSource({
        "0,    60, 0,   60, 59,   none",
        "0,    60, 0,   60, 60,   0-60",
        "0,    60, 0,   60, 119,  0-60",
        "0,    60, 0,   60, 120,  60-120",
        "0.001,60, 0,   60, 119,  none", // nothing from before the verified write
        "0.001,60, 0,   60, 120,  60-120",
        "61,   60, 0,   60, 180,  120-180",
        "0,    60, 180, 60, 239,  none", // the lag is waited out
        "0,    60, 180, 60, 240,  0-60",
        "0,    60, 0,   90, 119,  none", // whole periods
        "0,    60, 0,   90, 120,  0-120",
        "0,    60, 0,   90, 240,  120-240",
        "0,    60, 0,   10, 60,   0-60", // never finer than the cloud's own
        "7,    5,  0,   10, 20,   10-20",
        "7,    5,  3,   10, 22,   none",
    })
    void theYoungestCompleteWindow(double verified, int period, int lag, int every, int now, String window) {
        Optional<TimeWindow> latest =
                SignalWindows.latest(verifiedAt(verified), timing(period, lag), Duration.ofSeconds(every), at(now));

        assertThat(latest.map(SignalWindowsTest::told).orElse("none")).isEqualTo(window);
    }

    @Test
    void windowsFollowOneAnotherWithoutGapOrOverlapAndEachIsSeen() {
        Plan plan = verifiedAt(12.345);
        MetricTiming timing = timing(5, 7);
        List<TimeWindow> seen = new ArrayList<>();
        for (int now = 0; now < 600; now++) {
            SignalWindows.latest(plan, timing, Duration.ofSeconds(15), at(now))
                    .filter(window -> seen.isEmpty() || !seen.getLast().equals(window))
                    .ifPresent(seen::add);
        }

        assertThat(seen).hasSizeGreaterThan(30);
        assertThat(told(seen.getFirst())).isEqualTo("15-30");
        for (int i = 1; i < seen.size(); i++) {
            assertThat(seen.get(i).start()).isEqualTo(seen.get(i - 1).end());
        }
    }

    @Test
    void theNextWindowIsCompleteExactlyWhenItIsSaidToBe() {
        Plan plan = verifiedAt(3);
        MetricTiming timing = timing(5, 7);
        Duration every = Duration.ofSeconds(10);
        for (int now = 0; now < 120; now++) {
            Instant next = SignalWindows.nextComplete(plan, timing, Duration.ZERO, every, at(now))
                    .orElseThrow();
            Optional<TimeWindow> present = SignalWindows.latest(plan, timing, every, at(now));

            assertThat(next).isAfter(at(now));
            assertThat(SignalWindows.latest(plan, timing, every, next.minusMillis(1)))
                    .isEqualTo(present);
            assertThat(SignalWindows.latest(plan, timing, every, next)).isNotEqualTo(present);
        }
    }

    @Test
    void aPlanThatVerifiedNothingHasNone() {
        Plan plan = Plan.blank(Specs.id(1), Specs.over("p/edge").build(), 1, HOUR);

        assertThat(SignalWindows.latest(plan, timing(5, 0), Duration.ofSeconds(10), at(600)))
                .isEmpty();
        assertThat(SignalWindows.firstComplete(plan, timing(5, 0), Duration.ZERO, Duration.ofSeconds(10)))
                .isEmpty();
        assertThat(SignalWindows.nextComplete(plan, timing(5, 0), Duration.ZERO, Duration.ofSeconds(10), at(600)))
                .isEmpty();
    }

    private static Plan verifiedAt(double second) {
        Situation started =
                Situation.of(Specs.over("p/edge").shift(5, Duration.ZERO)).started();
        Instant at = HOUR.plusMillis((long) (second * 1000));
        Plan plan = started.plan();
        return plan.after(new JournalLine(plan.version() + 1, at, Principal.SLUICE, new PlanEvent.WeightsVerified(0)));
    }

    private static MetricTiming timing(int period, int lag) {
        return new MetricTiming(Duration.ofSeconds(period), Duration.ofSeconds(lag));
    }

    private static Instant at(int second) {
        return HOUR.plusSeconds(second);
    }

    private static String told(TimeWindow window) {
        return Duration.between(HOUR, window.start()).toSeconds() + "-"
                + Duration.between(HOUR, window.end()).toSeconds();
    }
}
