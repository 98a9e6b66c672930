package io.sluice.plan.file;

import io.sluice.traffic.Fault;

/** The text of a plan is not a sound document; never leaves this package. */
final class MalformedPlan extends Exception {
    private final Fault fault;

    MalformedPlan(String message) {
        this("", message);
    }

    private MalformedPlan(String pointer, String message) {
        super(message);
        this.fault = new Fault(pointer, message);
    }

    /** With the place in the text, counted from 1 as editors do. */
    static MalformedPlan at(String pointer, int line, int column, String message) {
        return new MalformedPlan(pointer, "line " + line + ", column " + column + ": " + message);
    }

    Fault fault() {
        return fault;
    }
}
