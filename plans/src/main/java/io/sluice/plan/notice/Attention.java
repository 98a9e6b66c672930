package io.sluice.plan.notice;

/** Whether a notice calls a person, or sends one home again. */
public enum Attention {
    /** Nobody has to do anything. */
    NONE("none"),
    /** The plan does not go on, or back, unless somebody does something. */
    NEEDED("needed"),
    /** What somebody was called for is over. */
    OVER("over");

    private final String word;

    Attention(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }
}
