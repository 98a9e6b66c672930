package io.sluice.traffic;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How people write a duration: one number, one unit, as in {@code 90s 30m 12h 2d}. */
public final class DurationWords {
    private static final Pattern SPELLING = Pattern.compile("(0|[1-9][0-9]{0,6})([smhd])");

    private DurationWords() {}

    /** Empty if it is written otherwise. */
    public static Optional<Duration> read(String text) {
        Matcher matcher = SPELLING.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long number = Long.parseLong(matcher.group(1));
        return Optional.of(
                switch (matcher.group(2)) {
                    case "s" -> Duration.ofSeconds(number);
                    case "m" -> Duration.ofMinutes(number);
                    case "h" -> Duration.ofHours(number);
                    default -> Duration.ofDays(number);
                });
    }

    /**
     * The same for a setting that must be one.
     *
     * @throws IllegalArgumentException with a sentence that says how durations are written
     */
    public static Duration parse(String text) {
        return read(text)
                .orElseThrow(
                        () -> new IllegalArgumentException("a duration is written 90s, 30m, 12h or 2d, not " + text));
    }

    /** In the largest unit that holds it exactly; what is finer than a second in {@code ms}. */
    public static String write(Duration duration) {
        long millis = duration.toMillis();
        if (millis % 1_000 != 0) {
            return millis + "ms";
        }
        long seconds = millis / 1_000;
        if (seconds == 0 || seconds % 60 != 0) {
            return seconds + "s";
        }
        if (seconds % 86_400 == 0) {
            return seconds / 86_400 + "d";
        }
        return seconds % 3_600 == 0 ? seconds / 3_600 + "h" : seconds / 60 + "m";
    }
}
