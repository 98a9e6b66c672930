package io.sluice.app.screen;

import java.util.regex.Pattern;

/** What may go to a terminal: a name in a plan, or whoever answers, must not move the cursor or colour what stands before it. */
public final class Printable {
    /** Controls but the ends of lines and tabs, and what turns the direction of writing around. */
    private static final Pattern COMMANDS =
            Pattern.compile("[\\p{Cc}&&[^\\n\\t]]|[\\u061C\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069]");

    /** The same, and whatever ends a line. */
    private static final Pattern MORE_THAN_A_LINE = Pattern.compile(COMMANDS + "|[\\n\\t\\u2028\\u2029]");

    private Printable() {}

    /** The text without them; JSON stays the same JSON but for those that it need not escape. */
    public static String text(String answer) {
        return COMMANDS.matcher(answer).replaceAll("");
    }

    /** The text as a part of one line: a blank stands in place of each. */
    public static String line(String answer) {
        return MORE_THAN_A_LINE.matcher(answer).replaceAll(" ");
    }
}
