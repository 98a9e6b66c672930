package io.sluice.plan.file;

import io.sluice.traffic.Weights;
import java.math.BigDecimal;
import java.util.Optional;

/** The spelling of shares: percent with at most two decimals outside, basis points inside. */
final class Percent {
    private Percent() {}

    static Optional<Integer> basisPoints(Written written) {
        BigDecimal exact = written.json().decimalValue().movePointRight(2).stripTrailingZeros();
        if (exact.scale() > 0) {
            written.fault(
                    "must have at most two decimals, not " + written.json().asText());
            return Optional.empty();
        }
        if (exact.signum() < 0 || exact.compareTo(BigDecimal.valueOf(Weights.WHOLE)) > 0) {
            written.fault("must be 0 to 100");
            return Optional.empty();
        }
        return Optional.of(exact.intValueExact());
    }

    /** For messages: {@code 12.5 %}. */
    static String write(int basisPoints) {
        return BigDecimal.valueOf(basisPoints, 2).stripTrailingZeros().toPlainString() + " %";
    }
}
