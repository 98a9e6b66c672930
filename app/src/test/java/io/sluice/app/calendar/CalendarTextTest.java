package io.sluice.app.calendar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CalendarTextTest {
    private static final Instant FROM = Instant.parse("2026-10-01T00:00:00Z");
    private static final Instant UNTIL = Instant.parse("2028-10-01T00:00:00Z");
    private static final Optional<ZoneId> BERLIN = Optional.of(ZoneId.of("Europe/Berlin"));

    @Test
    void a_day_is_a_day_of_the_calendar_s_zone() throws Exception {
        assertThat(times(BERLIN, "DTSTART;VALUE=DATE:20261220", "DTEND;VALUE=DATE:20270102"))
                .containsExactly("2026-12-19T23:00:00Z to 2027-01-01T23:00:00Z");
        assertThat(times(Optional.empty(), "DTSTART;VALUE=DATE:20261220"))
                .as("no end is one day, and no zone is UTC")
                .containsExactly("2026-12-20T00:00:00Z to 2026-12-21T00:00:00Z");
        assertThat(times(BERLIN, "DTSTART;VALUE=DATE:20270328"))
                .as("the day when the clocks go ahead has 23 hours")
                .containsExactly("2027-03-27T23:00:00Z to 2027-03-28T22:00:00Z");
    }

    @Test
    void the_zone_that_the_calendar_names_counts_where_config_yml_names_none() throws Exception {
        String text = calendar(List.of("DTSTART;VALUE=DATE:20261220"))
                .replace("VERSION:2.0", "VERSION:2.0\r\nX-WR-TIMEZONE:Asia/Tokyo");

        assertThat(told(text, Optional.empty())).containsExactly("2026-12-19T15:00:00Z to 2026-12-20T15:00:00Z");
        assertThat(told(text, BERLIN)).containsExactly("2026-12-19T23:00:00Z to 2026-12-20T23:00:00Z");
    }

    /** The library counts days in the machine's zone; what comes out must not. */
    @ParameterizedTest
    @ValueSource(strings = {"UTC", "Pacific/Auckland", "America/Los_Angeles", "Africa/Cairo"})
    void the_machine_s_own_zone_counts_for_nothing(String zone) throws Exception {
        TimeZone before = TimeZone.getDefault();
        TimeZone.setDefault(TimeZone.getTimeZone(zone));
        try {
            assertThat(times(BERLIN, "DTSTART;VALUE=DATE:20261220", "RRULE:FREQ=YEARLY;COUNT=2"))
                    .containsExactly(
                            "2026-12-19T23:00:00Z to 2026-12-20T23:00:00Z",
                            "2027-12-19T23:00:00Z to 2027-12-20T23:00:00Z");
            assertThat(times(BERLIN, "DTSTART:20261220T080000", "DURATION:PT1H"))
                    .containsExactly("2026-12-20T07:00:00Z to 2026-12-20T08:00:00Z");
        } finally {
            TimeZone.setDefault(before);
        }
    }

    @Test
    void events_that_come_again_keep_their_time_on_the_wall() throws Exception {
        assertThat(times(
                        Optional.empty(),
                        "DTSTART;TZID=Europe/Berlin:20261023T180000",
                        "DTEND;TZID=Europe/Berlin:20261023T200000",
                        "RRULE:FREQ=WEEKLY;BYDAY=FR;COUNT=4",
                        "EXDATE;TZID=Europe/Berlin:20261106T180000"))
                .containsExactly(
                        "2026-10-23T16:00:00Z to 2026-10-23T18:00:00Z",
                        "2026-10-30T17:00:00Z to 2026-10-30T19:00:00Z",
                        "2026-11-13T17:00:00Z to 2026-11-13T19:00:00Z");
    }

    @Test
    void one_without_end_is_written_out_as_far_as_it_is_asked_for() throws Exception {
        List<String> times = times(Optional.empty(), "DTSTART:20200101T000000Z", "DURATION:PT1H", "RRULE:FREQ=MONTHLY");

        assertThat(times).hasSize(24);
        assertThat(times.getFirst()).isEqualTo("2026-10-01T00:00:00Z to 2026-10-01T01:00:00Z");
    }

    @Test
    void row_30_a_time_that_comes_twice_begins_at_its_first_showing_and_ends_after_its_last() throws Exception {
        assertThat(times(Optional.empty(), "DTSTART;TZID=Europe/Berlin:20261025T023000", "DURATION:PT1H"))
                .containsExactly("2026-10-25T00:30:00Z to 2026-10-25T02:30:00Z");
    }

    @Test
    void row_29_a_time_that_is_skipped_is_that_of_the_clocks_before() throws Exception {
        assertThat(times(Optional.empty(), "DTSTART;TZID=Europe/Berlin:20270328T023000", "DURATION:PT1H"))
                .containsExactly("2027-03-28T01:30:00Z to 2027-03-28T02:30:00Z");
    }

    @Test
    void an_occurrence_that_was_moved_is_where_it_was_moved_to() throws Exception {
        String text = calendar(
                List.of("DTSTART:20261103T080000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=3"),
                List.of("RECURRENCE-ID:20261104T080000Z", "DTSTART:20261104T200000Z", "DURATION:PT2H"),
                List.of("RECURRENCE-ID:20261105T080000Z", "DTSTART:20261105T080000Z", "STATUS:CANCELLED"));

        assertThat(told(text, Optional.empty()))
                .containsExactly(
                        "2026-11-03T08:00:00Z to 2026-11-03T09:00:00Z", "2026-11-04T20:00:00Z to 2026-11-04T22:00:00Z");
    }

    @Test
    void what_is_cancelled_or_takes_no_time_is_none_and_what_is_marked_as_free_is_one() throws Exception {
        assertThat(times(BERLIN, "DTSTART;VALUE=DATE:20261220", "STATUS:CANCELLED"))
                .isEmpty();
        assertThat(times(BERLIN, "DTSTART:20261220T080000Z")).isEmpty();
        assertThat(times(BERLIN, "DTSTART;VALUE=DATE:20261220", "TRANSP:TRANSPARENT"))
                .hasSize(1);
    }

    @Test
    void a_zone_of_the_calendar_s_own_is_understood() throws Exception {
        String text = calendar(List.of("DTSTART;TZID=Office:20261220T080000", "DURATION:PT1H"))
                .replace(
                        "BEGIN:VEVENT",
                        String.join(
                                "\r\n",
                                "BEGIN:VTIMEZONE",
                                "TZID:Office",
                                "BEGIN:STANDARD",
                                "DTSTART:19700101T000000",
                                "TZOFFSETFROM:+0300",
                                "TZOFFSETTO:+0300",
                                "END:STANDARD",
                                "END:VTIMEZONE",
                                "BEGIN:VEVENT"));

        assertThat(told(text, Optional.empty())).containsExactly("2026-12-20T05:00:00Z to 2026-12-20T06:00:00Z");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DTSTART;TZID=Mars/Olympus:20261220T080000",
                "DTSTART:tomorrow",
                "DTSTART:20261220T080000Z\r\nRRULE:FREQ=SOMETIMES",
                "DTSTART:20261220T080000Z\r\nDURATION:long",
                "SUMMARY:no start",
                "DTSTART:20261220T080000Z\r\nDURATION:PT1H\r\nRRULE:FREQ=SECONDLY",
                "DTSTART:20261220T080000Z\r\nRECURRENCE-ID;RANGE=THISANDFUTURE:20261220T080000Z",
                "DTSTART:20261220T080000Z\r\nDURATION:PT1H\r\nRDATE;VALUE=PERIOD:20261224T080000Z/PT9H",
                "DTSTART:20261220T080000Z\r\nEND:VEVENT\r\nBEGIN:VFREEBUSY\r\nDTSTART:20261224T000000Z\r\nFREEBUSY:20261224T080000Z/PT9H\r\nEND:VFREEBUSY\r\nBEGIN:VEVENT\r\nDTSTART:20261221T080000Z"
            })
    void a_calendar_is_understood_as_a_whole_or_not_at_all(String lines) {
        String text = calendar(List.of("DTSTART;VALUE=DATE:20261220"), List.of(lines.split("\r\n")));

        assertThatThrownBy(() -> told(text, Optional.empty())).isInstanceOf(UnreadableCalendar.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>Sign in</html>",
                "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20261220\r\n",
                "END:VCALENDAR"
            })
    void half_a_calendar_is_none(String text) {
        assertThatThrownBy(() -> told(text, Optional.empty())).isInstanceOf(UnreadableCalendar.class);
    }

    private static List<String> times(Optional<ZoneId> zone, String... event) throws UnreadableCalendar {
        return told(calendar(List.of(event)), zone);
    }

    private static List<String> told(String text, Optional<ZoneId> zone) throws UnreadableCalendar {
        return new CalendarText(text, zone)
                .times(FROM, UNTIL).stream()
                        .map(time -> time.start() + " to " + time.end())
                        .toList();
    }

    @SafeVarargs
    static String calendar(List<String>... events) {
        StringBuilder text = new StringBuilder("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//tests//EN\r\n");
        for (List<String> event : events) {
            text.append("BEGIN:VEVENT\r\nUID:one\r\nDTSTAMP:20260101T000000Z\r\n");
            event.forEach(line -> text.append(line).append("\r\n"));
            text.append("END:VEVENT\r\n");
        }
        return text.append("END:VCALENDAR\r\n").toString();
    }
}
