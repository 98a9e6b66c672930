package io.sluice.provider;

import io.sluice.traffic.DurationWords;
import io.sluice.traffic.Reading;
import io.sluice.traffic.TimeWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A source that knows how things are now and not how they were: its figure stands for a window that has just ended. */
public final class PresentOnly {
    /** Looks may be a while apart, and wait their turn. */
    private static final Duration JUST = Duration.ofMinutes(1);

    private PresentOnly() {}

    /**
     * Why the present says nothing about a window.
     *
     * <p>A window may be old by the deadline and a minute, or by its own length: until the next one has ended there is no
     * younger one that the present could stand for.
     *
     * @param callDeadline how long the answer may take
     * @return empty if it does
     */
    public static Optional<Reading.Missing> missing(TimeWindow window, Instant now, Duration callDeadline) {
        Duration just = longer(callDeadline.plus(JUST), window.length());
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

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? other : one;
    }
}
