package io.sluice.plan;

/** What a gate made of what it read. */
public enum Verdict {
    PASS("pass", 1),
    FAIL("fail", 4),
    /** There is data, and not enough of it to say either. */
    UNDECIDED("undecided", 2),
    /** There should be data and there is none, or none to trust. */
    UNKNOWN("unknown", 3),
    /** There is nothing to judge yet, or nothing at all on this split; holds nothing. */
    NOT_JUDGED("not-judged", 0);

    private final String word;
    private final int badness;

    Verdict(String word, int badness) {
        this.word = word;
        this.badness = badness;
    }

    /** Of several verdicts the worst counts. */
    public boolean isWorseThan(Verdict other) {
        return badness > other.badness;
    }

    public String word() {
        return word;
    }
}
