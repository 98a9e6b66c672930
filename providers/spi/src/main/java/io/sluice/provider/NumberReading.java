package io.sluice.provider;

import io.sluice.traffic.Reading;
import java.math.BigDecimal;
import java.math.BigInteger;

/** What a source answered, as a reading: one number that a double holds, or the lack of one. */
public final class NumberReading {
    /** From here on not every whole number has a double of its own. */
    private static final BigInteger EXACT = BigInteger.TWO.pow(53);

    private NumberReading() {}

    /**
     * The reading of a number.
     *
     * <p>A whole number past 2^53 that would be rounded is missing: two checksums that differ in their last digit must not look
     * equal.
     */
    public static Reading of(Number number) {
        double value = number.doubleValue();
        if (!Double.isFinite(value)) {
            return new Reading.Missing("it is no finite number: " + brief(number));
        }
        return whole(number) && rounded(number, value)
                ? new Reading.Missing(
                        "it is too large to be held exactly: " + brief(number) + "; take a remainder below 2^53")
                : new Reading.Measured(value);
    }

    private static boolean whole(Number number) {
        return number instanceof Long
                || number instanceof BigInteger
                || (number instanceof BigDecimal decimal && decimal.scale() <= 0);
    }

    private static boolean rounded(Number number, double value) {
        // Spelled-out exponents reach the millions: only what is near enough to a double is written out.
        if (Math.abs(value) < EXACT.doubleValue()) {
            return false;
        }
        return new BigDecimal(number.toString()).compareTo(new BigDecimal(value)) != 0;
    }

    private static String brief(Number number) {
        String text = number.toString();
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }
}
