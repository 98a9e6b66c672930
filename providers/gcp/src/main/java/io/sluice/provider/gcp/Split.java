package io.sluice.provider.gcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who gets the requests of a place, in the order in which the place lists them.
 *
 * @param entries by the path of the backend service, each as Google has it, so that a header action stays with its share
 * @param plain whether it is written as one service instead of a list
 */
record Split(Map<String, ObjectNode> entries, boolean plain) {
    private static final String SERVICE = "backendService";
    private static final String WEIGHT = "weight";

    Split {
        entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    static Split ofService(String link, String project) {
        return new Split(Map.of(name(link, project), entry(link, 1)), true);
    }

    static Split ofList(JsonNode weightedBackendServices, String project) {
        Map<String, ObjectNode> entries = new LinkedHashMap<>();
        for (JsonNode one : weightedBackendServices) {
            String name = name(one.path(SERVICE).asText(), project);
            if (!(one instanceof ObjectNode entry) || entries.put(name, entry) != null) {
                throw new ProviderException(new ProviderError.Invalid(
                        "it lists " + name + " twice, and nobody can say which of the two weights is meant"));
            }
        }
        return new Split(entries, false);
    }

    /** Google takes and gives URLs in several spellings: one of them stands for all. */
    private static String name(String link, String project) {
        return Resource.find(link, project, "backendServices")
                .map(Resource::path)
                .orElse(link);
    }

    private static ObjectNode entry(String link, int weight) {
        return JsonNodeFactory.instance.objectNode().put(SERVICE, link).put(WEIGHT, weight);
    }

    Map<String, Integer> weights() {
        Map<String, Integer> weights = new LinkedHashMap<>();
        entries.forEach((name, entry) -> weights.put(name, entry.path(WEIGHT).asInt()));
        return weights;
    }

    boolean hasWeight() {
        return weights().values().stream().anyMatch(weight -> weight > 0);
    }

    /** A list with other weights, and nothing else; who is not in it yet comes at its end. */
    Split withWeights(Map<String, Integer> weights) {
        Map<String, ObjectNode> changed = new LinkedHashMap<>();
        weights.forEach((name, weight) -> {
            ObjectNode before = entries.get(name);
            changed.put(
                    name,
                    before == null
                            ? entry(link(name), weight)
                            : before.deepCopy().put(WEIGHT, weight));
        });
        return new Split(changed, false);
    }

    private static String link(String name) {
        return Resource.find(name, "", "backendServices").map(Resource::link).orElse(name);
    }

    ArrayNode list() {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        entries.values().forEach(entry -> list.add(entry.deepCopy()));
        return list;
    }

    /** The URL of the one service, where it is written so. */
    String service() {
        return entries.values().iterator().next().path(SERVICE).asText();
    }

    /** What hangs on the shares beside their weights. */
    ObjectNode extras() {
        ObjectNode extras = JsonNodeFactory.instance.objectNode();
        entries.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(entry -> {
            ObjectNode extra = entry.getValue().deepCopy();
            extra.remove(SERVICE);
            extra.remove(WEIGHT);
            if (!extra.isEmpty()) {
                extras.set(entry.getKey(), extra);
            }
        });
        return extras;
    }
}
