package io.sluice.app.access;

/** What strangers wrote, as a line of a log may have it: printable ASCII and not long, so that it begins no line and commands no terminal. */
final class LogText {
    private static final int LONGEST = 200;

    private LogText() {}

    static String of(String text) {
        String brief = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
        StringBuilder plain = new StringBuilder(brief.length());
        brief.chars().forEach(character -> {
            if (character >= ' ' && character <= '~') {
                plain.append((char) character);
            } else {
                plain.append("\\u%04x".formatted(character));
            }
        });
        return plain.toString();
    }
}
