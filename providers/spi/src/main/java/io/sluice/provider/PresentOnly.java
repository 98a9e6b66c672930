package io.sluice.provider;

import io.sluice.traffic.DurationWords;
import io.sluice.traffic.Reading;
import io.sluice.traffic.TimeWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A source that knows how things are now and not how they were: its figure stands for a window that has just ended. */
public final class PresentOnly {
    /** Looks come once a minute at the most often that cloud metrics do, and wait their turn for a while. */
    private static final Duration JUST = Duration.ofMinutes(1);

    private PresentOnly() {}

    /**
     * Why the present says nothing about a window.
     *
     * @param callDeadline how long the answer may take; a minute more is what a window may be old
     * @return empty if it does
     */
    public static Optional<Reading.Missing> missing(TimeWindow window, Instant now, Duration callDeadline) {
        Duration just = callDeadline.plus(JUST);
        if (window.end().isAfter(now)) {
            return Optional.of(new Reading.Missing("the window has not ended yet, at " + window.end()));
        }
        if (window.end().isBefore(now.minus(just))) {
            return Optional.of(new Reading.Missing("the source keeps no past: the window ended at " + window.end()
                    + ", more than " + DurationWords.write(just)
                    + " ago, and the question does not say {{start}} or {{end}}"));
        }
        return Optional.empty();
    }
}
