package io.sluice.plan;

/**
 * Why a plan goes back to its baseline.
 *
 * @param exact whether the whole snapshot is put back, not only the fields that the plan changed
 */
public record RevertCause(Kind kind, String why, boolean exact) {
    /** Who or what wanted it. */
    public enum Kind {
        /** A person; always goes, wherever to. */
        ORDERED("ordered"),
        GATE("gate"),
        /** The built-in guard against sides that cannot answer at all. */
        GUARD("guard"),
        DRIFT("drift"),
        STUCK("stuck"),
        /** People said no, or nothing in time. */
        APPROVAL("approval"),
        /** The window shut, and the plan says that nothing of it stays outside. */
        WINDOW("window"),
        /** The last step has baked, and the plan says that nothing of it stays: what it was made for, and no failure. */
        END("end"),
        /** A hook said no, or nothing in time. */
        WEBHOOK("webhook");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    public static RevertCause ordered(String why, boolean exact) {
        return new RevertCause(Kind.ORDERED, why, exact);
    }

    public static RevertCause automatic(Kind kind, String why) {
        return new RevertCause(kind, why, false);
    }

    /** The plan is through, and ends where it began. */
    public static RevertCause atEnd() {
        return automatic(Kind.END, "every step was reached and has baked, and the plan ends where it began");
    }

    public boolean isAtEnd() {
        return kind == Kind.END;
    }

    public boolean isOrdered() {
        return kind == Kind.ORDERED;
    }
}
