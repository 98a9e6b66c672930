package io.sluice.app.calendar;

import io.sluice.plan.decide.Calendars.Known;
import io.sluice.traffic.TimeWindow;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One calendar: what was read of it last, and how that went. */
final class CalendarFeed {
    private static final Logger LOG = LoggerFactory.getLogger(CalendarFeed.class);

    /** A bake lasts for 14 days at most unless the house allows more, and whether it stood still meanwhile is asked afterwards. */
    private static final Duration BEFORE = Duration.ofDays(40);

    /** A plan starts within a year, and is over long before another has gone. */
    private static final Duration AFTER = Duration.ofDays(3 * 366);

    private final String name;
    private final CalendarPlace place;
    private final Optional<ZoneId> zone;
    private final Duration refresh;
    private final Duration maxAge;
    private volatile Read last = new Read(Optional.empty(), Optional.empty(), Optional.empty());

    CalendarFeed(String name, CalendarPlace place, Optional<ZoneId> zone, Duration refresh, Duration maxAge) {
        this.name = name;
        this.place = place;
        this.zone = zone;
        this.refresh = refresh;
        this.maxAge = maxAge;
    }

    /**
     * What came of reading it.
     *
     * @param times of the last time that it could be read
     * @param readAt when that was
     * @param failure why it could not be read since
     */
    private record Read(Optional<List<TimeWindow>> times, Optional<Instant> readAt, Optional<String> failure) {}

    /** Reads it, however long that takes. */
    void read(Instant now) {
        try {
            List<TimeWindow> times = new CalendarText(place.read(), zone).times(now.minus(BEFORE), now.plus(AFTER));
            if (last.failure().isPresent()) {
                LOG.info("calendar {} can be read again", name);
            }
            last = new Read(Optional.of(times), Optional.of(now), Optional.empty());
        } catch (UnreadableCalendar e) {
            failed(e.why());
        } catch (RuntimeException | Error e) {
            // What others wrote may break the library that reads it, by a recursion without end even, and the next
            // reading must
            // come all the same: an executor calls nobody again who has thrown something.
            failed("not understood: " + e.getClass().getSimpleName());
        }
    }

    private void failed(String why) {
        if (!last.failure().equals(Optional.of(why))) { // once for each trouble: it is read again and again
            LOG.warn("calendar {} could not be read: {}", name, why);
        }
        last = new Read(last.times(), last.readAt(), Optional.of(why));
    }

    Known known(Instant now) {
        Read read = last;
        if (read.times().isEmpty() || read.readAt().isEmpty()) {
            return new Known.Unknown(read.failure().orElse("it has not been read yet"));
        }
        Instant until = read.readAt().get().plus(maxAge);
        return now.isAfter(until)
                ? new Known.Unknown("it was last read at %s%s"
                        .formatted(
                                read.readAt().get(),
                                read.failure()
                                        .map(why -> ", and since then: " + why)
                                        .orElse("")))
                : new Known.Busy(read.times().get());
    }

    Duration refresh() {
        return refresh;
    }
}
