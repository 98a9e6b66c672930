package io.sluice.app.notify;

import io.sluice.plan.Severity;
import io.sluice.traffic.DurationWords;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What the settings of every kind of receiver have in common.
 *
 * @param minSeverity it hears of this and worse
 * @param byDefault whether it hears of plans that name nobody
 * @param giveUpAfter how long after it happened something is still worth telling
 */
public record Terms(Severity minSeverity, boolean byDefault, Duration giveUpAfter) {
    private static final Duration USUAL = Duration.ofHours(24);
    private static final Duration LONGEST = Duration.ofDays(7);

    public Terms {
        if (!giveUpAfter.isPositive() || giveUpAfter.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("giveUpAfter must be longer than nothing and at most 7d");
        }
    }

    /**
     * The settings as written, with what they leave out.
     *
     * @throws IllegalArgumentException with a sentence that names the setting
     */
    static Terms of(@Nullable String minSeverity, @Nullable Boolean byDefault, @Nullable String giveUpAfter) {
        return new Terms(
                minSeverity == null ? Severity.INFO : severity(minSeverity),
                byDefault != null && byDefault,
                giveUpAfter == null ? USUAL : DurationWords.parse(giveUpAfter));
    }

    private static Severity severity(String word) {
        return Arrays.stream(Severity.values())
                .filter(severity -> severity.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("minSeverity is info, warning or critical"));
    }
}
