package io.sluice.plan.decide;

import static java.util.stream.Collectors.toSet;
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
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SweepTest {
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

    /** Nights when clocks change, in Santiago at midnight both ways and on Lord Howe by half an hour, and a day that Samoa skipped. */
    private static final List<String> NIGHTS = List.of(
            "Europe/Berlin 2027-03-28",
            "Europe/London 2026-10-25",
            "America/Havana 2026-11-01",
            "America/Santiago 2026-09-06",
            "Australia/Lord_Howe 2027-04-04",
            "Pacific/Apia 2011-12-30",
            "America/Santiago 2027-04-04",
            "UTC 2028-02-29");

    @Test
    void what_it_finds_is_what_a_look_at_every_moment_finds() {
        long seed = Long.getLong("sluice.seed", 5);
        Random random = new Random(seed);
        int changes = 0;
        for (int i = 0; i < 80; i++) {
            String night = NIGHTS.get(random.nextInt(NIGHTS.size()));
            ZoneId zone = ZoneId.of(night.substring(0, night.indexOf(' ')));
            LocalDate day = LocalDate.parse(night.substring(night.indexOf(' ') + 1));
            Instant start = day.minusDays(2).atStartOfDay(zone).toInstant();
            changes += compare(any(random, zone, day, start), start, random, "seed " + seed + ", " + i);
        }
        assertThat(changes).as("openings and closings").isGreaterThan(300);
    }

    /** Everything here begins and ends with a full five minutes, so nothing changes between two of them. */
    private static int compare(Windows windows, Instant start, Random random, String what) {
        boolean[] open = new boolean[5 * 288];
        for (int i = 0; i < open.length; i++) {
            open[i] = !windows.isShut(at(start, i));
        }
        int changes = 0;
        for (int i = 1; i < open.length; i++) {
            changes += open[i] == open[i - 1] ? 0 : 1;
        }
        for (int looks = 0; looks < 12; looks++) {
            int from = random.nextInt(open.length);
            int to = from + random.nextInt(open.length - from);
            Instant now = at(start, from);
            String where = what + ": " + windows + " from " + now;
            assertSame(windows.nextOpening(now), next(open, true, from), start, open.length, where);
            if (open[from]) {
                assertSame(windows.closesAt(now), next(open, false, from), start, open.length, where);
            }
            int shut = next(open, false, from);
            assertThat(windows.shutBetween(now, at(start, to)))
                    .as(where)
                    .isEqualTo(shut <= to ? Optional.of(at(start, shut)) : Optional.empty());
        }
        return changes;
    }

    private static int next(boolean[] open, boolean wanted, int from) {
        int at = from;
        while (at < open.length && open[at] != wanted) {
            at++;
        }
        return at;
    }

    private static void assertSame(Optional<Instant> found, int moment, Instant start, int moments, String where) {
        if (moment < moments) {
            assertThat(found).as(where).contains(at(start, moment));
        } else {
            found.ifPresent(at -> assertThat(at).as(where).isAfterOrEqualTo(at(start, moments)));
        }
    }

    private static Instant at(Instant start, int moment) {
        return start.plusSeconds(300L * moment);
    }

    private static Windows any(Random random, ZoneId zone, LocalDate day, Instant start) {
        List<Recurring> windows = Stream.generate(() -> recurring(random))
                .limit(random.nextInt(4))
                .toList();
        List<Blackout> blackouts = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            LocalDate first = day.plusDays(random.nextInt(-3, 3));
            blackouts.add(
                    switch (random.nextInt(3)) {
                        case 0 -> new Blackout.Dates(first, first.plusDays(random.nextInt(1, 3)), "");
                        case 1 -> new Blackout.Again(recurring(random), "");
                        default -> new Blackout.OfCalendar("freeze", "");
                    });
        }
        List<TimeWindow> busy = Stream.generate(() -> start.plus(Duration.ofMinutes(5L * random.nextInt(1440))))
                .map(at -> new TimeWindow(at, at.plus(Duration.ofMinutes(5L * random.nextInt(1, 180)))))
                .limit(random.nextInt(5))
                .toList();
        return new Windows(
                new Schedule(Optional.empty(), zone, windows, blackouts, AtWindowEnd.HOLD, false),
                new Calendars(Map.of("freeze", new Calendars.Known.Busy(busy))));
    }

    private static Recurring recurring(Random random) {
        if (random.nextBoolean()) {
            List<String> crons =
                    List.of("*/15 * * * *", "30 2 * * *", "0 0,12 * * *", "5,50 0-3,22,23 * * *", "0 18 * * fri");
            List<Integer> minutes = List.of(5, 15, 20, 60, 600, 1440, 4 * 1440);
            return new CronWindow(
                    Cron.of(crons.get(random.nextInt(crons.size()))),
                    Duration.ofMinutes(minutes.get(random.nextInt(minutes.size()))));
        }
        Set<DayOfWeek> days = random.ints(2, 1, 8).mapToObj(DayOfWeek::of).collect(toSet());
        return new Window(random.nextBoolean() ? days : EnumSet.allOf(DayOfWeek.class), time(random), time(random));
    }

    /** Nights and full quarters of hours more often than not, so that some touch and some fall into a change of the clocks. */
    private static LocalTime time(Random random) {
        return LocalTime.of(random.nextBoolean() ? random.nextInt(4) : random.nextInt(24), 15 * random.nextInt(4));
    }

    /** Not once for each opening, of which there are seventy thousand. */
    @Test
    void what_never_shuts_or_never_opens_is_laid_out_little_more_than_once() {
        Recurring quarters = new CronWindow(Cron.of("*/15 * * * *"), Duration.ofMinutes(15));
        Recurring weeks = new CronWindow(Cron.of("*/15 * * * *"), Duration.ofDays(7));
        Windows always = new Windows(schedule(Collections.nCopies(3, quarters), List.of()));
        Windows never = new Windows(
                schedule(List.of(), Collections.nCopies(3, new Blackout.Again(weeks, "the books are closed"))));

        assertThat(always.closesAt(NOON)).isEmpty();
        assertThat(never.nextOpening(NOON)).isEmpty();
        assertThat(laidOut(always, false)).isBetween(3 * 96 * Sweep.HORIZON_DAYS, 2 * 3 * 96 * Sweep.HORIZON_DAYS);
        assertThat(laidOut(never, true)).isBetween(3 * 96 * Sweep.HORIZON_DAYS, 2 * 3 * 96 * Sweep.HORIZON_DAYS);
    }

    private static int laidOut(Windows windows, boolean wanted) {
        AtomicInteger counted = new AtomicInteger();
        Sweep sweep = windows.sweep();
        assertThat(new Sweep(sweep.zone(), sweep.always(), (first, end) -> {
                            Sweep.Laid laid = sweep.layOut().between(first, end);
                            return new Sweep.Laid(
                                    laid.windows().peek(_ -> counted.incrementAndGet()),
                                    laid.blackouts().peek(_ -> counted.incrementAndGet()));
                        })
                        .first(wanted, NOON, Instant.MAX))
                .isEmpty();
        return counted.get();
    }

    private static Schedule schedule(List<Recurring> windows, List<Blackout> blackouts) {
        return new Schedule(Optional.empty(), ZoneId.of("Asia/Tokyo"), windows, blackouts, AtWindowEnd.HOLD, false);
    }
}
