package io.sluice.plan.decide;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** How amounts read in reasons. */
final class Amounts {
    private Amounts() {}

    static String text(double value, String unit) {
        return number(value)
                + switch (unit) {
                    case "percent" -> " %";
                    case "milliseconds" -> " ms";
                    default -> " " + unit;
                };
    }

    static String number(double value) {
        return BigDecimal.valueOf(value)
                .setScale(2, RoundingMode.HALF_UP)
                .stripTrailingZeros()
                .toPlainString();
    }
}
