package io.sluice.plan.file;

import io.sluice.plan.Schedule;
import io.sluice.plan.Schedule.Window;
import java.time.DayOfWeek;
import java.time.Duration;
import java.util.BitSet;
import java.util.Optional;

/** How long the windows of an ordinary week are open at a stretch, those that touch taken together. */
final class LongestOpening {
    private static final int DAY = 24 * 60;
    private static final int WEEK = 7 * DAY;

    private LongestOpening() {}

    /** Empty: without end. */
    static Optional<Duration> of(Schedule schedule) {
        BitSet open = new BitSet(2 * WEEK);
        schedule.windows().forEach(window -> window.days().forEach(day -> mark(open, day, window)));
        if (schedule.windows().isEmpty() || open.cardinality() == 2 * WEEK) {
            return Optional.empty();
        }
        int longest = 0;
        for (int start = open.nextSetBit(0); start >= 0; start = open.nextSetBit(open.nextClearBit(start))) {
            longest = Math.max(longest, open.nextClearBit(start) - start);
        }
        return Optional.of(Duration.ofMinutes(longest));
    }

    /** Minute by minute in two weeks of a circle, so that the stretch over the week's end is whole in the middle. */
    private static void mark(BitSet open, DayOfWeek day, Window window) {
        int start = (day.getValue() - 1) * DAY + window.open().toSecondOfDay() / 60;
        int close = window.close().toSecondOfDay() / 60 + (window.close().isAfter(window.open()) ? 0 : DAY);
        int end = (day.getValue() - 1) * DAY + close;
        for (int minute = start; minute < end; minute++) {
            open.set(minute % WEEK);
            open.set(minute % WEEK + WEEK);
        }
    }
}
