package io.sluice.arena;

import java.util.stream.LongStream;

/**
 * Which seeds a run may use, and what for.
 *
 * <p>What is set by looking at results (thresholds of rivals, anything about our own judge) is set on tuning seeds; the table
 * is made on reporting seeds, which nothing was ever set by.
 */
final class Seeds {
    private static final long TUNING = 1_000_000;
    private static final long REPORTING = 3_000_000;

    /** More than this would reach from one set into the other. */
    static final int MOST = 100_000;

    private Seeds() {}

    static LongStream tuning(int runs) {
        return from(TUNING, runs);
    }

    static LongStream reporting(int runs) {
        return from(REPORTING, runs);
    }

    private static LongStream from(long first, int runs) {
        if (runs < 1 || runs > MOST) {
            throw new IllegalArgumentException("1 to " + MOST + " runs, not " + runs);
        }
        return LongStream.range(first, first + runs);
    }
}
