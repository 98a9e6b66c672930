package io.sluice.plan.judge;

import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * The Mann-Whitney test of no shift: normal approximation, continuity correction, variance corrected for ties, as R's {@code
 * wilcox.test(exact = FALSE)} and Kayenta have it.
 *
 * @param u pairs in which the judged value is the larger, a tie counting half; from 0 to the number of pairs
 * @param z in standard deviations, positive where the judged side is the larger; 0 where all values are one
 * @param pairs of a judged and another value
 */
record RankSum(double u, double z, long pairs) {
    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

    /** Of two samples in ascending order; values no further apart than {@code apart} count as tied. */
    static RankSum of(double[] x, double[] y, double apart) {
        double u = 0;
        double ties = 0;
        int i = 0;
        int j = 0;
        while (i < x.length || j < y.length) {
            int fromX = i;
            int fromY = j;
            double last = next(x, i, y, j);
            while (next(x, i, y, j) - last <= apart) {
                last = next(x, i, y, j);
                if (i < x.length && x[i] == last) {
                    i++;
                } else {
                    j++;
                }
            }
            u += (i - fromX) * (fromY + (j - fromY) / 2.0);
            ties += cubeLess(i - fromX + j - fromY);
        }
        long pairs = (long) x.length * y.length;
        double off = u - pairs / 2.0;
        double deviation = deviation(x.length, y.length, ties);
        double z = deviation == 0 ? 0 : (off - Math.signum(off) * 0.5) / deviation;
        return new RankSum(u, z, pairs);
    }

    private static double next(double[] x, int i, double[] y, int j) {
        double inX = i < x.length ? x[i] : Double.POSITIVE_INFINITY;
        double inY = j < y.length ? y[j] : Double.POSITIVE_INFINITY;
        return Math.min(inX, inY);
    }

    /** The chance of so large a difference, in either direction, where there is none. */
    double p() {
        return Math.min(1, 2 * NORMAL.survivalProbability(Math.abs(z)));
    }

    /** Vargha and Delaney's A, Kayenta's {@code cles}: the part of the pairs in which the judged value is the larger. */
    double commonLanguageEffect() {
        return u / pairs;
    }

    /** Standard deviation of U without a shift; {@code ties} sums t^3 - t over all sets of tied values. */
    static double deviation(int m, int n, double ties) {
        double all = (double) m + n;
        return Math.sqrt((double) m * n / 12 * (all + 1 - ties / (all * (all - 1))));
    }

    /** The sum of t^3 - t over the sets of tied values within one sample in ascending order. */
    static double ties(double[] sorted, double apart) {
        double ties = 0;
        int from = 0;
        for (int i = 1; i <= sorted.length; i++) {
            if (i == sorted.length || sorted[i] - sorted[i - 1] > apart) {
                ties += cubeLess(i - from);
                from = i;
            }
        }
        return ties;
    }

    private static double cubeLess(double tied) {
        return tied * tied * tied - tied;
    }
}
