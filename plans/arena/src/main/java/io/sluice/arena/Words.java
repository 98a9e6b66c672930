package io.sluice.arena;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers for a person. */
final class Words {
    private Words() {}

    /** Without zeros that say nothing: 2 and 1.35. */
    static String plain(double number) {
        return number == Math.rint(number)
                ? Long.toString((long) number)
                : BigDecimal.valueOf(number)
                        .round(new MathContext(4))
                        .stripTrailingZeros()
                        .toPlainString();
    }
}
