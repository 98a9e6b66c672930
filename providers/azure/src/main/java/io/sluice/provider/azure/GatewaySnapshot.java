package io.sluice.provider.azure;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import io.sluice.traffic.Snapshot;

/**
 * What a snapshot of format {@value #FORMAT} holds: {@code {"rule": …, "settings": …, "keeper": …}}, the parts of a gateway that a
 * rule's split is made of, in Azure's own words. Certificates, which have the secrets, are other parts.
 */
record GatewaySnapshot(ObjectNode parts) {
    private static final String FORMAT = "azure-application-gateway/1";
    private static final JsonMapper JSON = new JsonMapper();

    Snapshot write() {
        return new Snapshot(FORMAT, parts.toString());
    }

    static GatewaySnapshot read(Snapshot snapshot) {
        if (!snapshot.format().equals(FORMAT)) {
            throw new ProviderException(
                    new ProviderError.Invalid("a snapshot of format " + snapshot.format() + " is not " + FORMAT));
        }
        try {
            JsonNode content = JSON.readTree(snapshot.content());
            if (content instanceof ObjectNode parts && parts.path("rule").isObject()) {
                return new GatewaySnapshot(parts);
            }
            throw new ProviderException(new ProviderError.Invalid("the snapshot has no rule"));
        } catch (JsonProcessingException e) {
            throw new ProviderException(new ProviderError.Invalid("the snapshot cannot be read: " + e.getMessage()), e);
        }
    }
}
