package io.sluice.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/** The fields of a JSON order, read strictly: a misspelt one is an error and not a default. */
final class Fields {
    private final JsonNode json;
    private final Set<String> known = new HashSet<>();

    Fields(JsonNode json) {
        if (!json.isObject()) {
            throw new IllegalArgumentException("expected a JSON object, not " + json);
        }
        this.json = json;
    }

    Optional<String> text(String name) {
        return read(name, "a string", JsonNode::isTextual, JsonNode::asText);
    }

    String requiredText(String name) {
        return text(name).orElseThrow(() -> new IllegalArgumentException(name + " is required"));
    }

    Optional<Double> number(String name) {
        return read(name, "a number", JsonNode::isNumber, JsonNode::asDouble);
    }

    Optional<Integer> integer(String name) {
        return read(name, "an integer", JsonNode::canConvertToInt, JsonNode::asInt);
    }

    Optional<Boolean> flag(String name) {
        return read(name, "true or false", JsonNode::isBoolean, JsonNode::asBoolean);
    }

    Optional<Fields> object(String name) {
        return read(name, "an object", JsonNode::isObject, Fields::new);
    }

    boolean isText(String name) {
        JsonNode value = json.get(name);
        return value != null && value.isTextual();
    }

    /** All fields as whole numbers, for objects whose keys are names. */
    Map<String, Integer> integers() {
        Map<String, Integer> integers = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : json.properties()) {
            integers.put(
                    field.getKey(),
                    integer(field.getKey())
                            .orElseThrow(() -> new IllegalArgumentException(field.getKey() + " must be an integer")));
        }
        return integers;
    }

    /** To be called when everything was read. */
    void refuseOthers() {
        for (Map.Entry<String, JsonNode> field : json.properties()) {
            if (!known.contains(field.getKey())) {
                throw new IllegalArgumentException("unknown field " + field.getKey() + "; here go " + known);
            }
        }
    }

    private <T> Optional<T> read(
            String name, String expected, Predicate<JsonNode> isRight, Function<JsonNode, T> reader) {
        known.add(name);
        JsonNode value = json.get(name);
        if (value == null || value.isNull()) {
            return Optional.empty();
        }
        if (!isRight.test(value)) {
            throw new IllegalArgumentException(name + " must be " + expected + ", not " + value);
        }
        return Optional.of(reader.apply(value));
    }
}
