package io.sluice.plan.file;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the schema has against one place, in plain words.
 *
 * @param rule the part of the schema that the failed keyword stands in
 */
record SchemaFault(Error error, JsonNode rule) {
    /** The place itself; of a missing field, the place where it would be. */
    String pointer() {
        String here = error.getInstanceLocation().toString();
        return switch (error.getKeyword()) {
            case "required", "additionalProperties", "propertyNames" ->
                here + "/" + Pointers.escape(error.getProperty());
            case "dependentRequired" -> here + "/" + Pointers.escape(argument(0));
            default -> here;
        };
    }

    String message() {
        return NotInPlans.find(pointer(), error.getInstanceNode()).orElseGet(this::plain);
    }

    private String plain() {
        JsonNode value = error.getInstanceNode();
        return switch (error.getKeyword()) {
            case "type" -> "must be " + expected() + ", not " + PlainWords.kind(value) + hint(value);
            case "required" -> "is missing" + misspelled(value);
            case "dependentRequired" -> "is missing; " + error.getProperty() + " and " + argument(0) + " come together";
            case "additionalProperties" -> unknownField();
            case "propertyNames" -> "is not a good name: must be " + title(rule);
            case "const" -> "must be " + rule.get("const").asText() + ", not " + PlainWords.kind(value);
            case "enum" -> notOneOf(value);
            case "pattern" -> "must be " + title(rule) + "; it is " + PlainWords.kind(value);
            case "minimum" -> "must be at least " + limit() + ", not " + value.asText();
            case "maximum" -> "must be at most " + limit() + ", not " + value.asText();
            case "minLength", "minItems" -> "must not be empty";
            case "maxLength" -> "must have at most " + limit() + " characters";
            case "maxItems" -> "must have at most " + limit() + " entries, not " + value.size();
            case "uniqueItems" -> "must not name anything twice";
            case "minProperties" -> "must have at least " + fieldCount() + choices();
            case "maxProperties" -> "must have at most " + fieldCount() + ", not " + value.size() + choices();
            default -> error.getMessage();
        };
    }

    private String argument(int index) {
        return String.valueOf(error.getArguments()[index]);
    }

    private String limit() {
        return new BigDecimal(rule.get(error.getKeyword()).asText()).toPlainString();
    }

    private String fieldCount() {
        return limit().equals("1") ? "one field" : limit() + " fields";
    }

    private String expected() {
        if (rule.has("title")) {
            return title(rule);
        }
        JsonNode types = rule.get("type");
        return types.isArray()
                ? words(types).stream().map(SchemaFault::typeInWords).collect(joining(" or "))
                : typeInWords(types.asText());
    }

    private static String typeInWords(String type) {
        return switch (type) {
            case "string" -> "text";
            case "array" -> "a list";
            case "object" -> "an object";
            case "integer" -> "a whole number";
            case "boolean" -> "true or false";
            default -> "a " + type;
        };
    }

    /** YAML makes numbers of {@code 7} and {@code 2026}, which would do well as text. */
    private String hint(JsonNode value) {
        boolean textWanted = rule.get("type").asText().equals("string");
        Pattern pattern = Pattern.compile(rule.path("pattern").asText());
        return textWanted
                        && !value.isNull()
                        && value.isValueNode()
                        && pattern.matcher(value.asText()).find()
                ? "; put it in quotes"
                : "";
    }

    private String unknownField() {
        List<String> known = fields(rule);
        return "is not a field here; "
                + Spelling.closest(error.getProperty(), known)
                        .map(word -> "did you mean " + word + "?")
                        .orElse("the fields are " + PlainWords.oneOf(known));
    }

    private String misspelled(JsonNode object) {
        List<String> known = fields(rule);
        List<String> unknown = object.propertyStream()
                .map(Map.Entry::getKey)
                .filter(name -> !known.contains(name))
                .toList();
        return Spelling.closest(error.getProperty(), unknown)
                .map(name -> "; is " + PlainWords.quote(name) + " meant for it?")
                .orElse("");
    }

    private String notOneOf(JsonNode value) {
        List<String> words = words(rule.get("enum"));
        Optional<String> meant = value.isTextual() ? Spelling.closest(value.textValue(), words) : Optional.empty();
        return "must be one of " + PlainWords.oneOf(words) + ", not " + PlainWords.kind(value)
                + meant.map(word -> "; did you mean " + word + "?").orElse("");
    }

    private String choices() {
        return rule.has("properties") ? ": " + PlainWords.oneOf(fields(rule)) : "";
    }

    /** Titles in the schema are written so that they follow "must be". */
    private static String title(JsonNode rule) {
        return rule.path("title").asText();
    }

    private static List<String> fields(JsonNode rule) {
        return rule.path("properties").propertyStream().map(Map.Entry::getKey).toList();
    }

    private static List<String> words(JsonNode list) {
        return list.valueStream().map(JsonNode::asText).toList();
    }
}
