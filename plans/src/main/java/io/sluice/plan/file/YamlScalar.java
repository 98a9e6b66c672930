package io.sluice.plan.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.events.ScalarEvent;

/**
 * What a single YAML value means: exactly what JSON would make of it, and otherwise text.
 *
 * <p>So {@code no}, {@code on}, {@code 08}, {@code 0x10}, {@code 22:00} and {@code 2026-12-20} are text, whatever other
 * readers of YAML make of them.
 */
final class YamlScalar {
    private static final Pattern INTEGER = Pattern.compile("-?(0|[1-9][0-9]*)");
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

    private YamlScalar() {}

    static JsonNode toJson(ScalarEvent scalar, String pointer, JsonNodeFactory json) throws MalformedPlan {
        String text = scalar.getValue();
        if (!scalar.isPlain()) {
            return json.textNode(text);
        }
        return switch (text) {
            case "", "~", "null" -> json.nullNode();
            case "true" -> json.booleanNode(true);
            case "false" -> json.booleanNode(false);
            default -> NUMBER.matcher(text).matches() ? number(scalar, pointer, json) : json.textNode(text);
        };
    }

    private static JsonNode number(ScalarEvent scalar, String pointer, JsonNodeFactory json) throws MalformedPlan {
        String text = scalar.getValue();
        try {
            if (text.length() <= Bounds.NUMBER_CHARACTERS) {
                return INTEGER.matcher(text).matches()
                        ? json.numberNode(new BigInteger(text))
                        : json.numberNode(new BigDecimal(text));
            }
        } catch (NumberFormatException _) {
            // An exponent beyond what can be held at all; refused below like any other number without bounds.
        }
        throw YamlDocument.at(pointer, scalar.getStartMark(), Bounds.IN_WORDS);
    }
}
