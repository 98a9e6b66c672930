package io.sluice.provider;

import com.fasterxml.jackson.annotation.JsonTypeInfo;

/**
 * The settings of one source in {@code config.yml}, and how to open it; {@code type:} picks the kind.
 *
 * <p>Implementations are records annotated with {@code @JsonTypeName}; their constructors check what they hold.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
public interface SourceFactory {
    /**
     * Opens the source. It must not call anybody: a source that is down must not keep the service from starting.
     *
     * @param name its name in {@code config.yml}
     */
    Source open(String name);
}
