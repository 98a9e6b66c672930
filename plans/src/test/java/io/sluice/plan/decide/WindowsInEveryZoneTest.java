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
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** Walks over every change of every clock from 2024 to 2035. */
class WindowsInEveryZoneTest {
    private static final Instant START = Instant.parse("2024-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("2036-01-01T00:00:00Z");

    private static final List<Window> WINDOWS = List.of(
            window("22:00", "05:30"),
            window("02:00", "02:30"),
            window("02:30", "02:00"),
            window("00:00", "01:30"),
            window("23:45", "00:15"));

    private static final List<CronWindow> CRONS = List.of(
            new CronWindow(Cron.of("30 2 * * *"), Duration.ofHours(1)),
            new CronWindow(Cron.of("0 0 * * *"), Duration.ofMinutes(90)),
            new CronWindow(Cron.of("*/20 0-3,23 * * *"), Duration.ofMinutes(10)),
            new CronWindow(Cron.of("0 22 * * *"), Duration.ofHours(8)));

    /** Zones of the same rules have the same changes, and most zones are such. */
    private static final Map<ZoneRules, ZoneId> ZONES = zones();

    private static Map<ZoneRules, ZoneId> zones() {
        Map<ZoneRules, ZoneId> byRules = new HashMap<>();
        ZoneId.getAvailableZoneIds().stream()
                .sorted()
                .map(ZoneId::of)
                .forEach(zone -> byRules.putIfAbsent(zone.getRules(), zone));
        return byRules;
    }

    private static int onEachChange(BiConsumer<ZoneId, ZoneOffsetTransition> check) {
        int changes = 0;
        for (ZoneId zone : ZONES.values()) {
            ZoneOffsetTransition change = zone.getRules().nextTransition(START);
            while (change != null && change.getInstant().isBefore(END)) {
                check.accept(zone, change);
                changes++;
                change = zone.getRules().nextTransition(change.getInstant());
            }
        }
        return changes;
    }

    @Test
    void openings_and_closings_agree_with_what_is_open() {
        int changes = onEachChange((zone, change) -> WINDOWS.forEach(window -> {
            check(open(zone, window), change);
            checkAgainstTheClockOnTheWall(zone, window, change);
        }));
        assertThat(changes).as("changes of clocks that were looked at").isGreaterThan(1000);
        System.out.printf(
                "P6: %d changes of clocks in %d sets of zone rules from 2024 to 2035, open when the wall says so at each%n",
                changes, ZONES.size());
    }

    /** Minute by minute, the clock on the wall says when a cron comes: at the first showing of its time, or when that is skipped. */
    @Test
    void a_cron_opens_when_the_clock_on_the_wall_first_shows_its_time_or_skips_it() {
        int changes = onEachChange((zone, change) -> CRONS.forEach(cron -> {
            check(open(zone, cron), change);
            Windows windows = open(zone, cron);
            Set<Instant> starts =
                    starts(cron, zone, change, windows.schedule().timeZone().getRules());
            for (int minutes = -360; minutes <= 360; minutes += 10) {
                Instant moment = change.getInstant().plus(Duration.ofMinutes(minutes));
                boolean open = starts.stream()
                        .anyMatch(start -> !moment.isBefore(start) && moment.isBefore(start.plus(cron.lasts())));
                assertThat(windows.isOpen(moment))
                        .as("%s %s at %s, change %s", zone, cron, moment, change)
                        .isEqualTo(open);
            }
        }));
        assertThat(changes).isGreaterThan(1000);
    }

    private static Set<Instant> starts(CronWindow cron, ZoneId zone, ZoneOffsetTransition change, ZoneRules rules) {
        Set<Instant> starts = new HashSet<>();
        Set<LocalDateTime> shown = new HashSet<>();
        for (int minutes = -360 - 480; minutes <= 360; minutes++) {
            Instant moment = change.getInstant().plus(Duration.ofMinutes(minutes));
            LocalDateTime wall = LocalDateTime.ofInstant(moment, zone);
            if (shown.add(wall) && comes(cron, wall)) {
                starts.add(moment);
            }
        }
        for (LocalDateTime skipped = change.getDateTimeBefore();
                skipped.isBefore(change.getDateTimeAfter());
                skipped = skipped.plusMinutes(1)) {
            if (comes(cron, skipped)) {
                assertThat(rules.getValidOffsets(skipped)).isEmpty();
                starts.add(change.getInstant());
            }
        }
        return starts;
    }

    private static boolean comes(CronWindow cron, LocalDateTime wall) {
        return cron.opens().on(wall.toLocalDate()).contains(wall.toLocalTime());
    }

    @Test
    void a_blackout_that_comes_again_is_shut_just_when_such_a_window_would_be_open() {
        List<Recurring> all = new ArrayList<>(WINDOWS);
        all.addAll(CRONS);
        int changes = onEachChange((zone, change) -> all.forEach(recurring -> {
            Windows shut = new Windows(new Schedule(
                    Optional.empty(),
                    zone,
                    List.of(),
                    List.of(new Blackout.Again(recurring, "")),
                    AtWindowEnd.HOLD,
                    false));
            Windows open = open(zone, recurring);
            for (int minutes = -300; minutes <= 300; minutes += 15) {
                Instant moment = change.getInstant().plus(Duration.ofMinutes(minutes));
                assertThat(shut.isOpen(moment))
                        .as("%s %s at %s", zone, recurring, moment)
                        .isNotEqualTo(open.isOpen(moment));
            }
        }));
        assertThat(changes).isGreaterThan(1000);
    }

    private static Windows open(ZoneId zone, Recurring window) {
        return new Windows(new Schedule(Optional.empty(), zone, List.of(window), List.of(), AtWindowEnd.HOLD, false));
    }

    private static void check(Windows windows, ZoneOffsetTransition change) {
        Instant now = change.getInstant().minus(Duration.ofHours(30));
        Instant end = change.getInstant().plus(Duration.ofHours(30));
        while (now.isBefore(end)) {
            Instant opening = windows.nextOpening(now).orElseThrow();
            Instant closing = windows.closesAt(opening).orElseThrow();
            assertThat(opening).isAfterOrEqualTo(now);
            assertThat(closing).isAfter(opening);
            if (opening.isAfter(now)) {
                assertThat(windows.isOpen(now)).isFalse();
                assertThat(windows.isOpen(opening.minusNanos(1))).isFalse();
            }
            assertThat(windows.isOpen(opening)).isTrue();
            assertThat(windows.isOpen(closing.minusNanos(1))).isTrue();
            assertThat(windows.isOpen(closing)).isFalse();
            now = closing;
        }
    }

    /**
     * Every five minutes near the change, for a window opens when the clock on the wall first shows its time and closes when it
     * last shows the close after that, or when they are skipped; and now and then further away.
     */
    private static void checkAgainstTheClockOnTheWall(ZoneId zone, Window window, ZoneOffsetTransition change) {
        Windows windows = open(zone, window);
        List<TimeWindow> times = new ArrayList<>();
        LocalDate today = change.getDateTimeBefore().toLocalDate();
        for (LocalDate day = today.minusDays(4); day.isBefore(today.plusDays(4)); day = day.plusDays(1)) {
            LocalDate end = window.close().isAfter(window.open()) ? day : day.plusDays(1);
            Instant opens = shows(change, day.atTime(window.open()), true);
            Instant closes = shows(change, end.atTime(window.close()), false);
            if (opens.isBefore(closes)) {
                times.add(new TimeWindow(opens, closes));
            }
        }
        for (int minutes = -1800; minutes <= 1800; minutes += Math.abs(minutes) < 250 ? 5 : 155) {
            Instant moment = change.getInstant().plusSeconds(60L * minutes);
            assertThat(windows.isOpen(moment))
                    .as("%s %s at %s, change %s", zone, window, moment, change)
                    .isEqualTo(times.stream()
                            .anyMatch(time -> !moment.isBefore(time.start()) && moment.isBefore(time.end())));
        }
    }

    /** When a clock on the wall shows a time, by its offset before the change and by that after it. */
    private static Instant shows(ZoneOffsetTransition change, LocalDateTime wall, boolean first) {
        Instant before = wall.toInstant(change.getOffsetBefore());
        Instant after = wall.toInstant(change.getOffsetAfter());
        boolean shownBefore = before.isBefore(change.getInstant());
        boolean shownAfter = !after.isBefore(change.getInstant());
        if (!shownBefore && !shownAfter) {
            return change.getInstant();
        }
        return shownBefore && (first || !shownAfter) ? before : after;
    }

    private static Window window(String open, String close) {
        return new Window(EnumSet.allOf(DayOfWeek.class), LocalTime.parse(open), LocalTime.parse(close));
    }
}
