package io.sluice.plan.file;

/** The spelling of JSON pointers (RFC 6901). */
final class Pointers {
    private Pointers() {}

    /** A field's name as a part of a pointer. */
    static String escape(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}
