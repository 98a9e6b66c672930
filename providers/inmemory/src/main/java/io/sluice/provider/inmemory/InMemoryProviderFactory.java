package io.sluice.provider.inmemory;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeName;
import io.sluice.provider.Provider;
import io.sluice.provider.ProviderFactory;
import io.sluice.traffic.Timing;
import io.sluice.traffic.WeightScale;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a cloud in memory, for trying things out: it is gone when the program ends.
 *
 * @param routes the routes that it starts with, each with its backends' weights
 * @param largestWeight where its scale ends
 * @param compareAndSet whether it refuses a write from an old revision
 */
@JsonTypeName("inmemory")
public record InMemoryProviderFactory(
        Map<String, Map<String, Integer>> routes, int largestWeight, boolean compareAndSet, Timing timing)
        implements ProviderFactory {

    /** The settings as written, with what they leave out. */
    @JsonCreator
    static InMemoryProviderFactory of(
            @JsonProperty("routes") @Nullable Map<String, Map<String, Integer>> routes,
            @JsonProperty("largestWeight") @Nullable Integer largestWeight,
            @JsonProperty("compareAndSet") @Nullable Boolean compareAndSet) {
        return new InMemoryProviderFactory(
                Objects.requireNonNullElse(routes, Map.of()),
                Objects.requireNonNullElse(largestWeight, 999),
                Objects.requireNonNullElse(compareAndSet, true),
                InMemoryProvider.QUICK);
    }

    @Override
    public Provider open(String instance) {
        InMemoryCloud cloud = new InMemoryCloud(
                instance, InstantSource.system(), new WeightScale(largestWeight), compareAndSet, Duration.ZERO);
        routes.forEach(cloud::route);
        return new InMemoryProvider(cloud, instance, timing);
    }
}
