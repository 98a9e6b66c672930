package io.sluice.traffic;

/** One figure as a source gave it: measured, or missing and why. */
public sealed interface Reading {
    /**
     * A figure that covers its whole window.
     *
     * @param value finite, in the signal's unit
     */
    record Measured(double value) implements Reading {
        public Measured {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("a measured value is finite, not " + value);
            }
        }
    }

    /** No figure: not a zero, and not a pass. */
    record Missing(String why) implements Reading {}
}
