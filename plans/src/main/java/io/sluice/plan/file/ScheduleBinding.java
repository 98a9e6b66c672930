package io.sluice.plan.file;

import io.sluice.plan.Cron;
import io.sluice.plan.Schedule;
import io.sluice.plan.Schedule.AtWindowEnd;
import io.sluice.plan.Schedule.Blackout;
import io.sluice.plan.Schedule.CronWindow;
import io.sluice.plan.Schedule.Recurring;
import io.sluice.plan.Schedule.Window;
import io.sluice.traffic.DurationWords;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads when a plan may move traffic forward. */
final class ScheduleBinding {
    private static final String END_OF_DAY = "24:00";
    private static final Pattern TIME = Pattern.compile("([01][0-9]|2[0-3]):[0-5][0-9]");
    private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");

    /** What is open for longer is better said by days. */
    private static final Duration LONGEST_CRON = Duration.ofDays(7);

    private ScheduleBinding() {}

    static Schedule bind(Written plan) {
        return plan.field("schedule").map(ScheduleBinding::schedule).orElse(Schedule.always(ZoneNames.UTC));
    }

    private static Schedule schedule(Written written) {
        Optional<Instant> startAt = written.field("startAt").flatMap(ScheduleBinding::moment);
        ZoneId zone = written.field("timeZone").flatMap(ZoneNames::read).orElse(ZoneNames.UTC);
        List<Recurring> windows = items(written, "windows")
                .<Recurring>flatMap(window -> window(window).stream())
                .toList();
        List<Blackout> blackouts = items(written, "blackouts")
                .<Blackout>flatMap(blackout -> blackout(blackout).stream())
                .toList();
        AtWindowEnd atWindowEnd = Choices.of(written, "atWindowEnd", AtWindowEnd.class, AtWindowEnd.HOLD);
        boolean bakeOutside = written.flag("bakeOutside");
        if (atWindowEnd != AtWindowEnd.HOLD) {
            checkWindowEnd(written, bakeOutside);
        }
        Optional<Cron> every = written.field("every").flatMap(ScheduleBinding::cron);
        return new Schedule(startAt, zone, windows, blackouts, atWindowEnd, bakeOutside, every);
    }

    /** What never happens, or what two fields say differently, is not carried out but asked about. */
    private static void checkWindowEnd(Written schedule, boolean bakeOutside) {
        boolean shuts = Stream.of("windows", "blackouts")
                .anyMatch(field -> !schedule.json().path(field).isEmpty());
        schedule.field("atWindowEnd").ifPresent(written -> {
            if (!shuts) {
                written.fault("needs windows or blackouts; without them nothing ever shuts");
            } else if (bakeOutside) {
                written.fault("takes back what bakeOutside lets bake on; leave one of them out");
            }
        });
    }

    private static Stream<Written> items(Written written, String field) {
        return written.field(field).stream().flatMap(list -> list.items().stream());
    }

    private static Optional<Instant> moment(Written written) {
        try {
            return written.asText().map(text -> OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException notInTheCalendar) {
            written.fault("is no moment of the calendar");
            return Optional.empty();
        }
    }

    private static Optional<LocalDate> date(Written written) {
        if (!DATE.matcher(written.asText().orElse("")).matches()) {
            written.fault("must be a date such as 2026-12-20; times of day need days");
            return Optional.empty();
        }
        try {
            return written.asText().map(LocalDate::parse);
        } catch (DateTimeException notInTheCalendar) {
            written.fault("is no date of the calendar");
            return Optional.empty();
        }
    }

    private static Optional<? extends Recurring> window(Written window) {
        return Alternatives.of(window, List.of(List.of("days", "open", "close"), List.of("cron", "for")))
                .flatMap(fields -> fields.contains("cron") ? cronWindow(window) : weekly(window, "open", "close"));
    }

    private static Optional<? extends Blackout> blackout(Written blackout) {
        String why = blackout.text("why").orElse("");
        return Alternatives.of(
                        blackout,
                        List.of(
                                List.of("start", "end"),
                                List.of("days", "start", "end"),
                                List.of("cron", "for"),
                                List.of("calendar")))
                .flatMap(fields -> {
                    if (fields.contains("calendar")) {
                        return blackout.text("calendar").map(name -> new Blackout.OfCalendar(name, why));
                    }
                    if (fields.contains("cron")) {
                        return cronWindow(blackout).map(when -> new Blackout.Again(when, why));
                    }
                    return fields.contains("days")
                            ? weekly(blackout, "start", "end").map(when -> new Blackout.Again(when, why))
                            : dates(blackout, why);
                });
    }

    private static Optional<Window> weekly(Written window, String opens, String closes) {
        Optional<LocalTime> open = window.field(opens).flatMap(written -> time(written, false));
        Optional<LocalTime> close = window.field(closes).flatMap(written -> time(written, true));
        if (open.isEmpty() || close.isEmpty() || window.text("days").isEmpty()) {
            return Optional.empty();
        }
        if (window.text(opens).equals(window.text(closes))) {
            window.missing(closes, "must differ from " + opens + "; a whole day is 00:00 to 24:00");
            return Optional.empty();
        }
        return Optional.of(new Window(DayWords.read(window.text("days").get()), open.get(), close.get()));
    }

    /** Of a window the schema has checked it; a blackout has dates in the same fields. */
    private static Optional<LocalTime> time(Written written, boolean closing) {
        String text = written.asText().orElse("");
        if (closing && text.equals(END_OF_DAY)) {
            return Optional.of(LocalTime.MIDNIGHT);
        }
        if (!TIME.matcher(text).matches()) {
            written.fault("must be a time of day such as \"22:00\" where there are days");
            return Optional.empty();
        }
        return Optional.of(LocalTime.parse(text));
    }

    private static Optional<CronWindow> cronWindow(Written window) {
        Optional<Duration> lasts = window.field("for").flatMap(Durations::readPositive);
        if (lasts.isPresent() && lasts.get().compareTo(LONGEST_CRON) > 0) {
            window.missing("for", "must be at most " + DurationWords.write(LONGEST_CRON));
            return Optional.empty();
        }
        return window.field("cron")
                .flatMap(ScheduleBinding::cron)
                .flatMap(opens -> lasts.map(time -> new CronWindow(opens, time)));
    }

    private static Optional<Cron> cron(Written written) {
        try {
            return written.asText().map(Cron::of);
        } catch (IllegalArgumentException notACron) {
            written.fault(String.valueOf(notACron.getMessage()));
            return Optional.empty();
        }
    }

    private static Optional<Blackout> dates(Written blackout, String why) {
        Optional<LocalDate> start = blackout.field("start").flatMap(ScheduleBinding::date);
        Optional<LocalDate> end = blackout.field("end").flatMap(ScheduleBinding::date);
        if (start.isEmpty() || end.isEmpty()) {
            return Optional.empty();
        }
        if (!start.get().isBefore(end.get())) {
            blackout.missing("end", "must be after start; it is the first day that is free again");
            return Optional.empty();
        }
        return Optional.of(new Blackout.Dates(start.get(), end.get(), why));
    }
}
