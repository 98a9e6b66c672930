package io.sluice.plan.file;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;

/** How messages name what somebody wrote. */
final class PlainWords {
    private static final int LONGEST_QUOTE = 60;

    private PlainWords() {}

    /** What sort of thing a value is, with the value itself where it is short. */
    static String kind(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT -> "an object";
            case ARRAY -> "a list";
            case NULL, MISSING -> "nothing";
            case STRING -> "the text " + quote(value.textValue());
            case NUMBER -> "the number " + value.asText();
            default -> value.asText();
        };
    }

    /** A text in quotes, shortened, with what does not show spelled out: it may end up in a log or a terminal. */
    static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().limit(LONGEST_QUOTE).forEach(character -> {
            if (WrittenText.shows(character)) {
                quoted.appendCodePoint(character);
            } else {
                quoted.append("\\u%04X".formatted(character));
            }
        });
        return quoted.append(text.codePointCount(0, text.length()) > LONGEST_QUOTE ? "…\"" : "\"")
                .toString();
    }

    static String oneOf(Collection<String> words) {
        return String.join(", ", words);
    }
}
