package io.sluice.plan.engine;

/** The process dies here: nothing after this line happens. */
final class Crash extends Error {
    private static final long serialVersionUID = 1L;

    Crash(String where) {
        super(where);
    }
}
