package io.sluice.bench;

import java.util.Locale;

/**
 * One measured figure beside its target.
 *
 * @param id as the promises number it, such as M1
 * @param what it is of
 * @param value a ratio to a floor of the same run, where the unit says nothing else
 * @param unit empty for a ratio
 */
record Figure(String id, String what, double value, String unit, Bound bound, double target) {
    /** On which side of its target it has to stay. */
    enum Bound {
        AT_MOST("<="),
        AT_LEAST(">=");

        private final String sign;

        Bound(String sign) {
            this.sign = sign;
        }
    }

    static Figure atMost(String id, String what, double value, String unit, double target) {
        return new Figure(id, what, value, unit, Bound.AT_MOST, target);
    }

    static Figure atLeast(String id, String what, double value, String unit, double target) {
        return new Figure(id, what, value, unit, Bound.AT_LEAST, target);
    }

    boolean isReached() {
        return bound == Bound.AT_MOST ? value <= target : value >= target;
    }

    /** {@code M1 revert of 100 routes 1.06 (target <= 1.10)}. */
    String line() {
        return String.format(
                Locale.ROOT,
                "%s %s %s%s (target %s %s%s)%s",
                id,
                what,
                number(value),
                unit,
                bound.sign,
                number(target),
                unit,
                isReached() ? "" : " MISSED");
    }

    private static String number(double value) {
        return value >= 100 ? String.format(Locale.ROOT, "%,.0f", value) : String.format(Locale.ROOT, "%.2f", value);
    }
}
