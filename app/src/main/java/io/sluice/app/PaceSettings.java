package io.sluice.app;

import io.sluice.plan.decide.Pace;
import io.sluice.traffic.DurationWords;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code pace:} in {@code config.yml}: how often plans are looked at; what is left out is as {@link Pace#STANDARD} has it. */
public record PaceSettings(
        @Nullable String watch,
        @Nullable String firstRetry,
        @Nullable String longestRetry,
        @Nullable List<String> guardLooks,
        @Nullable String untilCounted) {
    static final PaceSettings NONE = new PaceSettings(null, null, null, null, null);

    Pace open() {
        Pace usual = Pace.STANDARD;
        return new Pace(
                watch == null ? usual.watch() : DurationWords.parse(watch),
                firstRetry == null ? usual.firstRetry() : DurationWords.parse(firstRetry),
                longestRetry == null ? usual.longestRetry() : DurationWords.parse(longestRetry),
                guardLooks == null
                        ? usual.guardLooks()
                        : guardLooks.stream().map(DurationWords::parse).toList(),
                untilCounted == null ? usual.untilCounted() : DurationWords.parse(untilCounted));
    }
}
