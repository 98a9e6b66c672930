package io.sluice.app.access;

/** What strangers wrote, as a line of a log may have it: printable ASCII, so that it begins no line and commands no terminal. */
public final class LogText {
    private static final int LONGEST = 200;

    private LogText() {}

    /** The beginning of it. */
    static String of(String text) {
        return plain(text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...");
    }

    /** Whether a character shows nothing by itself: it ends a line, turns one round, or tells a terminal what to do. */
    public static boolean isUnprintable(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> true;
            default -> false;
        };
    }

    /** All of it. */
    public static String plain(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        text.chars().forEach(character -> {
            if (character >= ' ' && character <= '~') {
                plain.append((char) character);
            } else {
                plain.append("\\u%04x".formatted(character));
            }
        });
        return plain.toString();
    }
}
