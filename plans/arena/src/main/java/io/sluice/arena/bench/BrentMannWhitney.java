package io.sluice.arena.bench;

import io.sluice.plan.judge.Classification;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.numbers.rootfinder.BrentSolver;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Kayenta's test as R and Kayenta do it, to be compared with: the limits of the shift are roots of the statistic, searched by
 * Brent's method down to an absolute 1e-4, and each look at the statistic ranks both samples anew. Written with care, on
 * primitive arrays and with a library's solver; what it is slow by is the method.
 */
final class BrentMannWhitney {
    private static final double QUANTILE = NormalDistribution.of(0, 1).inverseSurvivalProbability(0.01);
    private static final double TOLERANCE = 0.25;
    private static final BrentSolver SOLVER = new BrentSolver(1e-14, 1e-4, 1e-15);

    private final double[] x;
    private final double[] y;
    private final double[] shifted;
    private final double[] pooled;

    BrentMannWhitney(double[] x, double[] y) {
        this.x = x;
        this.y = y;
        shifted = new double[x.length];
        pooled = new double[x.length + y.length];
    }

    record Limits(double low, double estimate, double high) {}

    /** As Kayenta classifies a metric that may go neither way, at 98 %. */
    Classification classify() {
        Limits limits = limits();
        double band = TOLERANCE * Math.abs(limits.estimate);
        double ratio = Arrays.stream(x).average().orElse(0)
                / Arrays.stream(y).average().orElse(0);
        boolean none = ratio == 0 || !Double.isFinite(ratio);
        if (limits.low > band && (none || ratio >= 1)) {
            return Classification.HIGH;
        }
        return limits.high < -band && (none || ratio <= 1) ? Classification.LOW : Classification.PASS;
    }

    Limits limits() {
        double least =
                Arrays.stream(x).min().orElseThrow() - Arrays.stream(y).max().orElseThrow();
        double most =
                Arrays.stream(x).max().orElseThrow() - Arrays.stream(y).min().orElseThrow();
        return new Limits(root(QUANTILE, least, most), root(0, least, most), root(-QUANTILE, least, most));
    }

    private double root(double quantile, double least, double most) {
        DoubleUnaryOperator off = shift -> statistic(shift) - quantile;
        double atLeast = off.applyAsDouble(least);
        if (atLeast <= 0) {
            return least;
        }
        double atMost = off.applyAsDouble(most);
        if (atMost >= 0) {
            return most;
        }
        return SOLVER.findRoot(off, least, most);
    }

    /** The standardized rank sum of x less the shift, with continuity and tie corrections. */
    private double statistic(double shift) {
        int m = x.length;
        int n = y.length;
        for (int i = 0; i < m; i++) {
            shifted[i] = x[i] - shift;
        }
        System.arraycopy(shifted, 0, pooled, 0, m);
        System.arraycopy(y, 0, pooled, m, n);
        Arrays.sort(pooled);
        Arrays.sort(shifted);
        double rankSum = 0;
        double ties = 0;
        int taken = 0;
        for (int from = 0; from < pooled.length; ) {
            int to = from + 1;
            while (to < pooled.length && pooled[to] == pooled[from]) {
                to++;
            }
            double rank = (from + 1 + to) / 2.0;
            while (taken < m && shifted[taken] == pooled[from]) {
                rankSum += rank;
                taken++;
            }
            double tied = to - from;
            ties += tied * tied * tied - tied;
            from = to;
        }
        double off = rankSum - m * (m + 1) / 2.0 - m * n / 2.0;
        double all = m + n;
        double variance = m * n / 12.0 * (all + 1 - ties / (all * (all - 1)));
        return variance == 0 ? 0 : (off - Math.signum(off) * 0.5) / Math.sqrt(variance);
    }
}
