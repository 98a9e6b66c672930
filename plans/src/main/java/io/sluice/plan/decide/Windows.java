package io.sluice.plan.decide;

import io.sluice.plan.Plan;
import io.sluice.plan.Schedule;
import io.sluice.plan.Schedule.Blackout;
import io.sluice.plan.Schedule.Window;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * When a schedule is open, as moments on the one clock that all zones share.
 *
 * <p>It is open while at least one window is (or there are none) and no blackout is. A window opens on each of its days and
 * closes at the next {@code close} after that. The start of the plan is not looked at.
 *
 * <pre>
 * clocks change        a window opens                 it closes
 * ------------------   ----------------------------   --------------------------------
 * its time is skipped  at the moment they skip it     at the moment they skip it
 * its time comes twice at the first                   at the last
 * both are skipped     not at all that day            –
 * the day is skipped   the same, for all its windows; those that reach into the next day open there
 * </pre>
 *
 * <p>A blackout lasts from the first moment of its start to the first moment of its end.
 */
public record Windows(Schedule schedule) {
    /** Those of a plan. */
    static Windows of(Plan plan) {
        return new Windows(plan.spec().schedule());
    }

    /** A plan starts within a year and is over within weeks: what opens later never does. */
    private static final int HORIZON_DAYS = 2 * 366;

    /** How many days are laid out at once; a week, because most plans open within one. */
    private static final int STRIDE_DAYS = 7;

    /** How many days beside a moment may hold a window that covers it: one for nights, one for a skipped day. */
    private static final int REACH_DAYS = 2;

    public boolean isOpen(Instant moment) {
        if (schedule.blackouts().stream().anyMatch(blackout -> contains(blackout, moment))) {
            return false;
        }
        if (schedule.windows().isEmpty()) {
            return true;
        }
        LocalDate today = dateOf(moment);
        return today.minusDays(REACH_DAYS)
                .datesUntil(today.plusDays(REACH_DAYS))
                .anyMatch(day -> schedule.windows().stream().anyMatch(window -> contains(day, window, moment)));
    }

    /** The moment itself where it is open, otherwise the next opening; empty if it never opens again. */
    public Optional<Instant> nextOpening(Instant from) {
        return isOpen(from) ? Optional.of(from) : nextChange(from, Instant.MAX, this::isOpen);
    }

    /** The first moment from one to another at which it is shut, both included; empty if it is open all the time. */
    public Optional<Instant> shutBetween(Instant from, Instant to) {
        return isOpen(from)
                ? nextChange(from, to, moment -> !isOpen(moment))
                        .filter(edge -> !edge.isAfter(to))
                        .or(() -> Optional.of(to).filter(end -> !isOpen(end)))
                : Optional.of(from);
    }

    /** The end of the present opening, windows that touch taken together; empty if it never closes. */
    public Optional<Instant> closesAt(Instant open) {
        return nextChange(open, Instant.MAX, moment -> !isOpen(moment));
    }

    /** Edges are the only moments at which anything changes, so they are the only ones to look at; none after the day of {@code until}. */
    private Optional<Instant> nextChange(Instant after, Instant until, Predicate<Instant> wanted) {
        LocalDate today = dateOf(after);
        for (int days = 0; days < HORIZON_DAYS; days += STRIDE_DAYS) {
            LocalDate first = today.plusDays(days);
            if (startOf(first).isAfter(until)) {
                return Optional.empty();
            }
            Optional<Instant> change = edges(first, first.plusDays(STRIDE_DAYS))
                    .filter(edge -> edge.isAfter(after))
                    .filter(wanted)
                    .findFirst();
            if (change.isPresent()) {
                return change;
            }
        }
        return Optional.empty();
    }

    /** Every opening and closing, of windows and of blackouts, from the start of one day to the start of another. */
    private Stream<Instant> edges(LocalDate first, LocalDate end) {
        Instant start = startOf(first);
        Instant stop = startOf(end);
        Stream<Instant> ofWindows = first.minusDays(REACH_DAYS)
                .datesUntil(end.plusDays(REACH_DAYS))
                .flatMap(day -> schedule.windows().stream()
                        .filter(window -> window.days().contains(day.getDayOfWeek()))
                        .flatMap(window -> Stream.of(opening(day, window), closing(day, window))));
        Stream<Instant> ofBlackouts = schedule.blackouts().stream()
                .flatMap(blackout -> Stream.of(startOf(blackout.start()), startOf(blackout.end())));
        return Stream.concat(ofWindows, ofBlackouts)
                .filter(edge -> !edge.isBefore(start) && edge.isBefore(stop))
                .sorted();
    }

    private boolean contains(Blackout blackout, Instant moment) {
        return !moment.isBefore(startOf(blackout.start())) && moment.isBefore(startOf(blackout.end()));
    }

    private boolean contains(LocalDate day, Window window, Instant moment) {
        return window.days().contains(day.getDayOfWeek())
                && !moment.isBefore(opening(day, window))
                && moment.isBefore(closing(day, window));
    }

    private Instant opening(LocalDate day, Window window) {
        LocalDateTime open = day.atTime(window.open());
        List<ZoneOffset> offsets = rules().getValidOffsets(open);
        return offsets.isEmpty() ? afterGap(open) : open.toInstant(offsets.getFirst());
    }

    private Instant closing(LocalDate day, Window window) {
        boolean sameDay = window.close().isAfter(window.open());
        LocalDateTime close = (sameDay ? day : day.plusDays(1)).atTime(window.close());
        List<ZoneOffset> offsets = rules().getValidOffsets(close);
        return offsets.isEmpty() ? afterGap(close) : close.toInstant(offsets.getLast());
    }

    private Instant afterGap(LocalDateTime skipped) {
        return rules().getTransition(skipped).getInstant();
    }

    private Instant startOf(LocalDate day) {
        return day.atStartOfDay(schedule.timeZone()).toInstant();
    }

    private LocalDate dateOf(Instant moment) {
        return LocalDate.ofInstant(moment, schedule.timeZone());
    }

    private ZoneRules rules() {
        return schedule.timeZone().getRules();
    }
}
