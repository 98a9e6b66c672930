package io.sluice.plan.judge;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a judge found, with the numbers it was made from.
 *
 * @param answer whether the judged side is worse than its limit allows
 * @param value the figure that was judged; NaN where the data give none
 * @param limit the figure it was held against, in the unit of the value; NaN where the data give none
 * @param numbers every further number that the answer was made from, by name, in the order in which a person reads them
 * @param reason one sentence for a person
 */
public record Finding(Answer answer, double value, double limit, Map<String, Double> numbers, String reason) {
    /** Whether a side is worse than it may be. */
    public enum Answer {
        WORSE,
        NOT_WORSE,
        /** The data do not say: too few of them, or too near to the limit. Neither a pass nor a failure. */
        UNDECIDED
    }

    public Finding {
        numbers = Collections.unmodifiableMap(new LinkedHashMap<>(numbers));
        if (reason.isBlank()) {
            throw new IllegalArgumentException("a finding says why");
        }
    }
}
