package io.sluice.provider.aws;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a record in the one spelling that all others are compared in: small letters, no dot at the end, {@code *}
 * instead of {@code \052}.
 */
record RecordName(String text) {
    private static final Pattern ESCAPE = Pattern.compile("\\\\([0-3][0-7]{2})");
    private static final Pattern SOUND =
            Pattern.compile("(?=.{1,253}$)(?:\\*\\.)?(?:[a-z0-9_-]{1,63}\\.)+[a-z0-9-]{2,63}");

    static RecordName of(String written) {
        String name = ESCAPE.matcher(written).replaceAll(RecordName::unescaped);
        String bare = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        return new RecordName(bare.toLowerCase(Locale.ROOT));
    }

    /** An escaped dot is no end of a label, and stays what it is. */
    private static String unescaped(MatchResult escape) {
        char c = (char) Integer.parseInt(escape.group(1), 8);
        return Matcher.quoteReplacement(
                c > ' ' && c < 127 && c != '.' && c != '\\' ? String.valueOf(c) : escape.group());
    }

    boolean isSound() {
        return SOUND.matcher(text).matches();
    }

    /** What Route 53 lists records by: the labels from the last to the first. */
    String listedBy() {
        List<String> labels = Arrays.asList(text.split("\\.", -1));
        Collections.reverse(labels);
        return String.join(".", labels);
    }

    @Override
    public String toString() {
        return text;
    }
}
