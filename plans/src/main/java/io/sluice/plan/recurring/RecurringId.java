package io.sluice.plan.recurring;

import java.util.Optional;
import java.util.regex.Pattern;

/** Names one recurring plan: {@code rec_} and a ULID, so that ids sort by the time of submission. */
public record RecurringId(String value) implements Comparable<RecurringId> {
    private static final Pattern FORM = Pattern.compile("rec_[0-9A-HJKMNP-TV-Z]{26}");

    public RecurringId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not the id of a recurring plan");
        }
    }

    /** The id in a text from outside, if it is one. */
    public static Optional<RecurringId> find(String text) {
        return FORM.matcher(text).matches() ? Optional.of(new RecurringId(text)) : Optional.empty();
    }

    @Override
    public int compareTo(RecurringId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
