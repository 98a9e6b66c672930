package io.sluice.plan.judge;

import org.apache.commons.numbers.gamma.LogBeta;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * By how much one sample is shifted against another: the Hodges-Lehmann estimate, which is the median of all differences
 * between one value of either, and the interval of all shifts that the Mann-Whitney test does not reject.
 *
 * <p>R's {@code wilcox.test(conf.int = TRUE, exact = FALSE)} and Kayenta search the same limits as roots, down to an absolute
 * 1e-4, and so answer differently when the unit changes. The root is where the statistic jumps, and it jumps at differences
 * of pairs only, so here the limits are such differences: exact, and in proportion to the data. At the very shift at which
 * pairs tie, the corrected variance is smaller than on both sides of it; that point is no root of either side and is left
 * out, which is what makes an interval of zero-inflated data one in which the lower limit is the lower.
 *
 * @param low the lower limit, in the unit of the data
 * @param estimate in the unit of the data, from low to high
 * @param high the upper limit, in the unit of the data
 */
record ShiftInterval(double low, double estimate, double high) {
    private static final double ROUNDING = 1e-9;
    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

    /**
     * The interval of x minus y, both finite and in ascending order.
     *
     * @param confidence above 0 and below 1
     * @param apart what counts as no distance in the data at hand: values so near tie, and a limit so near to 0 is 0
     */
    static ShiftInterval of(double[] x, double[] y, double confidence, double apart) {
        var differences = new PairwiseDifferences(x, y);
        double deviation = RankSum.deviation(x.length, y.length, RankSum.ties(x, apart) + RankSum.ties(y, apart));
        long pairs = differences.count();
        // A shift is rejected as too low while more pairs than these are above it.
        double most = pairs / 2.0 + 0.5 + quantile(confidence) * deviation;
        long above = (long) Math.min(pairs - 1.0, Math.floor(most));
        return new ShiftInterval(
                settled(differences.smallest(pairs - above), apart),
                settled(differences.median(), apart),
                settled(differences.smallest(above + 1), apart));
    }

    /**
     * Whether samples of these sizes can reject anything at all: with fewer values even two samples that do not overlap are
     * no evidence, and the interval would reach over all the data whatever they are.
     */
    static boolean attainable(int m, int n, double confidence) {
        double pairs = (double) m * n;
        boolean approximately = (pairs - 1) / 2 >= quantile(confidence) * RankSum.deviation(m, n, 0);
        // Of all orders of m + n values two are the furthest out. With few values on a side the normal
        // approximation may promise more than there are orders.
        double logOrders = -Math.log(m + n + 1.0) - LogBeta.value(m + 1.0, n + 1.0);
        return approximately && Math.log(2 / (1 - confidence)) <= logOrders + ROUNDING;
    }

    /** How many standard deviations a difference must be for a two-sided test to reject. */
    static double quantile(double confidence) {
        return NORMAL.inverseSurvivalProbability((1 - confidence) / 2);
    }

    private static double settled(double shift, double apart) {
        return Math.abs(shift) <= apart ? 0 : shift;
    }
}
