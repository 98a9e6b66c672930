package io.sluice.plan.judge;

import io.sluice.plan.judge.ShareTest.Shared;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.apache.commons.rng.sampling.distribution.PoissonSampler;

/**
 * A kind of day, a window a minute; a seed makes one of it.
 *
 * @param judge who looks at it
 * @param noise in words
 * @param correlation of the noise in neighbouring minutes
 * @param margin of the judge
 * @param maker what it is made of
 */
record Days(String judge, String noise, double correlation, double margin, Maker maker) {
    /** Makes minutes in which the judged side is so many times as bad as a sound one may be. */
    @FunctionalInterface
    interface Maker {
        Day make(RandomGenerator random, int minutes, Days kind, double times);
    }

    Day of(long seed, int minutes, double times) {
        return maker.make(new SplittableRandom(seed), minutes, this, times);
    }

    /** One request in a hundred fails, more or fewer at the same time on both sides; the margin is used up. */
    static Days ratesInCommonNoise(double correlation) {
        return new Days("rate", "common, sd 0.5", correlation, 0, (random, minutes, kind, times) -> {
            double[] both = kind.factors(random, minutes, 0.5);
            double here = (1 + kind.margin) * times;
            return rates(minutes, kind, i -> counts(random, 600, 6 * both[i] * here, 5400, 54 * both[i]));
        });
    }

    /** As many on either side, and enough of them that chance does not cover what the sides do to each other. */
    static Days ratesInOwnNoise(double correlation) {
        return new Days("rate", "own, sd 0.2 each", correlation, 0.5, (random, minutes, kind, times) -> {
            double[] one = kind.factors(random, minutes, 0.2);
            double[] other = kind.factors(random, minutes, 0.2);
            return rates(minutes, kind, i -> counts(random, 15_000, 150 * one[i] * times, 15_000, 150 * other[i]));
        });
    }

    /** Latency goes up and down on both sides at once, and each minute's figure is a little off; the margin is used up. */
    static Days levelsInCommonNoise(double correlation) {
        return new Days("level", "common, sd 0.5", correlation, 0, (random, minutes, kind, times) -> {
            double[] both = kind.factors(random, minutes, 0.5);
            double[] one = new Noise(0, 0.05).factors(random, minutes);
            double[] other = new Noise(0, 0.05).factors(random, minutes);
            double here = (1 + kind.margin) * times;
            return levels(minutes, kind, i -> both[i] * one[i] * here, i -> both[i] * other[i]);
        });
    }

    static Days levelsInOwnNoise(double correlation) {
        return new Days("level", "own, sd 0.2 each", correlation, 0.5, (random, minutes, kind, times) -> {
            double[] one = kind.factors(random, minutes, 0.2);
            double[] other = kind.factors(random, minutes, 0.2);
            return levels(minutes, kind, i -> one[i] * times, i -> other[i]);
        });
    }

    /** A tenth of the traffic, which comes and goes, and a tenth more than that tenth: the margin is used up. */
    static Days splitInCommonNoise(double correlation) {
        return new Days("share", "common, sd 0.5", correlation, 0.1, (random, minutes, kind, times) -> {
            double[] traffic = kind.factors(random, minutes, 0.5);
            double odds = (1 + kind.margin) * times / 9;
            return split(random, minutes, kind, i -> 600 * traffic[i], _ -> odds);
        });
    }

    /** A tenth of the traffic as it should be, but for clients that stick for a while. */
    static Days splitInOwnNoise(double correlation) {
        return new Days("share", "own, sd 0.05", correlation, 0.2, (random, minutes, kind, times) -> {
            double[] sticking = kind.factors(random, minutes, 0.05);
            return split(random, minutes, kind, _ -> 6000, i -> sticking[i] * times / 9);
        });
    }

    private double[] factors(RandomGenerator random, int minutes, double deviation) {
        return new Noise(correlation, deviation).factors(random, minutes);
    }

    private static Day rates(int minutes, Days kind, IntFunction<Counts> minute) {
        return new Day.Rates(IntStream.range(0, minutes).mapToObj(minute).toList(), kind.margin);
    }

    private static Counts counts(RandomGenerator random, int total, double bad, int otherTotal, double otherBad) {
        return new Counts(
                Math.min(total, poisson(random, bad)),
                total,
                Math.min(otherTotal, poisson(random, otherBad)),
                otherTotal);
    }

    private static Day levels(int minutes, Days kind, IntToDoubleFunction here, IntToDoubleFunction there) {
        return new Day.Levels(
                IntStream.range(0, minutes)
                        .mapToDouble(i -> 100 * here.applyAsDouble(i))
                        .toArray(),
                IntStream.range(0, minutes)
                        .mapToDouble(i -> 100 * there.applyAsDouble(i))
                        .toArray(),
                kind.margin);
    }

    private static Day split(
            RandomGenerator random, int minutes, Days kind, IntToDoubleFunction requests, IntToDoubleFunction odds) {
        List<Shared> shared = IntStream.range(0, minutes)
                .mapToObj(i -> {
                    double part = odds.applyAsDouble(i) / (1 + odds.applyAsDouble(i));
                    int here = poisson(random, requests.applyAsDouble(i) * part);
                    return new Shared(here, here + poisson(random, requests.applyAsDouble(i) * (1 - part)));
                })
                .toList();
        return new Day.Shares(shared, 0.1, kind.margin);
    }

    private static int poisson(RandomGenerator random, double mean) {
        return PoissonSampler.of(random::nextLong, mean).sample();
    }
}
