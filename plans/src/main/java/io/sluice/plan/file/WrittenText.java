package io.sluice.plan.file;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Refuses characters that do not show: control characters, line ends and marks that turn or hide what stands beside them.
 *
 * <p>What a reviewer sees must be what is stored, on one line of a log.
 */
final class WrittenText {
    private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
    private static final int ZERO_WIDTH_JOINER = 0x200D;

    private WrittenText() {}

    static void check(JsonNode tree, Faults faults) {
        walk(tree, "", faults);
    }

    private static void walk(JsonNode node, String pointer, Faults faults) {
        if (node.isTextual()) {
            checkOne(node.textValue(), pointer, pointer.equals("/description"), faults);
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                walk(node.get(i), pointer + "/" + i, faults);
            }
        } else {
            node.properties().forEach(field -> {
                String below = pointer + "/" + Pointers.escape(field.getKey());
                checkOne(field.getKey(), below, false, faults);
                walk(field.getValue(), below, faults);
            });
        }
    }

    private static void checkOne(String text, String pointer, boolean prose, Faults faults) {
        text.codePoints()
                .filter(character -> !shows(character) && !(prose && isOfProse(character)))
                .findFirst()
                .ifPresent(character ->
                        faults.add(pointer, "holds the character U+%04X, which does not show".formatted(character)));
    }

    /** By category, so that a later Unicode's additions of these kinds are refused as well. */
    static boolean shows(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> false;
            default -> true;
        };
    }

    /** Paragraphs, tabs, and the joiners that some scripts and emoji need. */
    private static boolean isOfProse(int character) {
        return character == '\n'
                || character == '\t'
                || character == ZERO_WIDTH_NON_JOINER
                || character == ZERO_WIDTH_JOINER;
    }
}
