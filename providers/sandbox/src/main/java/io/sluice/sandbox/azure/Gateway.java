package io.sluice.sandbox.azure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;

/**
 * An application gateway.
 *
 * @param id as it was first written
 * @param goal what was last asked for, which is what Azure shows
 * @param inForce what requests go by: the goal only once the operation for it has succeeded
 * @param state its {@code provisioningState}
 * @param version counts the writes, for the {@code etag}
 */
record Gateway(String id, ObjectNode goal, ObjectNode inForce, String state, long version) {
    /** What Azure adds to each of a gateway's parts and does not take from anybody. */
    private static final Set<String> READ_ONLY = Set.of("id", "etag", "type");

    /** Never shown again once they are there. */
    private static final List<String> SECRETS = List.of("data", "password");

    Gateway accepted(ObjectNode next) {
        return new Gateway(id, next, inForce, "Updating", version + 1);
    }

    Gateway succeeded() {
        return new Gateway(id, goal, goal, "Succeeded", version);
    }

    Gateway failed() {
        return new Gateway(id, goal, inForce, "Failed", version);
    }

    String etag() {
        return "W/\"%08x-0000-4000-8000-000000000000\"".formatted(version);
    }

    /** As Azure shows it. */
    ObjectNode shown() {
        ObjectNode shown = goal.deepCopy();
        shown.put("name", id.substring(id.lastIndexOf('/') + 1)).put("id", id).put("type", GatewayWorld.TYPE);
        shown.put("etag", etag());
        ObjectNode properties = shown.withObjectProperty("properties");
        properties.put("provisioningState", state).put("operationalState", "Running");
        properties.put("resourceGuid", "00000000-0000-0000-0000-00000000a9b1");
        properties.properties().forEach(property -> {
            if (property.getValue().isArray()) {
                property.getValue().forEach(part -> show(part, property.getKey()));
            }
        });
        return shown;
    }

    private void show(JsonNode part, String array) {
        if (part instanceof ObjectNode one && one.has("name") && one.get("properties") instanceof ObjectNode inner) {
            one.put("id", id + "/" + array + "/" + one.path("name").asText()).put("etag", etag());
            one.put("type", GatewayWorld.TYPE + "/" + array);
            inner.put("provisioningState", state);
            inner.remove(SECRETS);
        }
    }

    /** A body as it is kept: without what Azure adds itself, and with the secrets that it already has. */
    static ObjectNode kept(ObjectNode body, JsonNode before) {
        ObjectNode kept = body.deepCopy();
        kept.remove(List.of("name", "id", "type", "etag"));
        ObjectNode properties = kept.withObjectProperty("properties");
        properties.remove(List.of("provisioningState", "operationalState", "resourceGuid"));
        properties.properties().forEach(property -> {
            if (property.getValue().isArray()) {
                property.getValue().forEach(part -> keep(part, before.at("/properties/" + property.getKey())));
            }
        });
        return kept;
    }

    private static void keep(JsonNode part, JsonNode before) {
        if (part instanceof ObjectNode one && one.has("name") && one.get("properties") instanceof ObjectNode inner) {
            one.remove(READ_ONLY);
            inner.remove("provisioningState");
            for (JsonNode old : before) {
                if (old.path("name").equals(one.path("name"))) {
                    SECRETS.forEach(secret -> {
                        JsonNode known = old.path("properties").path(secret);
                        if (!known.isMissingNode() && !inner.has(secret)) {
                            inner.set(secret, known);
                        }
                    });
                }
            }
        }
    }
}
