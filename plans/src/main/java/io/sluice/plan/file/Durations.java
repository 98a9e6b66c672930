package io.sluice.plan.file;

import io.sluice.traffic.DurationWords;
import java.time.Duration;
import java.util.Optional;

/** Reads durations, and refuses those that nobody means. */
final class Durations {
    /** Longer than any bake or pause that makes sense; the house's own limit is usually shorter. */
    private static final Duration LONGEST = Duration.ofDays(30);

    private Durations() {}

    static Optional<Duration> read(Written written) {
        Optional<Duration> duration = written.asText().flatMap(DurationWords::read);
        if (duration.isEmpty()) {
            written.fault("must be a duration such as 90s, 30m, 12h or 2d");
        } else if (duration.get().compareTo(LONGEST) > 0) {
            written.fault("must be at most " + DurationWords.write(LONGEST));
            return Optional.empty();
        }
        return duration;
    }

    static Optional<Duration> readPositive(Written written) {
        Optional<Duration> duration = read(written);
        if (duration.isPresent() && duration.get().isZero()) {
            written.fault("must be longer than nothing");
            return Optional.empty();
        }
        return duration;
    }
}
