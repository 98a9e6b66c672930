package io.sluice.provider.azure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Extracts of Azure's official specifications, and requests recorded from the real clients; each file says where it is from. */
final class Specs {
    private static final JsonMapper JSON = new JsonMapper();

    private Specs() {}

    static JsonNode read(String file) {
        try (InputStream in = Objects.requireNonNull(Specs.class.getResourceAsStream("/specs/" + file))) {
            return JSON.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A recorded request by the name of the call. */
    static JsonNode golden(String file, String call) {
        for (JsonNode request : read(file).path("requests")) {
            if (request.path("call").asText().equals(call)) {
                return request;
            }
        }
        throw new IllegalArgumentException("no " + call + " in " + file);
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every field there is, with the kind of its value; a list's elements all go by the same place. */
    static Map<String, String> shape(JsonNode json) {
        Map<String, String> shape = new TreeMap<>();
        walk(json, "", shape);
        return shape;
    }

    private static void walk(JsonNode json, String at, Map<String, String> shape) {
        if (json.isObject()) {
            json.properties().forEach(field -> walk(field.getValue(), at + "/" + field.getKey(), shape));
        } else if (json.isArray()) {
            json.forEach(element -> walk(element, at + "/*", shape));
        } else {
            shape.put(at, json.getNodeType().name());
        }
    }
}
