package io.sluice.plan.judge;

import java.util.Arrays;

/**
 * Leaves out values far from the middle half of a sample, as Kayenta does: below the smaller of the 1st percentile and Q1 -
 * factor times the interquartile range, or above the larger of the 99th and Q3 + as much.
 */
final class Outliers {
    private Outliers() {}

    /**
     * What is left of a sample in ascending order, in ascending order.
     *
     * @param factor above 0; Kayenta's is 3
     * @param apart what counts as no distance in the data at hand
     */
    static double[] removed(double[] sorted, double factor, double apart) {
        if (sorted.length == 0) {
            return sorted;
        }
        double q1 = percentile(sorted, 0.25);
        double q3 = percentile(sorted, 0.75);
        double low = Math.min(percentile(sorted, 0.01), q1 - factor * (q3 - q1)) - apart;
        double high = Math.max(percentile(sorted, 0.99), q3 + factor * (q3 - q1)) + apart;
        int from = 0;
        while (sorted[from] < low) {
            from++;
        }
        int to = sorted.length;
        while (sorted[to - 1] > high) {
            to--;
        }
        return Arrays.copyOfRange(sorted, from, to);
    }

    /** R's type 7: linear between the values whose ranks are around 1 + (n - 1) p. */
    static double percentile(double[] sorted, double p) {
        double position = (sorted.length - 1) * p;
        int below = (int) position;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}
