package io.sluice.plan.judge;

/**
 * In which window a change began, before anything is known of it: half of the belief is on the first one (the new side is bad
 * from its first request), the rest on all later ones, the less the later, so that it adds up to 1 however long a test goes on.
 */
final class Onset {
    private static final double FROM_THE_START = 0.5;

    private Onset() {}

    /** The belief that it began in this window, the first of them being 0. */
    static double at(int window) {
        return window == 0 ? FROM_THE_START : (1 - FROM_THE_START) / (window * (window + 1.0));
    }

    /** The belief that it begins later than in this window, if at all. */
    static double after(int window) {
        return (1 - FROM_THE_START) / (window + 1.0);
    }
}
