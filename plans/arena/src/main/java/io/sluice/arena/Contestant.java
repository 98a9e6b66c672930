package io.sluice.arena;

/** A judge with its settings. */
interface Contestant {
    /** What it does from the beginning of a minute on. */
    enum Call {
        GO_ON,
        /** The step does not end now, even if it has baked. */
        WAIT,
        REVERT
    }

    /** A judge that watches one run, and may remember what it saw. */
    @FunctionalInterface
    interface Watch {
        /** Called once at the beginning of each minute but the first, in order. */
        Call look(Published seen);
    }

    /** The settings, in a few words. */
    String settings();

    Watch watch(Normal normal);
}
