package io.sluice.plan.judge;

import org.apache.commons.numbers.gamma.LogBeta;

/**
 * The beta-binomial Bayes factor: how much better "the share of the events is something else" explains where events fell
 * than "each fell on the judged side with its expected share". It may be looked at after every event: under the expected
 * share the chance that the factor ever reaches 1/alpha is at most alpha (Ville's inequality).
 *
 * <p>Lindon and Malek, "Anytime-Valid Inference for Multinomial Count Data", NeurIPS 2022, arXiv 2011.03567:
 * B(a + x, b + y) / (B(a, b) p^x (1 - p)^y).
 */
final class BetaBinomial {
    private BetaBinomial() {}

    /** The same with the uniform prior, a = b = 1. */
    public static double logBayesFactor(long judged, long other, double share) {
        return logBayesFactor(judged, other, share, 1, 1);
    }

    /**
     * The natural logarithm of the Bayes factor against the expected share.
     *
     * @param judged events on the judged side, 0 or more
     * @param other events on the other side, 0 or more
     * @param share the share of all events expected on the judged side, above 0 and below 1
     * @param a prior weight of the judged side's share, above 0
     * @param b prior weight of the other side's share, above 0
     * @throws IllegalArgumentException outside these ranges
     */
    public static double logBayesFactor(long judged, long other, double share, double a, double b) {
        if (judged < 0 || other < 0) {
            throw new IllegalArgumentException("no fewer than 0 events: " + judged + ", " + other);
        }
        if (!(share > 0 && share < 1)) {
            throw new IllegalArgumentException("a share is above 0 and below 1: " + share);
        }
        if (!(a > 0 && b > 0 && Double.isFinite(a + b))) {
            throw new IllegalArgumentException("a prior's weights are above 0: " + a + ", " + b);
        }
        return LogBeta.value(a + judged, b + other)
                - LogBeta.value(a, b)
                - judged * Math.log(share)
                - other * Math.log1p(-share);
    }

    /**
     * The p-value that belongs to a Bayes factor at one look, min(1, 1/BF). The p-value of a run of looks is the smallest
     * of those of its looks.
     */
    public static double pValue(double logBayesFactor) {
        return Math.min(1, Math.exp(-logBayesFactor));
    }
}
