package io.sluice.app.kills;

/** A place on the way of one write, seen from the store, at which a process can die. */
public enum Window {
    /** The step is decided; nobody knows of it but the process. */
    BEFORE_INTENT,
    /** The intent is kept, and nothing is sent yet. */
    AFTER_INTENT,
    /** The cloud has answered; the answer is nowhere but in the process. */
    BEFORE_OUTCOME,
    /** All that happened is written down. */
    AFTER_OUTCOME;

    boolean isBeforeTheLine() {
        return this == BEFORE_INTENT || this == BEFORE_OUTCOME;
    }

    boolean isAtTheIntent() {
        return this == BEFORE_INTENT || this == AFTER_INTENT;
    }
}
