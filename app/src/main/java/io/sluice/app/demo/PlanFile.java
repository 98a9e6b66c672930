package io.sluice.app.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One of the example plans, and which of the sandbox's target groups its sides are.
 *
 * @param groups by side, of its first route
 */
record PlanFile(Path path, String text, String name, String to, Map<String, String> groups) {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Pattern TARGET_GROUP = Pattern.compile(":targetgroup/([^/]+)/");

    PlanFile {
        groups = Map.copyOf(groups);
    }

    static PlanFile read(Path path) {
        try {
            String text = Files.readString(path);
            JsonNode plan = YAML.readTree(text);
            Map<String, String> groups = new HashMap<>();
            for (var backend : plan.path("routes").path(0).path("backends").properties()) {
                Matcher arn = TARGET_GROUP.matcher(
                        backend.getValue().path("targetGroup").asText());
                if (arn.find()) {
                    groups.put(backend.getKey(), arn.group(1));
                }
            }
            return new PlanFile(
                    path, text, plan.path("name").asText(), plan.path("to").asText(), groups);
        } catch (IOException e) {
            throw new DemoFailed(path + " cannot be read; the demo runs from the root of the source tree", e);
        }
    }

    /** The target group of the side that the traffic moves to. */
    String newGroup() {
        return groups.getOrDefault(to, "");
    }
}
