package io.sluice.plan;

import static java.util.stream.Collectors.toUnmodifiableSet;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * When a plan may move traffic forward; putting it back is never bound to it.
 *
 * @param windows empty: at any time
 * @param atWindowEnd what becomes of a step that has not baked when it shuts
 * @param bakeOutside whether bakes go on while the window is shut
 * @param every when the plan is submitted anew; empty for one that runs once
 */
public record Schedule(
        Optional<Instant> startAt,
        ZoneId timeZone,
        List<Recurring> windows,
        List<Blackout> blackouts,
        AtWindowEnd atWindowEnd,
        boolean bakeOutside,
        Optional<Cron> every) {
    /** That of a plan that runs once. */
    public Schedule(
            Optional<Instant> startAt,
            ZoneId timeZone,
            List<Recurring> windows,
            List<Blackout> blackouts,
            AtWindowEnd atWindowEnd,
            boolean bakeOutside) {
        this(startAt, timeZone, windows, blackouts, atWindowEnd, bakeOutside, Optional.empty());
    }

    public Schedule {
        windows = List.copyOf(windows);
        blackouts = List.copyOf(blackouts);
    }

    /** What a plan does when the window shuts around it. Neither way back is bound to windows. */
    public enum AtWindowEnd {
        /** The weights stay, and the bake clock stands still. */
        HOLD,
        /** A step that has not baked is taken back, and made again when the window opens. */
        STEP_BACK,
        /** The baseline is put back, and the plan is over. */
        REVERT
    }

    /** That of the next run of a plan that comes again, in place of all runs. */
    public Schedule of(Instant run) {
        return new Schedule(Optional.of(run), timeZone, windows, blackouts, atWindowEnd, bakeOutside);
    }

    /** Start at once, move at any time. */
    public static Schedule always(ZoneId zone) {
        return new Schedule(Optional.empty(), zone, List.of(), List.of(), AtWindowEnd.HOLD, false);
    }

    /** A stretch of time that comes again and again. */
    public sealed interface Recurring {}

    /**
     * A weekly one.
     *
     * @param days the days on which it opens
     * @param close excluded; at or before {@code open} it is that of the next day
     */
    public record Window(Set<DayOfWeek> days, LocalTime open, LocalTime close) implements Recurring {
        public Window {
            days = Set.copyOf(days);
        }
    }

    /**
     * One that opens when a cron says so.
     *
     * @param lasts of real time, whatever the clocks do meanwhile
     */
    public record CronWindow(Cron opens, Duration lasts) implements Recurring {
        public CronWindow {
            if (!lasts.isPositive()) {
                throw new IllegalArgumentException("a window lasts longer than nothing");
            }
        }
    }

    /** When everything is shut. */
    public sealed interface Blackout {
        /** For people, empty if nobody said. */
        String why();

        /**
         * Days, from the first moment of the start to that of the end.
         *
         * @param end excluded
         */
        record Dates(LocalDate start, LocalDate end, String why) implements Blackout {}

        record Again(Recurring when, String why) implements Blackout {}

        /** Whatever stands in a calendar that {@code config.yml} names. */
        record OfCalendar(String calendar, String why) implements Blackout {}
    }

    /** The calendars that it depends on. */
    public Set<String> calendars() {
        return blackouts.stream()
                .flatMap(blackout -> blackout instanceof Blackout.OfCalendar(String calendar, String _)
                        ? Stream.of(calendar)
                        : Stream.empty())
                .collect(toUnmodifiableSet());
    }
}
