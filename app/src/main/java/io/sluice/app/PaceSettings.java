package io.sluice.app;

import io.sluice.plan.DurationWords;
import io.sluice.plan.decide.Pace;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code pace:} in {@code config.yml}: how often plans are looked at; what is left out is as {@link Pace#STANDARD} has it. */
public record PaceSettings(
        @Nullable String watch,
        @Nullable String firstRetry,
        @Nullable String longestRetry,
        @Nullable List<String> guardLooks) {
    static final PaceSettings NONE = new PaceSettings(null, null, null, null);

    Pace open() {
        Pace usual = Pace.STANDARD;
        return new Pace(
                watch == null ? usual.watch() : read(watch),
                firstRetry == null ? usual.firstRetry() : read(firstRetry),
                longestRetry == null ? usual.longestRetry() : read(longestRetry),
                guardLooks == null
                        ? usual.guardLooks()
                        : guardLooks.stream().map(PaceSettings::read).toList());
    }

    private static Duration read(String written) {
        return DurationWords.read(written)
                .orElseThrow(() -> new IllegalArgumentException(
                        "pace: a duration is written 90s, 30m, 12h or 2d, not " + written));
    }
}
