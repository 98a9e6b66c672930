package io.sluice.plan.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * The one way to write a tree as JSON text: keys sorted, no spaces, numbers without exponent and idle zeros.
 *
 * <p>RFC 8785 but for its numbers, which go through binary floating point; ours stay decimal, as people wrote them.
 */
final class CanonicalJson {
    private CanonicalJson() {}

    static String write(JsonNode tree) {
        StringBuilder text = new StringBuilder();
        append(tree, text);
        return text.toString();
    }

    static String digest(String canonical) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(canonical.getBytes(UTF_8));
            return "sha256:" + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException everyJvmHasIt) {
            throw new IllegalStateException(everyJvmHasIt);
        }
    }

    private static void append(JsonNode node, StringBuilder text) {
        if (node.isObject()) {
            appendObject(node, text);
        } else if (node.isArray()) {
            appendList(node, text);
        } else if (node.isNumber()) {
            text.append(
                    node.decimalValue().signum() == 0
                            ? "0"
                            : node.decimalValue().stripTrailingZeros().toPlainString());
        } else {
            text.append(node); // text, true, false, null: Jackson writes them as the RFC asks
        }
    }

    private static void appendObject(JsonNode object, StringBuilder text) {
        Map<String, JsonNode> sorted = new TreeMap<>();
        object.properties().forEach(field -> sorted.put(field.getKey(), field.getValue()));
        char before = '{';
        for (Map.Entry<String, JsonNode> field : sorted.entrySet()) {
            text.append(before).append(TextNode.valueOf(field.getKey())).append(':');
            append(field.getValue(), text);
            before = ',';
        }
        text.append(sorted.isEmpty() ? "{}" : "}");
    }

    private static void appendList(JsonNode list, StringBuilder text) {
        char before = '[';
        for (JsonNode item : list) {
            text.append(before);
            append(item, text);
            before = ',';
        }
        text.append(list.isEmpty() ? "[]" : "]");
    }
}
