package io.sluice.plan.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.plan.Schedule;
import io.sluice.plan.Schedule.AtWindowEnd;
import io.sluice.plan.Schedule.Window;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Walks over every change of every clock in three years. */
class WindowsInEveryZoneTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("2029-01-01T00:00:00Z");

    private static final List<Window> WINDOWS = List.of(
            window("22:00", "05:30"),
            window("02:00", "02:30"),
            window("02:30", "02:00"),
            window("00:00", "01:30"),
            window("23:45", "00:15"));

    @Test
    void openings_and_closings_agree_with_what_is_open() {
        int changes = 0;
        for (String id : ZoneId.getAvailableZoneIds()) {
            ZoneId zone = ZoneId.of(id);
            ZoneOffsetTransition change = zone.getRules().nextTransition(START);
            while (change != null && change.getInstant().isBefore(END)) {
                for (Window window : WINDOWS) {
                    check(
                            new Windows(new Schedule(
                                    Optional.empty(), zone, List.of(window), List.of(), AtWindowEnd.HOLD, false)),
                            change);
                }
                changes++;
                change = zone.getRules().nextTransition(change.getInstant());
            }
        }
        assertThat(changes).as("changes of clocks that were looked at").isGreaterThan(500);
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
        checkAgainstTheClockOnTheWall(windows, change);
    }

    /** Away from the change itself, a window is open exactly while a clock on the wall stands between its times. */
    private static void checkAgainstTheClockOnTheWall(Windows windows, ZoneOffsetTransition change) {
        Window window = windows.schedule().windows().getFirst();
        for (int hours = -30; hours <= 30; hours++) {
            if (Math.abs(hours) > 3) {
                Instant moment =
                        change.getInstant().plus(Duration.ofHours(hours)).plusSeconds(600);
                LocalTime wall = LocalDateTime.ofInstant(
                                moment, windows.schedule().timeZone())
                        .toLocalTime();
                assertThat(windows.isOpen(moment))
                        .as("%s %s at %s", windows.schedule().timeZone(), window, wall)
                        .isEqualTo(between(wall, window));
            }
        }
    }

    private static boolean between(LocalTime wall, Window window) {
        boolean opened = !wall.isBefore(window.open());
        boolean notClosed = wall.isBefore(window.close());
        return window.close().isAfter(window.open()) ? opened && notClosed : opened || notClosed;
    }

    private static Window window(String open, String close) {
        return new Window(EnumSet.allOf(DayOfWeek.class), LocalTime.parse(open), LocalTime.parse(close));
    }
}
