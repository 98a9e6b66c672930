package io.sluice.plan.decide;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;

/** How amounts read in reasons. */
final class Amounts {
    private Amounts() {}

    static String text(double value, String unit) {
        return number(value)
                + switch (unit) {
                    case "percent" -> " %";
                    case "milliseconds" -> " ms";
                    case "" -> "";
                    default -> " " + unit;
                };
    }

    /** With cents; what is less than that with two digits of its own. */
    static String money(double amount, String currency) {
        if (!Double.isFinite(amount)) {
            return amount + " " + currency;
        }
        BigDecimal exact = BigDecimal.valueOf(amount);
        int leading = exact.precision() - exact.scale(); // digits before the point, negative for zeros after it
        int digits = exact.signum() == 0 || leading > -1 ? 2 : 2 - leading;
        return exact.setScale(digits, RoundingMode.HALF_UP).toPlainString() + " " + currency;
    }

    static String number(double value) {
        if (!Double.isFinite(value)) {
            return Double.toString(value); // a limit that is beyond all numbers
        }
        return BigDecimal.valueOf(value)
                .setScale(2, RoundingMode.HALF_UP)
                .stripTrailingZeros()
                .toPlainString();
    }

    /** A duration to two units, as people say it: {@code 2 h 5 min}. */
    static String about(Duration time) {
        if (time.compareTo(Duration.ofMinutes(2)) < 0) {
            return time.toSeconds() + " s";
        }
        if (time.compareTo(Duration.ofHours(1)) < 0) {
            return time.toMinutes() + " min";
        }
        return time.compareTo(Duration.ofDays(2)) < 0
                ? time.toHours() + " h " + time.toMinutesPart() + " min"
                : time.toDays() + " d " + time.toHoursPart() + " h";
    }
}
