package io.sluice.provider;

import com.fasterxml.jackson.annotation.JsonTypeInfo;

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
}
