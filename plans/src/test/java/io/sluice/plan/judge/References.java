package io.sluice.plan.judge;

import org.apache.commons.numbers.gamma.LogGamma;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Formulas that no judge uses, kept because the figures that judges are compared with were made by them: what other tools
 * test with, and fixed-sample checks.
 */
final class References {
    static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

    private References() {}

    record Interval(double low, double high) {}

    // ---- always valid

    /** The mixture sequential probability ratio test for a normal mean of known variance (Robbins 1970; arXiv 1512.04922). */
    static double mixtureRatio(double n, double mean, double variance, double priorVariance) {
        double whole = variance + n * priorVariance;
        return Math.sqrt(variance / whole) * Math.exp(n * n * priorVariance * mean * mean / (2 * variance * whole));
    }

    static double mixtureHalfWidth(double n, double variance, double priorVariance, double alpha) {
        double v = variance / n;
        return Math.sqrt(
                v * (v + priorVariance) / priorVariance * (-2 * Math.log(alpha) - Math.log(v / (v + priorVariance))));
    }

    /** Howard, Ramdas, McAuliffe and Sekhon, arXiv 1810.08240, equation 14, in standard errors. */
    static double howardBoundary(double t, double rho, double alpha) {
        return Math.sqrt((t + rho) * Math.log((t + rho) / (rho * alpha * alpha))) / Math.sqrt(t);
    }

    static double howardRho(double tunedFor, double alpha) {
        return tunedFor / (Math.log(Math.log(Math.E / (alpha * alpha))) - 2 * Math.log(alpha));
    }

    /** Statsig's boundary for z (arXiv 1905.10493), in standard errors; equal arms make it a constant. */
    static double statsigBoundary(double variance, double otherVariance, double n, double otherN, double alpha) {
        double z = NORMAL.inverseSurvivalProbability(alpha / 2);
        double v = variance / n + otherVariance / otherN;
        double tau = z * z * (variance + otherVariance) / (n + otherN);
        return Math.sqrt((v + tau) / tau * (-2 * Math.log(alpha / 2) - Math.log(v / (v + tau))));
    }

    /** The Dirichlet-multinomial Bayes factor with a uniform prior: {@link BetaBinomial} for any number of sides. */
    static double dirichletMultinomialLogBayesFactor(long[] counts, double[] shares) {
        double total = 0;
        double log = LogGamma.value(counts.length);
        for (int i = 0; i < counts.length; i++) {
            total += counts[i];
            log += LogGamma.value(1.0 + counts[i]) - counts[i] * Math.log(shares[i]);
        }
        return log - LogGamma.value(counts.length + total);
    }

    // ---- fixed samples

    static Interval wilson(long bad, long total, double confidence) {
        double z = NORMAL.inverseSurvivalProbability((1 - confidence) / 2);
        double p = (double) bad / total;
        double centre = p + z * z / (2 * total);
        double half = z * Math.sqrt(p * (1 - p) / total + z * z / (4.0 * total * total));
        double scale = 1 + z * z / total;
        return new Interval((centre - half) / scale, (centre + half) / scale);
    }

    /** Newcombe 1998, method 10: Wilson's limits of each side combined. */
    static Interval newcombe(long bad, long total, long otherBad, long otherTotal, double confidence) {
        Interval one = wilson(bad, total, confidence);
        Interval two = wilson(otherBad, otherTotal, confidence);
        double p = (double) bad / total;
        double q = (double) otherBad / otherTotal;
        return new Interval(
                p - q - Math.hypot(p - one.low(), two.high() - q), p - q + Math.hypot(one.high() - p, q - two.low()));
    }

    static double pooledZ(long bad, long total, long otherBad, long otherTotal) {
        double pooled = (double) (bad + otherBad) / (total + otherTotal);
        return ((double) bad / total - (double) otherBad / otherTotal)
                / Math.sqrt(pooled * (1 - pooled) * (1.0 / total + 1.0 / otherTotal));
    }

    static double twoSided(double z) {
        return 2 * NORMAL.survivalProbability(Math.abs(z));
    }

    static double yatesP(long bad, long total, long otherBad, long otherTotal) {
        double all = total + otherTotal;
        double cross = Math.abs((double) bad * (otherTotal - otherBad) - (double) otherBad * (total - bad)) - all / 2;
        double statistic =
                all * cross * cross / ((double) total * otherTotal * (bad + otherBad) * (all - bad - otherBad));
        return chiSquaredP(statistic);
    }

    /** Fisher's exact test, two-sided: every table with the same margins that is no likelier than the one seen. */
    static double fisherP(long bad, long total, long otherBad, long otherTotal) {
        long allBad = bad + otherBad;
        double seen = logTable(bad, total, allBad, otherTotal);
        double p = 0;
        for (long k = Math.max(0, allBad - otherTotal); k <= Math.min(total, allBad); k++) {
            double table = logTable(k, total, allBad, otherTotal);
            if (table <= seen + 1e-7) {
                p += Math.exp(table);
            }
        }
        return p;
    }

    private static double logTable(long bad, long total, long allBad, long otherTotal) {
        return logChoose(total, bad) + logChoose(otherTotal, allBad - bad) - logChoose(total + otherTotal, allBad);
    }

    private static double logChoose(long n, long k) {
        return LogGamma.value(n + 1.0) - LogGamma.value(k + 1.0) - LogGamma.value(n - k + 1.0);
    }

    /** Sample ratio mismatch of a split that should be even. */
    static double evenSplitChiSquared(long one, long other) {
        double half = (one + other) / 2.0;
        return 2 * (one - half) * (one - half) / half;
    }

    /** With one degree of freedom. */
    static double chiSquaredP(double statistic) {
        return ChiSquaredDistribution.of(1).survivalProbability(statistic);
    }

    record Welch(double t, double degrees, double p) {}

    static Welch welch(double[] x, double[] y) {
        double v = variance(x) / x.length;
        double w = variance(y) / y.length;
        double t = (mean(x) - mean(y)) / Math.sqrt(v + w);
        double degrees = (v + w) * (v + w) / (v * v / (x.length - 1) + w * w / (y.length - 1));
        return new Welch(t, degrees, 2 * TDistribution.of(degrees).survivalProbability(Math.abs(t)));
    }

    static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    static double variance(double[] values) {
        double mean = mean(values);
        double sum = 0;
        for (double value : values) {
            sum += (value - mean) * (value - mean);
        }
        return sum / (values.length - 1);
    }
}
