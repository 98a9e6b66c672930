package io.sluice.plan.judge;

/** What became of one metric; Kayenta's words, and one that it lacks. */
public enum Classification {
    PASS,
    HIGH,
    LOW,
    /** No values on one side: counts neither as passed nor as failed. */
    NODATA,
    /** No values where the metric must have some: counts as failed. */
    NODATA_FAIL,
    /** Values, but fewer than can show anything at this confidence: counts like {@link #NODATA}. Kayenta judges them. */
    TOO_FEW;

    /** Whether it was found out, either way. */
    public boolean judged() {
        return this == PASS || failed();
    }

    /** Whether the values are what is wrong. */
    public boolean failed() {
        return this == HIGH || this == LOW;
    }
}
