package io.sluice.provider;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of one provider instance in {@code config.yml}, and how to open it; {@code type:} picks the adapter.
 *
 * <p>Implementations are records annotated with {@code @JsonTypeName}; their constructors check what they hold.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
public interface ProviderFactory {
    /**
     * Opens the instance. It must not call the cloud: clients are built on first use, so that a start is quick and a
     * cloud that is down stops nobody from reverting on another.
     *
     * @param instance its name in {@code config.yml}
     */
    Provider open(String instance);

    /**
     * Where the instance is, as far as its settings say: account, region, endpoint and the like by their names, the same text for the
     * same place and no credentials. It is kept beside baselines, so that none is put back onto another account.
     */
    default Map<String, String> place() {
        return Map.of();
    }

    /** An account or a region, and the endpoint where the cloud's usual one is not asked. */
    static Map<String, String> place(String name, String value, Optional<URI> endpoint) {
        // A person's name and password may stand before the host.
        return endpoint.map(uri -> Map.of(
                        name,
                        value,
                        "endpoint",
                        uri.getScheme() + "://" + uri.getHost() + ":" + uri.getPort() + uri.getRawPath()))
                .orElseGet(() -> Map.of(name, value));
    }
}
