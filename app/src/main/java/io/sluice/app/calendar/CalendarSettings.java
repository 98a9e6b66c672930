package io.sluice.app.calendar;

import io.sluice.outbound.Login;
import io.sluice.outbound.OutboundSettings;
import io.sluice.outbound.OutboundUrl;
import io.sluice.outbound.OutletUrl;
import io.sluice.outbound.Tls;
import io.sluice.provider.Secret;
import io.sluice.traffic.DurationWords;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One of {@code calendars:} in {@code config.yml}: where it is, how often it is read and how old it may be.
 *
 * @param file an iCalendar file of this machine; or
 * @param url where one is served; {@code {env: …}} or {@code {file: …}} where whoever knows it can read it, and then read at each use
 * @param refresh how often it is read; {@code 1m} for a file, {@code 1h} for a URL
 * @param maxAge how long what was read last counts when it can be read no more; {@code 1d}
 * @param timeZone of days and of times without a zone; without it the one that the calendar names, or UTC
 */
public record CalendarSettings(
        @Nullable Path file,
        @Nullable OutletUrl url,
        @Nullable String refresh,
        @Nullable String maxAge,
        @Nullable String timeZone,
        @Nullable Secret bearer,
        Login.@Nullable Basic basic,
        @Nullable Tls tls,
        @Nullable String callDeadline,
        @Nullable List<String> allow) {
    private static final Duration SHORTEST = Duration.ofSeconds(10);

    /**
     * The calendar, not read yet.
     *
     * @throws IllegalArgumentException with the setting that is wrong
     */
    CalendarFeed open(String name) {
        if ((file == null) == (url == null)) {
            throw new IllegalArgumentException("calendars: " + name + " has a file or a url, one of both");
        }
        Duration every = duration(name, "refresh", Objects.requireNonNullElse(refresh, file == null ? "1h" : "1m"));
        Duration age = duration(name, "maxAge", Objects.requireNonNullElse(maxAge, "1d"));
        if (every.compareTo(SHORTEST) < 0 || age.compareTo(every) < 0) {
            throw new IllegalArgumentException(
                    "calendars: " + name + " has a refresh of at least 10s, and a maxAge not below it");
        }
        return new CalendarFeed(
                name, place(name), Optional.ofNullable(timeZone).map(zone -> zone(name, zone)), every, age);
    }

    private CalendarPlace place(String name) {
        if (file != null) {
            return new CalendarPlace.InFile(file);
        }
        OutletUrl place = Objects.requireNonNull(url);
        if (place instanceof OutletUrl.Written(String written)) {
            try {
                Object _ = whom(written); // faults are found at the start
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("calendars: " + name + ": " + e.getMessage(), e);
            }
        }
        return new CalendarPlace.Served(place, this::whom);
    }

    /** Only of its origin: what follows may be a password, and no error may show it. */
    private OutboundSettings whom(String url) {
        return OutboundSettings.of(OutboundUrl.of(url).origin(), bearer, basic, tls, callDeadline, allow);
    }

    private static Duration duration(String name, String setting, String text) {
        return DurationWords.read(text)
                .orElseThrow(() -> new IllegalArgumentException(
                        "calendars: " + name + ": " + setting + " is a duration such as 1h, not " + text));
    }

    private static ZoneId zone(String name, String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "calendars: " + name + ": timeZone is a region such as Europe/Berlin, not " + text, e);
        }
    }
}
