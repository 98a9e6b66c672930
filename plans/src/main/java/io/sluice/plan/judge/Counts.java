package io.sluice.plan.judge;

/**
 * What the judged side and the one that it is compared with counted in one window.
 *
 * @param bad events among {@code total} that went wrong
 * @param otherBad the same of the other side, among {@code otherTotal}
 */
public record Counts(long bad, long total, long otherBad, long otherTotal) {
    public Counts {
        if (bad < 0 || otherBad < 0 || bad > total || otherBad > otherTotal) {
            throw new IllegalArgumentException(
                    "no counts: %d of %d and %d of %d".formatted(bad, total, otherBad, otherTotal));
        }
    }

    /** The judged side's share of all events of the window. */
    double share() {
        return (double) total / (total + otherTotal);
    }

    /** Whether the window can tell the sides apart at all. */
    boolean comparable() {
        return total > 0 && otherTotal > 0;
    }
}
