package io.sluice.plan.file;

/** How far a document may go before it is no longer a plan, whatever it says. */
final class Bounds {
    /** The format itself needs seven levels; the rest is for addresses. */
    static final int LEVELS = 32;

    /** Two fields of the format are within 9 digits; the rest is for addresses. */
    static final int NUMBER_CHARACTERS = 40;

    static final String IN_WORDS =
            "a plan has at most " + LEVELS + " levels, and numbers of at most " + NUMBER_CHARACTERS + " characters";

    private Bounds() {}
}
