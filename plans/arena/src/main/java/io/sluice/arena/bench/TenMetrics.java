package io.sluice.arena.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What one look at a canary judges: ten metrics of an hour, a value a minute on either side, every third one worse. */
final class TenMetrics {
    static final int POINTS = 60;

    private TenMetrics() {}

    /** One metric of both sides. */
    static final class Metric {
        private final double[] values;
        private final double[] others;

        Metric(double[] values, double[] others) {
            this.values = values;
            this.others = others;
        }

        double[] values() {
            return values;
        }

        double[] others() {
            return others;
        }
    }

    static List<Metric> of(long seed) {
        var random = new Random(seed);
        List<Metric> metrics = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            double worse = i % 3 == 0 ? 1.3 : 1;
            metrics.add(new Metric(sample(random, i, worse), sample(random, i, 1)));
        }
        return metrics;
    }

    private static double[] sample(Random random, int metric, double worse) {
        double[] values = new double[POINTS];
        for (int i = 0; i < POINTS; i++) {
            double normal = random.nextGaussian();
            values[i] = switch (metric % 4) {
                case 0 -> worse * Math.exp(5 + 0.3 * normal); // a latency in milliseconds
                case 1 -> worse * (60 + 8 * normal); // a load in percent
                case 2 -> Math.max(0, Math.round(worse * (20 + 5 * normal))); // a count, with ties
                default -> worse * 1000 * (1 + 0.1 * normal); // a rate per second
            };
        }
        return values;
    }
}
