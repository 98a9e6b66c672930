package io.sluice.plan.file;

import io.sluice.plan.Schedule;
import io.sluice.plan.Schedule.AtWindowEnd;
import io.sluice.plan.Schedule.Blackout;
import io.sluice.plan.Schedule.Window;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads when a plan may move traffic forward. */
final class ScheduleBinding {
    private static final String END_OF_DAY = "24:00";

    private ScheduleBinding() {}

    static Schedule bind(Written plan) {
        return plan.field("schedule").map(ScheduleBinding::schedule).orElse(Schedule.always(ZoneNames.UTC));
    }

    private static Schedule schedule(Written written) {
        Optional<Instant> startAt = written.field("startAt").flatMap(ScheduleBinding::moment);
        ZoneId zone = written.field("timeZone").flatMap(ZoneNames::read).orElse(ZoneNames.UTC);
        List<Window> windows = items(written, "windows")
                .flatMap(window -> window(window).stream())
                .toList();
        List<Blackout> blackouts = items(written, "blackouts")
                .flatMap(blackout -> blackout(blackout).stream())
                .toList();
        AtWindowEnd atWindowEnd = Choices.of(written, "atWindowEnd", AtWindowEnd.class, AtWindowEnd.HOLD);
        boolean bakeOutside = written.flag("bakeOutside");
        if (atWindowEnd != AtWindowEnd.HOLD) {
            checkWindowEnd(written, bakeOutside);
        }
        return new Schedule(startAt, zone, windows, blackouts, atWindowEnd, bakeOutside);
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
        try {
            return written.asText().map(LocalDate::parse);
        } catch (DateTimeException notInTheCalendar) {
            written.fault("is no date of the calendar");
            return Optional.empty();
        }
    }

    private static Optional<Window> window(Written window) {
        Optional<String> open = window.text("open");
        Optional<String> close = window.text("close");
        if (open.isPresent() && open.equals(close)) {
            window.missing("close", "must differ from open; a whole day is 00:00 to 24:00");
            return Optional.empty();
        }
        Optional<LocalTime> closing =
                close.map(text -> text.equals(END_OF_DAY) ? LocalTime.MIDNIGHT : LocalTime.parse(text));
        return window.text("days").isEmpty() || open.isEmpty() || closing.isEmpty()
                ? Optional.empty()
                : Optional.of(new Window(
                        DayWords.read(window.text("days").get()), LocalTime.parse(open.get()), closing.get()));
    }

    private static Optional<Blackout> blackout(Written blackout) {
        Optional<LocalDate> start = blackout.field("start").flatMap(ScheduleBinding::date);
        Optional<LocalDate> end = blackout.field("end").flatMap(ScheduleBinding::date);
        if (start.isEmpty() || end.isEmpty()) {
            return Optional.empty();
        }
        if (!start.get().isBefore(end.get())) {
            blackout.missing("end", "must be after start; it is the first day that is free again");
            return Optional.empty();
        }
        return Optional.of(
                new Blackout(start.get(), end.get(), blackout.text("why").orElse("")));
    }
}
