package io.sluice.plan;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Names one plan: {@code pl_} and a ULID, so that ids sort by the time of submission.
 */
public record PlanId(String value) implements Comparable<PlanId> {
    private static final Pattern FORM = Pattern.compile("pl_[0-9A-HJKMNP-TV-Z]{26}");

    public PlanId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not the id of a plan");
        }
    }

    /** The id in a text from outside, if it is one. */
    public static Optional<PlanId> find(String text) {
        return FORM.matcher(text).matches() ? Optional.of(new PlanId(text)) : Optional.empty();
    }

    @Override
    public int compareTo(PlanId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
