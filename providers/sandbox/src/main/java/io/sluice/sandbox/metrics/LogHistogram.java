package io.sluice.sandbox.metrics;

import java.util.Arrays;

/** Counts of values in classes 2 % apart: enough for a percentile, and small enough to keep one per second. */
final class LogHistogram {
    private static final double CLASSES_PER_E = 50;

    private int[] classes = new int[8];
    private int[] counts = new int[8];
    private int size;

    void add(double value) {
        add((int) Math.round(Math.log(Math.max(value, 1e-6)) * CLASSES_PER_E), 1);
    }

    void addAll(LogHistogram other) {
        for (int i = 0; i < other.size; i++) {
            add(other.classes[i], other.counts[i]);
        }
    }

    /** The value that this share of all values does not exceed. */
    double percentile(double percent) {
        long total = 0;
        for (int i = 0; i < size; i++) {
            total += counts[i];
        }
        long rank = Math.max(1, (long) Math.ceil(total * percent / 100));
        long seen = 0;
        for (int i = 0; i < size; i++) {
            seen += counts[i];
            if (seen >= rank) {
                return Math.exp(classes[i] / CLASSES_PER_E);
            }
        }
        return 0;
    }

    private void add(int valueClass, int count) {
        int at = Arrays.binarySearch(classes, 0, size, valueClass);
        if (at < 0) {
            at = -at - 1;
            insert(at, valueClass);
        }
        counts[at] += count;
    }

    private void insert(int at, int valueClass) {
        if (size == classes.length) {
            classes = Arrays.copyOf(classes, size * 2);
            counts = Arrays.copyOf(counts, size * 2);
        }
        System.arraycopy(classes, at, classes, at + 1, size - at);
        System.arraycopy(counts, at, counts, at + 1, size - at);
        classes[at] = valueClass;
        counts[at] = 0;
        size++;
    }
}
