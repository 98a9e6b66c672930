package io.sluice.plan.judge;

/**
 * What the judged side and the one that it is compared with counted in one window.
 *
 * @param bad events among {@code total} that went wrong
 * @param otherBad the same of the other side, among {@code otherTotal}
 */
public record Counts(long bad, long total, long otherBad, long otherTotal) {
    /** So many events can still be added up over all windows of a day; no balancer sees so many in a window. */
    public static final double MOST = 1e12;

    public Counts {
        if (bad < 0 || otherBad < 0 || bad > total || otherBad > otherTotal) {
            throw new IllegalArgumentException(
                    "no counts: %d of %d and %d of %d".formatted(bad, total, otherBad, otherTotal));
        }
    }

    /**
     * Of figures as sources give them: events in whole. An extrapolated count has a part of an event, and no rounding may leave more
     * bad events than there were.
     *
     * @param bad from 0 to {@code total}
     * @param total at most {@link #MOST}
     */
    public static Counts rounded(double bad, double total, double otherBad, double otherTotal) {
        long all = Math.round(total);
        long others = Math.round(otherTotal);
        return new Counts(Math.min(Math.round(bad), all), all, Math.min(Math.round(otherBad), others), others);
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
