package io.sluice.provider.gcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** Compute Engine's own description of its methods and messages, and what in an exchange is not as it says. */
final class Spec {
    private static final JsonMapper JSON = new JsonMapper();

    private final JsonNode spec = resource("compute-v1-lb.json");

    static JsonNode resource(String name) {
        try (InputStream in = Objects.requireNonNull(Spec.class.getResourceAsStream(name), name)) {
            return JSON.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> faults(Exchange exchange) {
        Optional<JsonNode> method = method(exchange);
        if (method.isEmpty()) {
            return List.of("no method of the API: " + exchange.verb() + " " + exchange.path());
        }
        List<String> faults = new ArrayList<>();
        exchange.query().keySet().stream()
                .filter(name -> !contains(method.get().path("queryParams"), name))
                .forEach(name -> faults.add("no such parameter: " + name));
        String bodyMessage = method.get().path("bodyMessage").asText();
        if (bodyMessage.isEmpty() != exchange.body().isEmpty()) {
            faults.add("a body where there is none, or none where there is one: " + exchange.body());
        } else if (!bodyMessage.isEmpty()) {
            check("request", bodyMessage, read(exchange.body()), faults);
        }
        if (exchange.status() == 200) {
            check("answer", method.get().path("response").asText(), read(exchange.answer()), faults);
        } else {
            checkError(exchange, faults);
        }
        return faults.stream()
                .map(fault -> exchange.verb() + " " + exchange.path() + ": " + fault)
                .toList();
    }

    private Optional<JsonNode> method(Exchange exchange) {
        for (JsonNode method : spec.path("methods")) {
            String path = method.path("path").asText().replaceAll("\\{[a-z_]+\\}", "[a-z0-9.-]+");
            if (method.path("verb").asText().equals(exchange.verb())
                    && exchange.path().matches(path)) {
                return Optional.of(method);
            }
        }
        return Optional.empty();
    }

    private static void checkError(Exchange exchange, List<String> faults) {
        JsonNode error = read(exchange.answer()).path("error");
        if (error.path("code").asInt() != exchange.status()
                || error.path("message").asText().isEmpty()
                || error.path("errors").path(0).path("reason").asText().isEmpty()) {
            faults.add("a refusal needs code, message and errors[].reason: " + exchange.answer());
        }
    }

    private void check(String at, String type, JsonNode value, List<String> faults) {
        if (type.endsWith("[]")) {
            if (!value.isArray()) {
                faults.add(at + " must be a list");
            }
            value.forEach(one -> check(at + "[]", type.substring(0, type.length() - 2), one, faults));
        } else if (spec.path("messages").has(type)) {
            checkMessage(at, type, value, faults);
        } else if (!fits(type, value)) {
            faults.add(at + " must be " + type + ", not " + value);
        }
    }

    private void checkMessage(String at, String type, JsonNode value, List<String> faults) {
        JsonNode message = spec.path("messages").path(type);
        if (!value.isObject()) {
            faults.add(at + " must be an object");
        }
        value.properties().forEach(field -> {
            String name = at + "." + field.getKey();
            JsonNode known = message.get(field.getKey());
            if (known == null) {
                faults.add(name + " is no field of " + type);
            } else if (known.asText().startsWith("enum ")) {
                JsonNode values = message.path("$enums").path(known.asText().substring("enum ".length()));
                if (!contains(values, field.getValue().asText())) {
                    faults.add(name + " is none of " + values);
                }
            } else {
                check(name, known.asText(), field.getValue(), faults);
            }
        });
    }

    /** As JSON writes the types of protocol buffers: 64-bit integers are texts there. */
    private static boolean fits(String type, JsonNode value) {
        return switch (type) {
            case "string", "int64", "uint64" -> value.isTextual();
            case "int32", "uint32" -> value.isInt();
            case "bool" -> value.isBoolean();
            case "float", "double" -> value.isNumber();
            default -> type.startsWith("map<") && value.isObject();
        };
    }

    private static boolean contains(JsonNode list, String text) {
        for (JsonNode one : list) {
            if (one.asText().equals(text)) {
                return true;
            }
        }
        return false;
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A request and what came of it.
     *
     * @param verb what is meant: a PATCH goes as a POST that says so
     */
    record Exchange(
            String verb,
            String method,
            String path,
            Map<String, String> query,
            Map<String, String> headers,
            String body,
            int status,
            String answer) {
        Exchange {
            query = new TreeMap<>(query);
            headers = new TreeMap<>(headers);
        }

        boolean isWrite() {
            return path.contains("/urlMaps/") && (verb.equals("PATCH") || verb.equals("PUT"));
        }

        boolean isLook() {
            return (path.contains("/urlMaps/") || path.contains("/backendServices/")) && verb.equals("GET");
        }

        JsonNode json() {
            return read(body);
        }

        @Override
        public String toString() {
            return verb + " " + path;
        }
    }
}
