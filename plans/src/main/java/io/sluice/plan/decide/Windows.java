package io.sluice.plan.decide;

import io.sluice.plan.HoldReason;
import io.sluice.plan.Plan;
import io.sluice.plan.Schedule;
import io.sluice.plan.Schedule.Blackout;
import io.sluice.plan.Schedule.CronWindow;
import io.sluice.plan.Schedule.Recurring;
import io.sluice.plan.Schedule.Window;
import io.sluice.plan.WallClock;
import io.sluice.traffic.TimeWindow;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * When a schedule is open, as moments on the one clock that all zones share.
 *
 * <p>It is open while at least one window is (or there are none) and no blackout is. A window opens on each of its days and
 * closes at the next {@code close} after that; one of a cron opens at each of its times and lasts as long as it says, whatever
 * the clocks do meanwhile. The start of the plan is not looked at.
 *
 * <pre>
 * clocks change        a window opens                 it closes (a cron's: after its time)
 * ------------------   ----------------------------   ------------------------------------
 * its time is skipped  at the moment they skip it     at the moment they skip it
 * its time comes twice at the first                   at the last
 * both are skipped     not at all that day            –
 * the day is skipped   the same, for all its windows; those that reach into the next day open there
 * </pre>
 *
 * <p>A blackout of dates lasts from the first moment of its start to the first moment of its end; one that comes again has the
 * times of a window. Where a calendar is not known, it is not known whether the schedule is open.
 * Nothing of it is kept between looks, so newer time zone data counts from the first look on.
 *
 * @param calendars those that the schedule names
 */
public record Windows(Schedule schedule, Calendars calendars) {
    /** How many days beside a moment may hold a window that covers it: one for nights, one for a skipped day. */
    private static final int REACH_DAYS = 2;

    /** Those of a schedule alone: where it names calendars, nobody knows whether it is open. */
    public Windows(Schedule schedule) {
        this(schedule, Calendars.NONE);
    }

    /** Those of a plan at a look. */
    static Windows of(Plan plan, Observation seen) {
        return new Windows(plan.spec().schedule(), seen.calendars());
    }

    public boolean isOpen(Instant moment) {
        return mayBeOpen(moment) && lacking().isEmpty();
    }

    /** Why nobody knows whether it is open, where only a calendar could tell. */
    public Optional<String> unknown(Instant moment) {
        return lacking().filter(_ -> mayBeOpen(moment));
    }

    /** Whether it is shut for certain. */
    public boolean isShut(Instant moment) {
        return !mayBeOpen(moment);
    }

    /** Why a plan that wants to move forward waits, where it is not open. */
    HoldReason hold(Instant moment) {
        return unknown(moment)
                .<HoldReason>map(HoldReason.Calendar::new)
                .orElseGet(() -> shut(moment, Optional.empty()));
    }

    /** The hold of a plan that the schedule stops for certain. */
    HoldReason.Window shut(Instant moment, Optional<Instant> since) {
        return new HoldReason.Window(nextOpening(moment), since, blackoutAt(moment));
    }

    /** Why everything is shut at a moment, where it is by a blackout that says why. */
    public Optional<String> blackoutAt(Instant moment) {
        return schedule.blackouts().stream()
                .filter(one -> contains(one, moment))
                .map(Blackout::why)
                .filter(why -> !why.isBlank())
                .findFirst();
    }

    private Optional<String> lacking() {
        return schedule.calendars().stream()
                .sorted()
                .flatMap(calendar -> calendars.lack(calendar).stream())
                .findFirst();
    }

    /** As far as is known. */
    private boolean mayBeOpen(Instant moment) {
        return schedule.blackouts().stream().noneMatch(blackout -> contains(blackout, moment))
                && (schedule.windows().isEmpty()
                        || schedule.windows().stream().anyMatch(window -> contains(window, moment)));
    }

    /** The moment itself where it may be open, otherwise the next opening; empty if it never opens again. */
    public Optional<Instant> nextOpening(Instant from) {
        return mayBeOpen(from) ? Optional.of(from) : sweep().first(true, from, Instant.MAX);
    }

    /** The first moment from one to another at which it is shut, both included; empty if it is open all the time. */
    public Optional<Instant> shutBetween(Instant from, Instant to) {
        return isShut(from)
                ? Optional.of(from)
                : sweep().first(false, from, to)
                        .filter(edge -> !edge.isAfter(to))
                        .or(() -> Optional.of(to).filter(this::isShut));
    }

    /** The end of the present opening, windows that touch taken together; empty if it never closes. */
    public Optional<Instant> closesAt(Instant open) {
        return sweep().first(false, open, Instant.MAX);
    }

    /** Edges are the only moments at which anything changes. */
    Sweep sweep() {
        return new Sweep(schedule.timeZone(), schedule.windows().isEmpty(), this::laidOut);
    }

    private Sweep.Laid laidOut(LocalDate first, LocalDate end) {
        return new Sweep.Laid(
                schedule.windows().stream().flatMap(window -> around(window, first, end)),
                schedule.blackouts().stream().flatMap(blackout -> switch (blackout) {
                    case Blackout.Dates dates -> of(dates).stream();
                    case Blackout.Again(Recurring when, String _) -> around(when, first, end);
                    case Blackout.OfCalendar(String calendar, String _) -> calendars.busy(calendar).stream();
                }));
    }

    private boolean contains(Blackout blackout, Instant moment) {
        return switch (blackout) {
            case Blackout.Dates dates ->
                of(dates).filter(time -> contains(time, moment)).isPresent();
            case Blackout.Again(Recurring when, String _) -> contains(when, moment);
            case Blackout.OfCalendar(String calendar, String _) ->
                calendars.busy(calendar).stream().anyMatch(time -> contains(time, moment));
        };
    }

    private boolean contains(Recurring window, Instant moment) {
        LocalDate day = dateOf(moment);
        return around(window, day, day).anyMatch(time -> contains(time, moment));
    }

    private static boolean contains(TimeWindow time, Instant moment) {
        return !moment.isBefore(time.start()) && moment.isBefore(time.end());
    }

    /** None where the clocks skip all of its days. */
    private Optional<TimeWindow> of(Blackout.Dates dates) {
        Instant start = startOf(dates.start());
        Instant end = startOf(dates.end());
        return start.isBefore(end) ? Optional.of(new TimeWindow(start, end)) : Optional.empty();
    }

    /** All that may have an edge or a moment between two days. */
    private Stream<TimeWindow> around(Recurring window, LocalDate first, LocalDate end) {
        long reach =
                REACH_DAYS + (window instanceof CronWindow cron ? cron.lasts().toDays() : 0);
        return first.minusDays(reach).datesUntil(end.plusDays(REACH_DAYS)).flatMap(day -> on(day, window));
    }

    /** Those that open on a day; none that are over before they have begun. */
    private Stream<TimeWindow> on(LocalDate day, Recurring window) {
        WallClock clock = new WallClock(schedule.timeZone());
        return switch (window) {
            case Window weekly when !weekly.days().contains(day.getDayOfWeek()) -> Stream.empty();
            case Window weekly -> {
                Instant opens = clock.first(day.atTime(weekly.open()));
                boolean sameDay = weekly.close().isAfter(weekly.open());
                Instant closes = clock.last((sameDay ? day : day.plusDays(1)).atTime(weekly.close()));
                yield opens.isBefore(closes) ? Stream.of(new TimeWindow(opens, closes)) : Stream.empty();
            }
            case CronWindow cron ->
                cron.opens().on(day).stream()
                        .map(time -> clock.first(day.atTime(time)))
                        .map(opens -> new TimeWindow(opens, opens.plus(cron.lasts())));
        };
    }

    private Instant startOf(LocalDate day) {
        return day.atStartOfDay(schedule.timeZone()).toInstant();
    }

    private LocalDate dateOf(Instant moment) {
        return LocalDate.ofInstant(moment, schedule.timeZone());
    }
}
