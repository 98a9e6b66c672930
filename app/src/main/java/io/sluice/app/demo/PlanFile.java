package io.sluice.app.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One of the example plans.
 *
 * @param sides of all its routes
 */
record PlanFile(Path path, String text, String name, String to, List<RouteSide> sides) {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    /**
     * A side of one route.
     *
     * @param address what the plan says of where it lives: the fields of the route, and over them those of the side
     */
    record RouteSide(String route, String side, Map<String, String> address) {
        RouteSide {
            address = Map.copyOf(address);
        }
    }

    PlanFile {
        sides = List.copyOf(sides);
    }

    static PlanFile read(Path path) {
        try {
            String text = Files.readString(path);
            JsonNode plan = YAML.readTree(text);
            List<RouteSide> sides = new ArrayList<>();
            for (JsonNode route : plan.path("routes")) {
                for (var backend : route.path("backends").properties()) {
                    Map<String, String> address = new HashMap<>(texts(route));
                    address.putAll(texts(backend.getValue()));
                    sides.add(new RouteSide(route.path("name").asText(), backend.getKey(), address));
                }
            }
            return new PlanFile(
                    path, text, plan.path("name").asText(), plan.path("to").asText(), sides);
        } catch (IOException e) {
            throw new DemoFailed(path + " cannot be read; the demo runs from the root of the source tree", e);
        }
    }

    private static Map<String, String> texts(JsonNode object) {
        Map<String, String> texts = new HashMap<>();
        object.properties().forEach(field -> {
            if (field.getValue().isTextual()) {
                texts.put(field.getKey(), field.getValue().asText());
            }
        });
        return texts;
    }

    /** In the order in which they are written. */
    List<String> routes() {
        return sides.stream().map(RouteSide::route).distinct().toList();
    }
}
