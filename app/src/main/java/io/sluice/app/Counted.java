package io.sluice.app;

/** Numbers of things, as people read them. */
final class Counted {
    private Counted() {}

    /** Such as {@code 1 plan} and {@code 2 plans}. */
    static String of(long number, String thing) {
        return number + " " + thing + (number == 1 ? "" : "s");
    }
}
