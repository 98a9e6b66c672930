package io.sluice.arena;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.AhrensDieterMarsagliaTsangGammaSampler;
import org.apache.commons.rng.sampling.distribution.PoissonSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.rng.simple.RandomSource;

/** Draws from one seed: the same seed, the same draws. */
final class Dice {
    /** Below this many trials a binomial is drawn one by one. */
    private static final int ONE_BY_ONE = 16;

    private final UniformRandomProvider random;

    private Dice(long seed) {
        random = RandomSource.SPLIT_MIX_64.create(seed);
    }

    /** Of a seed and a path below it, so that one thing's draws never depend on how many another took. */
    static Dice of(long seed, long... path) {
        long mixed = scatter(seed);
        for (long part : path) {
            mixed = scatter(31 * mixed + part);
        }
        return new Dice(mixed);
    }

    /** From 0 up to, not including, 1. */
    double uniform() {
        return random.nextDouble();
    }

    double uniform(double low, double high) {
        return low + (high - low) * random.nextDouble();
    }

    /** Evenly over the orders of magnitude between the two. */
    double logUniform(double low, double high) {
        return low * Math.pow(high / low, random.nextDouble());
    }

    /** A whole number between the two, both included. */
    int between(int low, int high) {
        return low + random.nextInt(high - low + 1);
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    double normal() {
        return ZigguratSampler.NormalizedGaussian.of(random).sample();
    }

    int poisson(double mean) {
        return mean <= 0 ? 0 : PoissonSampler.of(random, mean).sample();
    }

    double beta(double a, double b) {
        double x = gamma(a);
        return x / (x + gamma(b));
    }

    /**
     * How many of so many trials succeed. Exact: the median of the trials' uniform draws is drawn first, and with it one half of
     * the trials is decided (Ahrens and Dieter 1974).
     */
    int binomial(int trials, double probability) {
        if (probability <= 0) {
            return 0;
        }
        int sure = 0;
        int left = trials;
        double p = probability;
        while (left > ONE_BY_ONE && p < 1) {
            int middle = left / 2 + 1;
            double median = beta(middle, left + 1.0 - middle);
            if (median <= p) {
                sure += middle;
                left -= middle;
                p = (p - median) / (1 - median);
            } else {
                left = middle - 1;
                p = p / median;
            }
        }
        for (int i = 0; i < left; i++) {
            if (chance(p)) {
                sure++;
            }
        }
        return sure;
    }

    private double gamma(double shape) {
        return AhrensDieterMarsagliaTsangGammaSampler.of(random, shape, 1).sample();
    }

    /** SplitMix64's finalizer. */
    private static long scatter(long value) {
        long z = value + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
