package io.sluice.provider;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as settings write them: {@code 90s}, {@code 30m}, {@code 12h}, {@code 2d}. */
public final class DurationText {
    private static final Pattern SHAPE = Pattern.compile("(\\d{1,9})([smhd])");

    private DurationText() {}

    /**
     * Reads a duration.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static Duration parse(String text) {
        Matcher matcher = SHAPE.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("a duration is written 90s, 30m, 12h or 2d, not " + text);
        }
        String unit = matcher.group(2).toUpperCase(Locale.ROOT);
        String iso = unit.equals("D") ? "P" + matcher.group(1) + "D" : "PT" + matcher.group(1) + unit;
        try {
            return Duration.parse(iso);
        } catch (DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException("a duration out of range: " + text, e);
        }
    }
}
