package io.sluice.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CronTest {
    @ParameterizedTest(name = "{0} on {1}: {2}")
    @CsvSource({
        "0 22 * * mon-fri,          2026-11-27, 22:00",
        "0 22 * * mon-fri,          2026-11-28, ''",
        "0 22 * * 1-5,              2026-11-27, 22:00",
        "'30 6,18 * * *',           2026-11-28, 06:30 18:30",
        "*/30 0-1 * * *,            2026-11-28, 00:00 00:30 01:00 01:30",
        "10-59/20 5 * * *,          2026-11-28, 05:10 05:30 05:50",
        "0 0 29 2 *,                2028-02-29, 00:00",
        "0 0 29 2 *,                2028-02-28, ''",
        "0 0 * * 0,                 2026-11-29, 00:00",
        "0 0 * * 7,                 2026-11-29, 00:00",
        "0 0 * * SUN,               2026-11-29, 00:00",
        "0 0 * * 5-7,               2026-11-29, 00:00",
        "0 0 1 jan-mar *,           2027-02-01, 00:00",
        "0 0 1 jan-mar *,           2027-04-01, ''",
        // Both days restricted: either will do.
        "0 0 13 * fri,              2026-11-13, 00:00",
        "0 0 13 * fri,              2026-11-27, 00:00",
        "0 0 13 * fri,              2026-12-13, 00:00",
        "0 0 13 * fri,              2026-12-14, ''",
        // One of them * with a step: both must do.
        "0 0 */2 * fri,             2026-11-27, 00:00",
        "0 0 */2 * fri,             2026-11-20, ''"
    })
    void a_cron_comes_at_its_times(String cron, LocalDate day, String times) {
        assertThat(Cron.of(cron).on(day))
                .containsExactlyElementsOf(
                        times.isEmpty()
                                ? List.of()
                                : List.of(times.split(" ")).stream()
                                        .map(LocalTime::parse)
                                        .toList());
    }

    @ParameterizedTest(name = "row 25: {0}")
    @CsvSource({
        "* * *,                  needs five fields",
        "99 * * * * ?,           'not 6'",
        "0 0 0 31 2 ?,           'not 6'",
        "0/0 * * * * ?,          'not 6'",
        "0/0 * * * *,            'no such minute: \"0/0\"'",
        "0/5 * * * *,            no such minute",
        "*/0 * * * *,            no such minute",
        "60 0 * * *,             no such minute",
        "0 24 * * *,             no such hour",
        "0 0 L-40 * *,           no such day of the month",
        "0 0 0 * *,              no such day of the month",
        "0 0 ? * ?,              no such day of the month",
        "0 0 15W * *,            no such day of the month",
        "0 0 * 13 *,             no such month",
        "0 0 * * 8,              no such day of the week",
        "0 0 * * fri-mon,        no such day of the week",
        "0 0 * * mon#2,          no such day of the week",
        "'0,,5 0 * * *',         no such minute",
        "5-1 0 * * *,            no such minute",
        "-1 0 * * *,             no such minute",
        "0 0 31 2 *,             never comes",
        "0 0 30 feb *,           never comes",
        "'0 0 31 4,6,9,11 *',    never comes",
        "* * * * *,              starts more than 96 times a day",
        "'',                     not 1",
        "@daily,                 not 1"
    })
    void row_25_what_is_no_cron_is_said_so(String cron, String why) {
        assertThatThrownBy(() -> Cron.of(cron))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    @Test
    void row_25_five_kilobytes_of_one_are_none() {
        String long5k = "0" + ",0".repeat(2500) + ",x";
        assertThatThrownBy(() -> Cron.of(long5k + " 0 * * *"))
                .isInstanceOf(IllegalArgumentException.class)
                .satisfies(fault -> assertThat(fault.getMessage()).hasSizeLessThan(100));
    }
}
