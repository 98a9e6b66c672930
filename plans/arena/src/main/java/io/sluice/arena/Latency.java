package io.sluice.arena;

import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * How long requests take while something is wrong with some of them: two log-normal distributions of one spread.
 *
 * @param logMedian logarithm of the body's median in milliseconds
 * @param spread standard deviation of the logarithm
 * @param tailShare the share of requests in the slower one, 0 to 1
 * @param tailShift by how much the logarithm of theirs is higher
 */
record Latency(double logMedian, double spread, double tailShare, double tailShift) {
    private static final NormalDistribution STANDARD = NormalDistribution.of(0, 1);

    /** A bisection ends when the logarithm is known to about 1e-6. */
    private static final int HALVINGS = 24;

    static Latency of(Ambient ambient, Effect effect, double wander) {
        return new Latency(
                Math.log(ambient.medianMillis()) + Math.log(effect.latencyFactor()) + wander,
                ambient.spread(),
                effect.tailShare(),
                Math.log(effect.tailFactor()));
    }

    /** The milliseconds that this share of the requests takes at most. */
    double quantile(double share) {
        double body = STANDARD.inverseCumulativeProbability(share);
        if (tailShare == 0) {
            return Math.exp(logMedian + spread * body);
        }
        double low = logMedian + spread * body;
        double high = low + tailShift;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (faster(middle) < share) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return Math.exp(high);
    }

    /** The share of requests that take longer than so many milliseconds. */
    double slower(double millis) {
        return 1 - faster(Math.log(millis));
    }

    private double faster(double logMillis) {
        double body = STANDARD.cumulativeProbability((logMillis - logMedian) / spread);
        return tailShare == 0
                ? body
                : (1 - tailShare) * body
                        + tailShare * STANDARD.cumulativeProbability((logMillis - logMedian - tailShift) / spread);
    }
}
