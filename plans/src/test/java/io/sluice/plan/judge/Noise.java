package io.sluice.plan.judge;

import java.util.random.RandomGenerator;

/**
 * How a level wanders from window to window: the logarithm of its factor is an autoregressive series of the first order.
 *
 * @param correlation of neighbouring windows, 0 or more and below 1
 * @param deviation the standard deviation of the logarithm over a long time, 0 or more
 */
record Noise(double correlation, double deviation) {
    Noise {
        if (!(correlation >= 0 && correlation < 1 && deviation >= 0)) {
            throw new IllegalArgumentException("no such noise: " + correlation + ", " + deviation);
        }
    }

    /** The factor in so many windows, as if it had wandered for ever before. */
    double[] factors(RandomGenerator random, int windows) {
        double[] factors = new double[windows];
        double fresh = deviation * Math.sqrt(1 - correlation * correlation);
        double level = deviation * random.nextGaussian();
        for (int i = 0; i < windows; i++) {
            factors[i] = Math.exp(level);
            level = correlation * level + fresh * random.nextGaussian();
        }
        return factors;
    }
}
