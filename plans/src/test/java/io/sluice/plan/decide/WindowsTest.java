package io.sluice.plan.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.plan.Cron;
import io.sluice.plan.Schedule;
import io.sluice.plan.Schedule.AtWindowEnd;
import io.sluice.plan.Schedule.Blackout;
import io.sluice.plan.Schedule.CronWindow;
import io.sluice.plan.Schedule.Recurring;
import io.sluice.plan.Schedule.Window;
import io.sluice.traffic.TimeWindow;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowsTest {
    private static final Set<DayOfWeek> DAILY = EnumSet.allOf(DayOfWeek.class);
    private static final Set<DayOfWeek> WORKDAYS = EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY);

    @Test
    void without_windows_it_is_always_open() {
        Windows windows = new Windows(Schedule.always(ZoneId.of("UTC")));
        Instant now = Instant.parse("2026-11-24T12:00:00Z");

        assertThat(windows.isOpen(now)).isTrue();
        assertThat(windows.nextOpening(now)).contains(now);
        assertThat(windows.closesAt(now)).isEmpty();
    }

    @Test
    void the_day_is_the_one_on_which_a_window_opens() {
        Windows windows = windows("Europe/Berlin", window(WORKDAYS, "22:00", "05:30"));

        // Friday night reaches into Saturday; Sunday night is none.
        assertThat(openings(windows, "2026-11-27T12:00:00Z", 3))
                .containsExactly(
                        "2026-11-27T21:00:00Z to 2026-11-28T04:30:00Z",
                        "2026-11-30T21:00:00Z to 2026-12-01T04:30:00Z",
                        "2026-12-01T21:00:00Z to 2026-12-02T04:30:00Z");
    }

    @Test
    void the_opening_belongs_to_a_window_and_the_close_does_not() {
        Windows windows = windows("UTC", window(DAILY, "09:00", "17:00"));

        assertThat(windows.isOpen(Instant.parse("2026-11-24T08:59:59.999999999Z")))
                .isFalse();
        assertThat(windows.isOpen(Instant.parse("2026-11-24T09:00:00Z"))).isTrue();
        assertThat(windows.isOpen(Instant.parse("2026-11-24T16:59:59.999999999Z")))
                .isTrue();
        assertThat(windows.isOpen(Instant.parse("2026-11-24T17:00:00Z"))).isFalse();
    }

    @Test
    void windows_that_touch_or_overlap_are_one_opening() {
        Windows windows = windows(
                "UTC",
                window(DAILY, "09:00", "12:00"),
                window(DAILY, "12:00", "14:00"),
                window(DAILY, "13:00", "15:00"),
                window(DAILY, "15:01", "16:00"));

        assertThat(openings(windows, "2026-11-24T00:00:00Z", 2))
                .containsExactly(
                        "2026-11-24T09:00:00Z to 2026-11-24T15:00:00Z", "2026-11-24T15:01:00Z to 2026-11-24T16:00:00Z");
    }

    @Test
    void whole_days_that_follow_one_another_never_close() {
        Windows windows = windows("Europe/Berlin", window(DAILY, "00:00", "00:00"));

        assertThat(windows.closesAt(Instant.parse("2026-11-24T12:00:00Z"))).isEmpty();
    }

    @Test
    void a_blackout_lasts_from_the_start_of_its_first_day_to_that_of_its_end() {
        Windows windows = new Windows(new Schedule(
                Optional.empty(),
                ZoneId.of("Europe/Berlin"),
                List.of(),
                List.of(new Blackout.Dates(LocalDate.of(2026, 12, 20), LocalDate.of(2027, 1, 2), "season freeze")),
                AtWindowEnd.HOLD,
                false));
        Instant before = Instant.parse("2026-12-01T00:00:00Z");

        assertThat(windows.closesAt(before)).contains(Instant.parse("2026-12-19T23:00:00Z"));
        assertThat(windows.isOpen(Instant.parse("2026-12-19T22:59:59Z"))).isTrue();
        assertThat(windows.isOpen(Instant.parse("2026-12-19T23:00:00Z"))).isFalse();
        assertThat(windows.isOpen(Instant.parse("2027-01-01T22:59:59Z"))).isFalse();
        assertThat(windows.nextOpening(Instant.parse("2026-12-24T00:00:00Z")))
                .contains(Instant.parse("2027-01-01T23:00:00Z"));
    }

    @Test
    void a_hold_says_why_a_blackout_shuts_and_nothing_where_none_does() {
        Windows windows = new Windows(new Schedule(
                Optional.empty(),
                ZoneId.of("UTC"),
                List.of(window(DAILY, "09:00", "17:00")),
                List.of(new Blackout.Dates(LocalDate.of(2026, 12, 20), LocalDate.of(2027, 1, 2), "season freeze")),
                AtWindowEnd.HOLD,
                false));

        assertThat(windows.hold(Instant.parse("2026-12-24T12:00:00Z")).sentence())
                .isEqualTo("the window is shut until 2027-01-02T09:00:00Z (season freeze)");
        assertThat(windows.hold(Instant.parse("2026-12-19T18:00:00Z")).sentence())
                .isEqualTo("the window is shut until 2027-01-02T09:00:00Z");
    }

    @Test
    void a_blackout_cuts_the_night_before_it_short_and_swallows_what_lies_within() {
        Windows windows = new Windows(new Schedule(
                Optional.empty(),
                ZoneId.of("UTC"),
                List.of(window(Set.of(DayOfWeek.SATURDAY), "22:00", "05:30")),
                List.of(new Blackout.Dates(LocalDate.of(2026, 12, 20), LocalDate.of(2027, 1, 3), "")),
                AtWindowEnd.HOLD,
                false));

        // The night of December 19 ends at midnight, that of the 26th is none, that of January 2 begins at midnight.
        assertThat(openings(windows, "2026-12-18T00:00:00Z", 3))
                .containsExactly(
                        "2026-12-19T22:00:00Z to 2026-12-20T00:00:00Z",
                        "2027-01-03T00:00:00Z to 2027-01-03T05:30:00Z",
                        "2027-01-09T22:00:00Z to 2027-01-10T05:30:00Z");
    }

    @Test
    void row_26_a_schedule_that_is_blacked_out_for_ever_never_opens() {
        Windows windows = new Windows(new Schedule(
                Optional.empty(),
                ZoneId.of("UTC"),
                List.of(window(DAILY, "22:00", "05:30")),
                List.of(new Blackout.Dates(LocalDate.of(2026, 1, 1), LocalDate.of(9999, 1, 1), "")),
                AtWindowEnd.HOLD,
                false));

        assertThat(windows.nextOpening(Instant.parse("2026-11-24T00:00:00Z"))).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "row 29: Berlin opens in the gap,       Europe/Berlin, 2027-03-28, 02:30, 05:00, 01:00, 03:00",
        "row 29: Berlin closes in the gap,      Europe/Berlin, 2027-03-28, 01:00, 02:30, 00:00, 01:00",
        "row 29: Berlin across the gap,         Europe/Berlin, 2027-03-28, 01:00, 04:00, 00:00, 02:00",
        "row 30: Berlin opens in the overlap,   Europe/Berlin, 2026-10-25, 02:30, 05:00, 00:30, 04:00",
        "row 30: Berlin closes in the overlap,  Europe/Berlin, 2026-10-25, 01:00, 02:30, 23:00, 01:30",
        "row 30: Berlin within the overlap,     Europe/Berlin, 2026-10-25, 02:10, 02:20, 00:10, 01:20",
        "row 31: Lord Howe opens in the gap,    Australia/Lord_Howe, 2026-10-04, 02:15, 05:00, 15:30, 18:00",
        "row 31: Lord Howe closes in overlap,   Australia/Lord_Howe, 2027-04-04, 01:00, 01:45, 14:00, 15:15",
        "row 31: Feb 29,                        UTC, 2028-02-29, 22:00, 05:30, 22:00, 05:30",
        "row 31: the night before Feb 29,       UTC, 2028-02-28, 22:00, 05:30, 22:00, 05:30"
    })
    void a_window_in_a_night_when_the_clocks_change(
            String row, String zone, LocalDate day, String open, String close, LocalTime opens, LocalTime closes) {
        Windows windows = windows(zone, window(Set.of(day.getDayOfWeek()), open, close));
        Instant before = day.atStartOfDay(ZoneId.of(zone)).toInstant();

        Instant opening = windows.nextOpening(before).orElseThrow();

        assertThat(LocalDateTime.ofInstant(opening, ZoneId.of("UTC")).toLocalTime())
                .as(row)
                .isEqualTo(opens);
        assertThat(windows.closesAt(opening)
                        .map(closing -> LocalDateTime.ofInstant(closing, ZoneId.of("UTC"))
                                .toLocalTime()))
                .as(row)
                .contains(closes);
        assertThat(opening).isBetween(before, before.plusSeconds(86_400));
    }

    @Test
    void row_29_a_window_that_lies_in_the_gap_is_none_that_day() {
        Windows windows = windows("Europe/Berlin", window(DAILY, "02:10", "02:50"));

        assertThat(openings(windows, "2027-03-27T00:00:00Z", 2))
                .containsExactly(
                        "2027-03-27T01:10:00Z to 2027-03-27T01:50:00Z", "2027-03-29T00:10:00Z to 2027-03-29T00:50:00Z");
    }

    @Test
    void row_31_samoa_had_no_december_30_in_2011() {
        Windows days = windows("Pacific/Apia", window(DAILY, "09:00", "17:00"));
        Windows nights = windows("Pacific/Apia", window(DAILY, "22:00", "05:30"));

        assertThat(openings(days, "2011-12-29T12:00:00Z", 2))
                .containsExactly(
                        "2011-12-29T19:00:00Z to 2011-12-30T03:00:00Z", "2011-12-30T19:00:00Z to 2011-12-31T03:00:00Z");
        // The night of the 29th and the rest of the night that nobody saw begin touch at the skipped day.
        assertThat(openings(nights, "2011-12-30T05:00:00Z", 2))
                .containsExactly(
                        "2011-12-30T08:00:00Z to 2011-12-30T15:30:00Z", "2011-12-31T08:00:00Z to 2011-12-31T15:30:00Z");
    }

    @Test
    void a_blackout_of_the_day_that_samoa_did_not_have_shuts_nothing() {
        LocalDate skipped = LocalDate.of(2011, 12, 30);
        Windows windows = new Windows(new Schedule(
                Optional.empty(),
                ZoneId.of("Pacific/Apia"),
                List.of(),
                List.of(new Blackout.Dates(skipped, skipped.plusDays(1), "")),
                AtWindowEnd.HOLD,
                false));

        assertThat(windows.isOpen(Instant.parse("2011-12-30T10:00:00Z"))).isTrue();
        assertThat(windows.closesAt(Instant.parse("2011-12-29T12:00:00Z"))).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "row 29: Berlin in the gap,       Europe/Berlin, 2027-03-28, 30 2 * * *, 01:00, 03:00",
        "row 29: Berlin across the gap,   Europe/Berlin, 2027-03-28, 30 1 * * *, 00:30, 02:30",
        "row 30: Berlin in the overlap,   Europe/Berlin, 2026-10-25, 30 2 * * *, 00:30, 02:30",
        "row 30: Berlin across it,        Europe/Berlin, 2026-10-25, 30 1 * * *, 23:30, 01:30",
        "row 31: Lord Howe in the gap,    Australia/Lord_Howe, 2026-10-04, 15 2 * * *, 15:30, 17:30",
        "row 31: Lord Howe in overlap,    Australia/Lord_Howe, 2027-04-04, 45 1 * * *, 14:45, 16:45",
        "row 31: Morocco after Ramadan,   Africa/Casablanca, 2026-03-22, 30 2 * * *, 02:00, 04:00",
        "row 31: Feb 29,                  UTC, 2028-02-29, 0 22 29 2 *, 22:00, 00:00"
    })
    void a_cron_in_a_night_when_the_clocks_change(
            String row, String zone, LocalDate day, String cron, LocalTime opens, LocalTime closes) {
        Windows windows = windows(zone, new CronWindow(Cron.of(cron), Duration.ofHours(2)));
        Instant before = day.atStartOfDay(ZoneId.of(zone)).toInstant();

        Instant opening = windows.nextOpening(before).orElseThrow();
        Instant closing = windows.closesAt(opening).orElseThrow();

        assertThat(LocalTime.ofInstant(opening, ZoneId.of("UTC"))).as(row).isEqualTo(opens);
        assertThat(LocalTime.ofInstant(closing, ZoneId.of("UTC"))).as(row).isEqualTo(closes);
        assertThat(windows.nextOpening(closing)
                        .filter(next -> next.isBefore(
                                day.plusDays(1).atStartOfDay(ZoneId.of(zone)).toInstant())))
                .as("once that day")
                .isEmpty();
    }

    @Test
    void row_31_morocco_goes_back_for_ramadan_and_windows_with_it() {
        // Clocks go back from 03:00 to 02:00 on 2026-02-15, and ahead again on 2026-03-22.
        Windows windows = windows("Africa/Casablanca", window(DAILY, "02:30", "04:00"));

        assertThat(openings(windows, "2026-02-13T12:00:00Z", 3))
                .containsExactly(
                        "2026-02-14T01:30:00Z to 2026-02-14T03:00:00Z",
                        "2026-02-15T01:30:00Z to 2026-02-15T04:00:00Z",
                        "2026-02-16T02:30:00Z to 2026-02-16T04:00:00Z");
    }

    @Test
    void a_cron_window_may_last_for_days() {
        Windows windows = windows("UTC", new CronWindow(Cron.of("0 18 * * fri"), Duration.ofHours(60)));

        assertThat(openings(windows, "2026-11-27T00:00:00Z", 2))
                .containsExactly(
                        "2026-11-27T18:00:00Z to 2026-11-30T06:00:00Z", "2026-12-04T18:00:00Z to 2026-12-07T06:00:00Z");
        assertThat(windows.isOpen(Instant.parse("2026-11-30T05:59:59Z"))).isTrue();
    }

    @Test
    void blackouts_that_come_again_cut_windows_short() {
        Windows windows = new Windows(new Schedule(
                Optional.empty(),
                ZoneId.of("UTC"),
                List.of(window(DAILY, "20:00", "06:00")),
                List.of(
                        new Blackout.Again(window(Set.of(DayOfWeek.FRIDAY), "22:00", "23:00"), "release train"),
                        new Blackout.Again(
                                new CronWindow(Cron.of("0 5 1 * *"), Duration.ofHours(12)), "the books are closed")),
                AtWindowEnd.HOLD,
                false));

        // A Friday, and the first of December.
        assertThat(openings(windows, "2026-11-27T12:00:00Z", 2))
                .containsExactly(
                        "2026-11-27T20:00:00Z to 2026-11-27T22:00:00Z", "2026-11-27T23:00:00Z to 2026-11-28T06:00:00Z");
        assertThat(openings(windows, "2026-11-30T12:00:00Z", 1))
                .containsExactly("2026-11-30T20:00:00Z to 2026-12-01T05:00:00Z");
    }

    @Test
    void row_26_windows_that_lie_wholly_within_a_blackout_that_comes_again_never_open() {
        Windows windows = new Windows(new Schedule(
                Optional.empty(),
                ZoneId.of("Europe/Berlin"),
                List.of(window(DAILY, "22:00", "05:30")),
                List.of(new Blackout.Again(window(DAILY, "21:00", "06:00"), "")),
                AtWindowEnd.HOLD,
                false));

        assertThat(windows.nextOpening(Instant.parse("2026-11-24T00:00:00Z"))).isEmpty();
    }

    @Test
    void a_calendar_that_is_not_known_makes_nothing_open_and_nothing_shut() {
        Schedule schedule = new Schedule(
                Optional.empty(),
                ZoneId.of("UTC"),
                List.of(window(DAILY, "08:00", "18:00")),
                List.of(new Blackout.OfCalendar("freeze", "")),
                AtWindowEnd.HOLD,
                false);
        Instant ten = Instant.parse("2026-11-24T10:00:00Z");
        Instant night = Instant.parse("2026-11-24T20:00:00Z");
        Windows unknown =
                new Windows(schedule, new Calendars(Map.of("freeze", new Calendars.Known.Unknown("no answer"))));
        Windows busy = new Windows(
                schedule,
                new Calendars(Map.of(
                        "freeze", new Calendars.Known.Busy(List.of(new TimeWindow(ten, ten.plusSeconds(3600)))))));

        assertThat(unknown.isOpen(ten)).isFalse();
        assertThat(unknown.isShut(ten)).isFalse();
        assertThat(unknown.unknown(ten)).contains("calendar freeze is not known: no answer");
        assertThat(unknown.isShut(night)).as("whatever the calendar says").isTrue();
        assertThat(unknown.unknown(night)).isEmpty();
        assertThat(busy.isOpen(ten.minusNanos(1))).isTrue();
        assertThat(busy.isShut(ten)).isTrue();
        assertThat(busy.nextOpening(ten)).contains(ten.plusSeconds(3600));
        assertThat(busy.closesAt(ten.minusSeconds(60))).contains(ten);
    }

    private static List<String> openings(Windows windows, String from, int count) {
        List<String> openings = new ArrayList<>();
        Instant now = Instant.parse(from);
        for (int i = 0; i < count; i++) {
            Instant opening = windows.nextOpening(now).orElseThrow();
            now = windows.closesAt(opening).orElseThrow();
            openings.add(opening + " to " + now);
        }
        return openings;
    }

    private static Windows windows(String zone, Recurring... windows) {
        return new Windows(
                new Schedule(Optional.empty(), ZoneId.of(zone), List.of(windows), List.of(), AtWindowEnd.HOLD, false));
    }

    private static Window window(Set<DayOfWeek> days, String open, String close) {
        return new Window(days, LocalTime.parse(open), LocalTime.parse(close));
    }
}
