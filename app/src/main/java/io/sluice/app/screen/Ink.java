package io.sluice.app.screen;

/** How a stretch of text looks on a terminal that has colours. */
public enum Ink {
    NONE(""),
    BOLD("1"),
    GREEN("32"),
    YELLOW("33"),
    RED("31"),
    CYAN("36"),
    DIM("2");

    private final String code;

    Ink(String code) {
        this.code = code;
    }

    String over(String text) {
        return this == NONE ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
    }
}
