package io.sluice.plan.judge;

import org.apache.commons.statistics.distribution.NormalDistribution;

/** How much must be seen before a difference between two rates shows, by the normal approximation for one look. */
final class SampleSize {
    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

    private SampleSize() {}

    /** What each side must see where both see as much; see {@link #judged}. */
    public static double perSide(double rate, double otherRate, double alpha, double power) {
        return judged(rate, otherRate, 1, alpha, power);
    }

    /**
     * What the judged side must see until a two-sided test of two proportions finds the difference: Fleiss, Levin and Paik,
     * "Statistical Methods for Rates and Proportions", without continuity correction. Not rounded, so that a caller may
     * scale it.
     *
     * @param rate of bad events on the judged side, above 0 and below 1
     * @param otherRate of bad events on the other side, above 0 and below 1, and another
     * @param otherPerJudged events that the other side sees for each one of the judged side, above 0: 19 for a side with 5 %
     * @param alpha the chance to find a difference where there is none, above 0 and below 1
     * @param power the chance to find this difference, above 0 and below 1
     * @return events on the judged side
     * @throws IllegalArgumentException outside these ranges
     */
    public static double judged(double rate, double otherRate, double otherPerJudged, double alpha, double power) {
        if (!(isShare(rate) && isShare(otherRate) && isShare(alpha) && isShare(power))) {
            throw new IllegalArgumentException("rates, alpha and power are above 0 and below 1: " + rate + ", "
                    + otherRate + ", " + alpha + ", " + power);
        }
        if (!(otherPerJudged > 0 && Double.isFinite(otherPerJudged)) || rate == otherRate) {
            throw new IllegalArgumentException(
                    "two rates, and events on the other side: " + rate + ", " + otherRate + ", " + otherPerJudged);
        }
        double common = (rate + otherPerJudged * otherRate) / (1 + otherPerJudged);
        double ifEqual = Math.sqrt(common * (1 - common) * (1 + 1 / otherPerJudged));
        double ifNot = Math.sqrt(rate * (1 - rate) + otherRate * (1 - otherRate) / otherPerJudged);
        double root = NORMAL.inverseSurvivalProbability(alpha / 2) * ifEqual
                + NORMAL.inverseCumulativeProbability(power) * ifNot;
        return Math.pow(root / (rate - otherRate), 2);
    }

    private static boolean isShare(double value) {
        return value > 0 && value < 1;
    }
}
