package io.sluice.plan.engine;

import io.sluice.plan.decide.Calendars;
import java.time.Instant;
import java.util.Set;

/** The calendars that {@code config.yml} names. */
public interface CalendarBook {
    /** Of a house that has none. */
    CalendarBook NONE = new CalendarBook() {
        @Override
        public Set<String> names() {
            return Set.of();
        }

        @Override
        public Calendars known(Set<String> names, Instant now) {
            return Calendars.NONE;
        }
    };

    Set<String> names();

    /** What is known of some of them, without asking anybody: a look must not wait for a calendar. */
    Calendars known(Set<String> names, Instant now);
}
