package io.sluice.plan.recurring;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.plan.Cron;
import io.sluice.plan.Schedule;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a cron is due, around every way in which clocks change. */
class DueTimesTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    a week from Saturday to Saturday           | 0 3 * * sat   | Europe/Berlin       | 2026-11-28T02:00:00Z | 2026-12-05T02:00:00Z
                    never at the moment that is asked for      | 0 3 * * *     | UTC                 | 2026-11-24T03:00:00Z | 2026-11-25T03:00:00Z
                    a moment before it                         | 0 3 * * *     | UTC                 | 2026-11-24T02:59:59Z | 2026-11-24T03:00:00Z
                    the clocks skip its time                   | 30 2 * * *    | Europe/Berlin       | 2027-03-27T12:00:00Z | 2027-03-28T01:00:00Z
                    the day after is as ever                   | 30 2 * * *    | Europe/Berlin       | 2027-03-28T01:00:00Z | 2027-03-29T00:30:00Z
                    two that are skipped and one that is not   | 0,30,59 2 * * * | Europe/Berlin     | 2027-03-28T01:00:00Z | 2027-03-29T00:00:00Z
                    its time comes twice: the first            | 30 2 * * *    | Europe/Berlin       | 2026-10-24T12:00:00Z | 2026-10-25T00:30:00Z
                    and not the second                         | 30 2 * * *    | Europe/Berlin       | 2026-10-25T00:30:00Z | 2026-10-26T01:30:00Z
                    half an hour is skipped                    | 15 2 * * *    | Australia/Lord_Howe | 2026-10-03T12:00:00Z | 2026-10-03T15:30:00Z
                    a day that never was: when it was skipped  | 0 12 30 12 *  | Pacific/Apia        | 2011-12-29T00:00:00Z | 2011-12-30T10:00:00Z
                    once in four years                         | 0 0 29 2 *    | UTC                 | 2024-02-29T00:00:00Z | 2028-02-29T00:00:00Z
                    and once in eight                          | 0 0 29 2 *    | UTC                 | 2096-02-29T00:00:00Z | 2104-02-29T00:00:00Z
                    a leap day that is a Sunday                | 0 0 29 2 */7  | UTC                 | 2072-02-29T00:00:00Z | 2088-02-29T00:00:00Z
                    """)
    void the_next(String name, String cron, String zone, Instant after, Instant next) {
        DueTimes times = new DueTimes(Cron.of(cron), ZoneId.of(zone));

        assertThat(times.after(after)).as(name).isEqualTo(next);
    }

    @Test
    void the_first_is_not_before_the_start_and_never_now() {
        Instant three = Instant.parse("2026-11-24T03:00:00Z");

        assertThat(first(Optional.empty(), three)).isEqualTo("2026-11-25T03:00:00Z");
        assertThat(first(Optional.of(three), three.minusSeconds(3600))).isEqualTo(three);
        assertThat(first(Optional.of(three.plusSeconds(1)), three.minusSeconds(3600)))
                .isEqualTo("2026-11-25T03:00:00Z");
        assertThat(first(Optional.of(three), three.plusSeconds(60))).isEqualTo("2026-11-25T03:00:00Z");
    }

    private static Instant first(Optional<Instant> startAt, Instant now) {
        return DueTimes.first(
                new Schedule(
                        startAt,
                        ZoneId.of("UTC"),
                        List.of(),
                        List.of(),
                        Schedule.AtWindowEnd.HOLD,
                        false,
                        Optional.of(Cron.of("0 3 * * *"))),
                now);
    }

    @ParameterizedTest
    @CsvSource({"0 3 * * *,PT1H", "0 * * * *,PT30M", "*/15 * * * *,PT7M30S"})
    void it_may_be_late_by_an_hour_or_half_the_time_to_the_next(String cron, String grace) {
        DueTimes times = new DueTimes(Cron.of(cron), ZoneId.of("UTC"));

        assertThat(times.grace(Instant.parse("2026-11-24T03:00:00Z"))).hasToString(grace);
    }
}
