package io.sluice.plan.file;

import io.sluice.plan.Schedule;
import io.sluice.plan.Schedule.Blackout;
import io.sluice.plan.Schedule.CronWindow;
import io.sluice.plan.Schedule.Recurring;
import io.sluice.plan.Schedule.Window;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/** How long a schedule is open at a stretch where the clocks do not change, windows that touch taken together. */
final class LongestOpening {
    private static final int DAY = 24 * 60;

    /** Two years, one of them a leap year: all that a schedule can say comes within them. */
    private static final LocalDate FIRST = LocalDate.of(2024, 1, 1);

    private static final int DAYS = 731;

    private LongestOpening() {}

    /** Empty: without end. Blackouts that come but once are not looked at. */
    static Optional<Duration> of(Schedule schedule) {
        List<Recurring> shut = schedule.blackouts().stream()
                .filter(Blackout.Again.class::isInstance)
                .map(blackout -> ((Blackout.Again) blackout).when())
                .toList();
        if (schedule.windows().isEmpty() && shut.isEmpty()) {
            return Optional.empty();
        }
        BitSet open = new BitSet(DAYS * DAY);
        if (schedule.windows().isEmpty()) {
            open.set(0, DAYS * DAY);
        }
        schedule.windows().forEach(window -> mark(open, window, true));
        shut.forEach(window -> mark(open, window, false));
        if (open.cardinality() == DAYS * DAY) {
            return Optional.empty();
        }
        int longest = 0;
        for (int start = open.nextSetBit(0); start >= 0; start = open.nextSetBit(open.nextClearBit(start))) {
            longest = Math.max(longest, open.nextClearBit(start) - start);
        }
        return Optional.of(Duration.ofMinutes(longest));
    }

    /** From the day before on, whose window reaches into the first. */
    private static void mark(BitSet open, Recurring window, boolean as) {
        for (int day = -1; day < DAYS; day++) {
            LocalDate date = FIRST.plusDays(day);
            switch (window) {
                case Window weekly
                when weekly.days().contains(date.getDayOfWeek()) -> {
                    int close = minute(weekly.close()) + (weekly.close().isAfter(weekly.open()) ? 0 : DAY);
                    mark(open, day * DAY + minute(weekly.open()), day * DAY + close, as);
                }
                case Window _ -> {}
                case CronWindow cron -> {
                    for (LocalTime time : cron.opens().on(date)) {
                        int start = day * DAY + minute(time);
                        mark(open, start, start + (int) cron.lasts().toMinutes(), as);
                    }
                }
            }
        }
    }

    private static void mark(BitSet open, int start, int end, boolean as) {
        open.set(Math.max(0, start), Math.clamp(end, 0, DAYS * DAY), as);
    }

    private static int minute(LocalTime time) {
        return time.toSecondOfDay() / 60;
    }
}
