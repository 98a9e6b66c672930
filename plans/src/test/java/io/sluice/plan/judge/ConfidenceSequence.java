package io.sluice.plan.judge;

/**
 * An asymptotic confidence sequence: an interval around an estimate that holds at every look at once, so that looking often
 * costs nothing. Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas, "Time-uniform central limit theory and asymptotic
 * confidence sequences", arXiv 2103.06476: equation 9 for both sides, 134 for one.
 *
 * @param alpha the chance that the sequence ever misses, above 0 and below 1, and below 0.5 where it is one-sided
 * @param rho where it is narrowest, above 0; {@link #twoSided} and {@link #oneSided} choose it for a number of observations
 * @param oneSided whether only one bound is wanted, which is the narrower for it
 */
public record ConfidenceSequence(double alpha, double rho, boolean oneSided) {
    public ConfidenceSequence {
        if (!(alpha > 0 && alpha < (oneSided ? 0.5 : 1))) {
            throw new IllegalArgumentException("alpha is above 0 and below " + (oneSided ? "0.5: " : "1: ") + alpha);
        }
        if (!(rho > 0 && Double.isFinite(rho))) {
            throw new IllegalArgumentException("rho is above 0: " + rho);
        }
    }

    /**
     * Both bounds, narrowest at a number of observations.
     *
     * @param observations about how many will have been seen when it matters, above 0
     */
    public static ConfidenceSequence twoSided(double alpha, double observations) {
        return new ConfidenceSequence(alpha, rho(alpha, observations), false);
    }

    /** One bound, lower or upper, narrowest at a number of observations, above 0. */
    public static ConfidenceSequence oneSided(double alpha, double observations) {
        return new ConfidenceSequence(alpha, rho(2 * alpha, observations), true);
    }

    /** Equations 161 and 155 of the paper. */
    private static double rho(double alpha, double observations) {
        if (!(observations > 0)) {
            throw new IllegalArgumentException("observations are above 0: " + observations);
        }
        double minusTwoLogAlpha = -2 * Math.log(alpha);
        return Math.sqrt((minusTwoLogAlpha + Math.log1p(minusTwoLogAlpha)) / observations);
    }

    /**
     * How far a bound is from the estimate, in the unit of the standard error.
     *
     * @param standardError of the estimate, 0 or more
     * @param observations seen so far, on both sides together, above 0
     */
    public double width(double standardError, double observations) {
        double spread = observations * rho * rho + 1;
        double log = oneSided ? Math.log1p(Math.sqrt(spread) / (2 * alpha)) : 0.5 * Math.log(spread) - Math.log(alpha);
        return standardError * Math.sqrt(2 * spread / (observations * rho * rho) * log);
    }

    /**
     * The logarithm of the evidence against an estimate of 0; the two-sided sequence leaves 0 out exactly where this is
     * above -ln(alpha).
     *
     * @param estimate in any unit
     * @param standardError of the estimate and in its unit, above 0
     * @param observations seen so far, above 0
     */
    public double logEvidence(double estimate, double standardError, double observations) {
        double spread = observations * rho * rho + 1;
        double z = estimate / standardError;
        return observations * rho * rho * z * z / (2 * spread) - 0.5 * Math.log(spread);
    }
}
