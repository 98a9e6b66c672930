package io.sluice.plan;

/** How much a person should mind what a notice says; the later the more. */
public enum Severity {
    /** The plan goes its way. */
    INFO("info"),
    /** The plan has stopped, or something is not as it was planned. */
    WARNING("warning"),
    /** Traffic goes back, or only a person can say what now. */
    CRITICAL("critical");

    private final String word;

    Severity(String word) {
        this.word = word;
    }

    /** As files and messages have it. */
    public String word() {
        return word;
    }

    /** Whether somebody who hears of {@code least} and worse hears of this. */
    public boolean isAtLeast(Severity least) {
        return compareTo(least) >= 0;
    }
}
