package io.sluice.plan.judge;

import java.util.Arrays;
import java.util.Random;

/** Pairs of samples of the kinds that metrics come in, from a seed. */
final class RandomSamples {
    private static final double[] SHIFTS = {0, 0, 0.2, 0.5, 1, -0.5, 3};

    private final Random random;

    RandomSamples(long seed) {
        random = new Random(seed);
    }

    /** Two samples, in no order. */
    static final class Pair {
        private final double[] x;
        private final double[] y;

        Pair(double[] x, double[] y) {
            this.x = x;
            this.y = y;
        }

        double[] x() {
            return x;
        }

        double[] y() {
            return y;
        }

        Pair times(double factor) {
            return new Pair(
                    Arrays.stream(x).map(v -> v * factor).toArray(),
                    Arrays.stream(y).map(v -> v * factor).toArray());
        }

        Pair sorted() {
            return new Pair(
                    Arrays.stream(x).sorted().toArray(),
                    Arrays.stream(y).sorted().toArray());
        }
    }

    /** Of any kind: smooth, heavy-tailed, in steps, mostly zero, constant, with one far out. */
    Pair next(int least, int most) {
        int kind = random.nextInt(6);
        double shift = SHIFTS[random.nextInt(SHIFTS.length)];
        double zeros = random.nextDouble(0.4, 0.97);
        return new Pair(
                sample(kind, random.nextInt(least, most + 1), shift, zeros),
                sample(kind, random.nextInt(least, most + 1), 0, zeros));
    }

    Pair smooth(int size, double shift) {
        return new Pair(sample(0, size, shift, 0), sample(0, size, 0, 0));
    }

    private double[] sample(int kind, int size, double shift, double zeros) {
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
            double normal = random.nextGaussian();
            values[i] = switch (kind) {
                case 0 -> 10 + normal + shift;
                case 1 -> Math.exp(1.5 * normal + shift);
                case 2 -> Math.round(10 * (5 + normal + shift)) / 10.0;
                case 3 -> random.nextDouble() < zeros ? 0 : Math.round(Math.abs(normal) * 3 + shift) * 0.3;
                case 4 -> 2.5 + shift;
                default -> i == 0 ? 1e6 : 100 + 5 * (normal + shift);
            };
        }
        return values;
    }
}
