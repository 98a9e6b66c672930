package io.sluice.app.access;

import java.util.Locale;

/** What somebody can do by a call; each method of each resource needs one of them. */
public enum Action {
    READ("see plans, journals, runbooks, providers and events"),
    SUBMIT("submit plans and recurring plans, preview them, and stop recurring ones"),
    APPROVE("approve and reject, where they are in the group that is asked"),
    OPERATE("pause, resume, promote and cancel"),
    REVERT("put plans back, one or many"),
    ADMIN("whatever is about the service itself");

    private final String what;

    Action(String what) {
        this.what = what;
    }

    /** What it is called in files and answers. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What it is, for people. */
    public String what() {
        return what;
    }
}
