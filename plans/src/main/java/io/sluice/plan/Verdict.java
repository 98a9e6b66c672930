package io.sluice.plan;

/** What a gate made of what it read. */
public enum Verdict {
    PASS("pass"),
    FAIL("fail"),
    /** There is data, and not enough of it to say either. */
    UNDECIDED("undecided"),
    /** There should be data and there is none, or none to trust. */
    UNKNOWN("unknown"),
    /** There is nothing to judge yet, or nothing at all on this split; holds nothing. */
    NOT_JUDGED("not-judged");

    private final String word;

    Verdict(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }
}
