package io.sluice.plan.judge;

/**
 * All differences between one value of either sample, m times n of them, in order of size, without making them: how many are
 * at most some shift is one walk along both sorted samples. So the limits of a shift are exact order statistics, in whatever
 * unit, and need no tolerance at which a search for a root would stop.
 *
 * <p>Not for several threads: a walk leaves its findings in fields, so that it allocates nothing.
 */
final class PairwiseDifferences {
    /** Guesses that suppose the differences to be spread evenly; after these the range of doubles itself is halved. */
    private static final int GUESSES = 40;

    /** Halving all doubles there are ends after 64 times. */
    private static final int MOST_WALKS = GUESSES + 64;

    private final double[] x;
    private final double[] y;

    private double largestWithin;
    private double smallestBeyond;

    /** Both samples in ascending order, finite and not empty. */
    PairwiseDifferences(double[] x, double[] y) {
        this.x = x;
        this.y = y;
    }

    long count() {
        return (long) x.length * y.length;
    }

    /** The k-th smallest, ties counted one by one; k from 1 to {@link #count}. */
    double smallest(long k) {
        return smallest(k, x[0] - y[y.length - 1], x[x.length - 1] - y[0]);
    }

    /** The middle one, or the middle of both. */
    double median() {
        long half = count() / 2;
        if (count() % 2 == 1) {
            return smallest(half + 1);
        }
        double below = smallest(half);
        double above = walk(below) > half ? below : smallestBeyond;
        return below + (above - below) / 2;
    }

    /** Closes in from both ends, which are differences too. */
    private double smallest(long k, double low, double high) {
        double from = low;
        double to = high;
        long below = 0; // so many are smaller than from
        long within = count(); // so many are at most to
        for (int walk = 0; from < to; walk++) {
            if (walk > MOST_WALKS) {
                throw new IllegalStateException("a range of doubles was halved more often than it has bits");
            }
            long counted = walk(between(from, to, (k - below - 0.5) / (within - below), walk));
            if (counted == k) {
                return largestWithin;
            }
            if (counted == k - 1) {
                return smallestBeyond;
            }
            if (counted > k) {
                to = largestWithin;
                within = counted;
            } else {
                from = smallestBeyond;
                below = counted;
            }
        }
        return from;
    }

    /** Below {@code to} and not below {@code from}: each walk takes at least one difference out of the range. */
    private static double between(double from, double to, double part, int walk) {
        double guess;
        if (walk > GUESSES) {
            guess = middleOfDoubles(from, to);
        } else {
            // Every third guess is the middle: where the differences are spread unevenly the others come near slowly.
            guess = from + (to - from) * (walk % 3 == 2 ? 0.5 : Math.clamp(part, 0, 1));
        }
        return guess >= from && guess < to ? guess : from;
    }

    /** Half of the doubles between are below it. */
    private static double middleOfDoubles(double from, double to) {
        long low = inOrder(Double.doubleToLongBits(from));
        long high = inOrder(Double.doubleToLongBits(to));
        // Each half first: the whole range of doubles does not fit into a long.
        return Double.longBitsToDouble(inOrder((low >> 1) + (high >> 1) + (low & high & 1)));
    }

    /** Between a double's bits and a number that grows with the double; it is its own inverse. */
    private static long inOrder(long bits) {
        return bits >= 0 ? bits : bits ^ Long.MAX_VALUE;
    }

    /** How many are at most the shift; the largest of these and the smallest of the others are in the fields. */
    private long walk(double shift) {
        long counted = 0;
        double within = Double.NEGATIVE_INFINITY;
        double beyond = Double.POSITIVE_INFINITY;
        int n = y.length;
        int j = 0;
        for (double value : x) {
            while (j < n && value - y[j] > shift) {
                j++;
            }
            if (j < n) {
                counted += n - j;
                within = Math.max(within, value - y[j]);
            }
            if (j > 0) {
                beyond = Math.min(beyond, value - y[j - 1]);
            }
        }
        largestWithin = within;
        smallestBeyond = beyond;
        return counted;
    }
}
