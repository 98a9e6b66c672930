package io.sluice.app.notify;

/** What may be written into somebody else's message: bounded, and on one line. */
final class Texts {
    private Texts() {}

    /** At most so many characters, with a mark where something is missing; no character is cut in half. */
    static String clipped(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(most - 2)) ? most - 2 : most - 1;
        return text.substring(0, end) + "…";
    }

    /** Without line breaks and other control characters, which could begin a header or a field of their own. */
    static String line(String text) {
        return text.replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ").strip();
    }
}
