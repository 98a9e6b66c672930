package io.sluice.provider.gcp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import io.sluice.traffic.Snapshot;

/**
 * What a snapshot of format {@value #FORMAT} holds: {@code {"service": url}} or {@code {"weightedBackendServices": […]}}, and
 * {@code "action"}, the rest of the route action, all in Google's own words. A URL map has no secrets.
 *
 * @param action put back only where all is to be exact
 */
record GcpSnapshot(Split split, ObjectNode action) {
    private static final String FORMAT = "gcp/1";
    private static final JsonMapper JSON = new JsonMapper();

    Snapshot write() {
        ObjectNode content = JSON.createObjectNode();
        if (split.plain()) {
            content.put("service", split.service());
        } else {
            content.set("weightedBackendServices", split.list());
        }
        content.set("action", action);
        return new Snapshot(FORMAT, content.toString());
    }

    static GcpSnapshot read(Snapshot snapshot, String project) {
        if (!snapshot.format().equals(FORMAT)) {
            throw new ProviderException(
                    new ProviderError.Invalid("a snapshot of format " + snapshot.format() + " is not " + FORMAT));
        }
        try {
            JsonNode content = JSON.readTree(snapshot.content());
            Split split = content.has("service")
                    ? Split.ofService(content.path("service").asText(), project)
                    : Split.ofList(content.path("weightedBackendServices"), project);
            if (split.hasWeight() && content.path("action") instanceof ObjectNode action) {
                return new GcpSnapshot(split, action);
            }
            throw new ProviderException(new ProviderError.Invalid("the snapshot holds no split"));
        } catch (JsonProcessingException e) {
            throw new ProviderException(new ProviderError.Invalid("the snapshot cannot be read: " + e.getMessage()), e);
        }
    }
}
