package io.sluice.plan.file;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One place of a plan as written.
 *
 * <p>A place that the schema refused counts as absent, so that binding goes on beside it and finds the other faults
 * without repeating this one.
 */
record Written(JsonNode json, String pointer, Faults faults) {
    Optional<Written> field(String name) {
        return below(json.path(name), name);
    }

    /** The entries of a list that the schema left standing. */
    List<Written> items() {
        List<Written> items = new ArrayList<>();
        for (int i = 0; json.isArray() && i < json.size(); i++) {
            below(json.get(i), String.valueOf(i)).ifPresent(items::add);
        }
        return items;
    }

    /** The fields of an object that the schema left standing, in the order written. */
    Map<String, Written> fields() {
        Map<String, Written> fields = new LinkedHashMap<>();
        json.properties()
                .forEach(field -> below(field.getValue(), field.getKey())
                        .ifPresent(written -> fields.put(field.getKey(), written)));
        return fields;
    }

    Optional<String> text(String field) {
        return field(field).flatMap(Written::asText);
    }

    Optional<String> asText() {
        return Optional.ofNullable(json.textValue());
    }

    boolean flag(String field) {
        return field(field).map(written -> written.json.booleanValue()).orElse(false);
    }

    void fault(String message) {
        faults.add(pointer, message);
    }

    /** A fault at a field that is missing. */
    void missing(String field, String message) {
        faults.add(pointer + "/" + Pointers.escape(field), message);
    }

    private Optional<Written> below(JsonNode value, String name) {
        String place = pointer + "/" + Pointers.escape(name);
        return value.isMissingNode() || faults.at(place)
                ? Optional.empty()
                : Optional.of(new Written(value, place, faults));
    }
}
