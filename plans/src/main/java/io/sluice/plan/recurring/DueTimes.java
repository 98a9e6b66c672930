package io.sluice.plan.recurring;

import io.sluice.plan.Cron;
import io.sluice.plan.Schedule;
import io.sluice.plan.WallClock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/**
 * The moments of a cron in a zone. One whose time the clocks skip is due at the moment they skip it, one whose time comes twice at
 * the first; two that fall on one moment are one.
 */
public record DueTimes(Cron cron, ZoneId zone) {
    /** Feb 29 on a Sunday comes after 40 years at the latest, where a century has no leap day between. */
    private static final int HORIZON_DAYS = 41 * 366;

    /** The most that a run may be late. */
    private static final Duration LONGEST_GRACE = Duration.ofHours(1);

    /** Those of a schedule that has some. */
    static DueTimes of(Schedule schedule) {
        return new DueTimes(schedule.every().orElseThrow(), schedule.timeZone());
    }

    /** The first due time of a schedule for somebody who submits it now: not before its start, and never now. */
    public static Instant first(Schedule schedule, Instant now) {
        Instant after = schedule.startAt()
                .map(start -> start.minusNanos(1))
                .filter(now::isBefore)
                .orElse(now);
        return of(schedule).after(after);
    }

    /** The first due time after a moment. */
    public Instant after(Instant moment) {
        WallClock clock = new WallClock(zone);
        // A day whose clocks skip its end reaches into the next, so its times are looked at too.
        LocalDate first = LocalDate.ofInstant(moment, zone).minusDays(1);
        return first.datesUntil(first.plusDays(HORIZON_DAYS))
                .flatMap(day -> cron.on(day).stream().map(time -> clock.first(day.atTime(time))))
                .filter(moment::isBefore)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the cron " + cron + " never comes"));
    }

    /** How late a run may be: an hour, or half the time until the next is due, whichever is less. */
    Duration grace(Instant due) {
        Duration half = Duration.between(due, after(due)).dividedBy(2);
        return half.compareTo(LONGEST_GRACE) < 0 ? half : LONGEST_GRACE;
    }
}
