package io.sluice.app.clock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** By how much two clocks differ, or one was set, for people. */
public final class ClockDifference {
    /** From here on milliseconds say nothing. */
    private static final Duration IN_SECONDS = Duration.ofSeconds(10);

    private ClockDifference() {}

    /** Such as {@code -148 ms}, {@code 12 s} or {@code 1 h 30 min}: the two largest units of what is rounded to seconds. */
    public static String words(Duration difference) {
        String sign = difference.isNegative() ? "-" : "";
        Duration length = difference.abs();
        if (length.compareTo(IN_SECONDS) < 0) {
            return sign + length.toMillis() + " ms";
        }
        Duration rounded = Duration.ofSeconds(length.plusMillis(500).toSeconds());
        List<String> parts = new ArrayList<>();
        add(parts, rounded.toHours(), "h");
        add(parts, rounded.toMinutesPart(), "min");
        add(parts, rounded.toSecondsPart(), "s");
        return sign + String.join(" ", parts.subList(0, Math.min(2, parts.size())));
    }

    private static void add(List<String> parts, long number, String unit) {
        if (number > 0) {
            parts.add(number + " " + unit);
        }
    }
}
