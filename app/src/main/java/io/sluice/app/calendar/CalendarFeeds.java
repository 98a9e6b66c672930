package io.sluice.app.calendar;

import io.dropwizard.lifecycle.Managed;
import io.sluice.plan.decide.Calendars;
import io.sluice.plan.engine.CalendarBook;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All calendars, each read in its own rhythm and in nobody's way. */
public final class CalendarFeeds implements CalendarBook, Managed {
    private static final Logger LOG = LoggerFactory.getLogger(CalendarFeeds.class);

    private final Map<String, CalendarFeed> feeds = new HashMap<>();
    private final InstantSource clock;
    private final ScheduledExecutorService readers;

    /**
     * Opens them; none is read yet.
     *
     * @throws IllegalArgumentException with the setting that is wrong
     */
    public CalendarFeeds(Map<String, CalendarSettings> settings, InstantSource clock) {
        this.clock = clock;
        settings.forEach((name, calendar) -> feeds.put(name, calendar.open(name)));
        // One for each, so that one that does not answer keeps none of the others waiting.
        this.readers = Executors.newScheduledThreadPool(
                Math.max(1, feeds.size()),
                Thread.ofVirtual().name("calendar-", 0).factory());
    }

    @Override
    public Set<String> names() {
        return Set.copyOf(feeds.keySet());
    }

    @Override
    public Calendars known(Set<String> names, Instant now) {
        Map<String, Calendars.Known> known = new HashMap<>();
        for (String name : names) {
            CalendarFeed feed = feeds.get(name);
            known.put(
                    name,
                    feed == null
                            ? new Calendars.Known.Unknown("config.yml does not name it any more")
                            : feed.known(now));
        }
        return new Calendars(known);
    }

    /** Reads each at once, and from then on again and again. */
    @Override
    public void start() {
        for (CalendarFeed feed : feeds.values()) {
            long millis = feed.refresh().toMillis();
            ScheduledFuture<?> _ = readers.scheduleWithFixedDelay(() -> read(feed), 0, millis, TimeUnit.MILLISECONDS);
        }
    }

    /** An executor calls nobody again who has thrown something, and says nothing of it. */
    void read(CalendarFeed feed) {
        try {
            feed.read(clock.instant());
        } catch (Throwable e) { // an Error too: the calendar would grow too old, and every plan by it stand still
            LOG.error("a calendar could not be read; it is tried again", e);
        }
    }

    @Override
    public void stop() {
        readers.shutdownNow(); // who is being read is cut off
    }
}
