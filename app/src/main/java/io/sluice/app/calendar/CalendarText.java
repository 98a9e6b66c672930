package io.sluice.app.calendar;

import biweekly.ICalendar;
import biweekly.component.VEvent;
import biweekly.component.VFreeBusy;
import biweekly.io.ParseWarning;
import biweekly.io.TimezoneAssignment;
import biweekly.io.text.ICalReader;
import biweekly.property.DateStart;
import biweekly.property.RecurrenceId;
import biweekly.property.Status;
import biweekly.util.DateTimeComponents;
import biweekly.util.ICalDate;
import biweekly.util.com.google.ical.compat.javautil.DateIterator;
import io.sluice.traffic.TimeWindow;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TimeZone;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text in the iCalendar format (RFC 5545), as the stretches of time that its events take up.
 *
 * <p>Every event counts that is not cancelled, whether or not it is marked as busy: a blackout too many costs a night, one too few
 * costs more. Days and times without a zone are those of the calendar's zone. A time that comes twice begins at its first showing
 * and ends after its last.
 *
 * @param text of the calendar
 * @param zone of days and of times without a zone; empty: the one that the calendar names ({@code X-WR-TIMEZONE}), or UTC
 */
record CalendarText(String text, Optional<ZoneId> zone) {
    /** More is no calendar of freezes, and each is looked at in every look. */
    private static final int MOST_TIMES = 10_000;

    private static final Pattern NAMED_ZONE = Pattern.compile("(?m)^X-WR-TIMEZONE:([^\r\n]+)");
    private static final String END = "END:VCALENDAR";

    /** Of biweekly: a zone that is neither defined in the calendar nor known; times would be read in another one. */
    private static final int UNKNOWN_ZONE = 38;

    private static final Set<String> NEEDED =
            Set.of("DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "EXRULE", "RECURRENCE-ID");

    /**
     * Its events between two moments, in the order of their start.
     *
     * @throws UnreadableCalendar if any of it is not understood
     */
    List<TimeWindow> times(Instant from, Instant until) throws UnreadableCalendar {
        ZoneId floating = zone.or(this::namedZone).orElse(ZoneOffset.UTC);
        List<TimeWindow> times = new ArrayList<>();
        for (ICalendar calendar : read(floating)) {
            checkEventsSayAll(calendar);
            Map<String, Set<Instant>> moved = moved(calendar);
            for (VEvent event : calendar.getEvents()) {
                if (!isCancelled(event)) {
                    add(times, calendar, event, floating, moved, from, until);
                }
            }
        }
        times.sort(Comparator.comparing(TimeWindow::start));
        return List.copyOf(times);
    }

    private Optional<ZoneId> namedZone() {
        Matcher matcher = NAMED_ZONE.matcher(text);
        return matcher.find() ? region(matcher.group(1).strip()) : Optional.empty();
    }

    private static Optional<ZoneId> region(String name) {
        try {
            return Optional.of(ZoneId.of(name));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private List<ICalendar> read(ZoneId floating) throws UnreadableCalendar {
        if (!text.stripTrailing().endsWith(END)) {
            throw new UnreadableCalendar("it is no whole iCalendar file: its last line is not " + END);
        }
        try (ICalReader reader = new ICalReader(text)) {
            reader.setDefaultTimezone(TimeZone.getTimeZone(floating));
            List<ICalendar> calendars = new ArrayList<>();
            for (ICalendar calendar = reader.readNext(); calendar != null; calendar = reader.readNext()) {
                checkUnderstood(reader.getWarnings());
                calendars.add(calendar);
            }
            if (calendars.isEmpty()) {
                throw new UnreadableCalendar("there is no calendar in it");
            }
            return calendars;
        } catch (IOException e) {
            throw new UnreadableCalendar("it is no iCalendar file", e);
        }
    }

    private static void checkUnderstood(List<ParseWarning> warnings) throws UnreadableCalendar {
        for (ParseWarning warning : warnings) {
            Integer code = warning.getCode();
            String property = warning.getPropertyName();
            if ((code != null && code == UNKNOWN_ZONE) || (property != null && NEEDED.contains(property))) {
                throw new UnreadableCalendar("not understood: " + warning);
            }
        }
    }

    /** What takes up time by other means than events would be passed over in silence, and the time would count as free. */
    private static void checkEventsSayAll(ICalendar calendar) throws UnreadableCalendar {
        if (!calendar.getComponents(VFreeBusy.class).isEmpty()) {
            throw new UnreadableCalendar("it has busy times (VFREEBUSY), and only its events are understood");
        }
        for (VEvent event : calendar.getEvents()) {
            boolean periods = event.getRecurrenceDates().stream()
                    .anyMatch(dates -> !dates.getPeriods().isEmpty());
            if (periods) {
                throw new UnreadableCalendar(
                        "an event comes again for periods (RDATE;VALUE=PERIOD), which are not understood");
            }
        }
    }

    private static boolean isCancelled(VEvent event) {
        Status status = event.getStatus();
        return status != null && status.isCancelled();
    }

    /** Which occurrences of an event were moved, cancelled or changed: each has an event of its own. */
    private static Map<String, Set<Instant>> moved(ICalendar calendar) throws UnreadableCalendar {
        Map<String, Set<Instant>> moved = new HashMap<>();
        for (VEvent event : calendar.getEvents()) {
            RecurrenceId of = event.getRecurrenceId();
            if (of != null) {
                if (of.getRange() != null) {
                    throw new UnreadableCalendar("a change to an event and all that follow it is not understood");
                }
                moved.computeIfAbsent(uid(event), _ -> new HashSet<>())
                        .add(of.getValue().toInstant());
            }
        }
        return moved;
    }

    private static String uid(VEvent event) {
        return event.getUid() == null ? "" : String.valueOf(event.getUid().getValue());
    }

    private static void add(
            List<TimeWindow> times,
            ICalendar calendar,
            VEvent event,
            ZoneId floating,
            Map<String, Set<Instant>> moved,
            Instant from,
            Instant until)
            throws UnreadableCalendar {
        DateStart start = event.getDateStart();
        if (start == null || start.getValue() == null) {
            throw new UnreadableCalendar("an event has no start");
        }
        boolean days = !start.getValue().hasTime();
        // Days have no zone, and the library counts them in the machine's; only their dates are used here.
        ZoneId machine = ZoneId.systemDefault();
        TimezoneAssignment assigned = calendar.getTimezoneInfo().getTimezone(start);
        TimeZone counted = days
                ? TimeZone.getTimeZone(machine)
                : assigned == null ? TimeZone.getTimeZone(floating) : assigned.getTimeZone();
        Optional<ZoneId> zone = assigned == null
                ? Optional.of(floating)
                : region(assigned.getTimeZone().getID());
        Duration lasts = length(event, start.getValue(), days);
        if (!lasts.isPositive()) {
            return;
        }
        boolean master = event.getRecurrenceId() == null;
        Set<Instant> elsewhere = master ? moved.getOrDefault(uid(event), Set.of()) : Set.of();
        DateIterator occurrences = event.getDateIterator(counted);
        occurrences.advanceTo(Date.from(from.minus(lasts).minus(1, ChronoUnit.DAYS)));
        while (occurrences.hasNext()) {
            Instant occurs = occurrences.next().toInstant();
            if (!occurs.isBefore(until.plus(1, ChronoUnit.DAYS))) {
                return;
            }
            if (elsewhere.contains(occurs)) {
                continue;
            }
            TimeWindow time = days
                    ? ofDays(LocalDate.ofInstant(occurs, machine), lasts.toDays(), floating)
                    : new TimeWindow(firstShowing(occurs, zone), occurs.plus(lasts));
            if (time.end().isAfter(from) && time.start().isBefore(until)) {
                times.add(time);
            }
            if (times.size() > MOST_TIMES) {
                throw new UnreadableCalendar(
                        "it has more than %d events between %s and %s".formatted(MOST_TIMES, from, until));
            }
        }
    }

    private static Instant firstShowing(Instant moment, Optional<ZoneId> zone) {
        return zone.map(region ->
                        moment.atZone(region).withEarlierOffsetAtOverlap().toInstant())
                .orElse(moment);
    }

    private static TimeWindow ofDays(LocalDate first, long days, ZoneId zone) {
        return new TimeWindow(
                first.atStartOfDay(zone).toInstant(),
                first.plusDays(days).atStartOfDay(zone).toInstant());
    }

    /** One of days without an end is a day, one of times without an end takes no time. */
    private static Duration length(VEvent event, ICalDate start, boolean days) {
        if (event.getDateEnd() != null) {
            ICalDate end = event.getDateEnd().getValue();
            return days
                    ? Duration.ofDays(ChronoUnit.DAYS.between(date(start), date(end)))
                    : Duration.between(start.toInstant(), end.toInstant());
        }
        if (event.getDuration() != null) {
            return Duration.ofMillis(event.getDuration().getValue().toMillis());
        }
        return days ? Duration.ofDays(1) : Duration.ZERO;
    }

    private static LocalDate date(ICalDate date) {
        DateTimeComponents raw = date.getRawComponents();
        return LocalDate.of(raw.getYear(), raw.getMonth(), raw.getDate());
    }
}
