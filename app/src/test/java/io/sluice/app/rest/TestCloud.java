package io.sluice.app.rest;

import com.fasterxml.jackson.annotation.JsonTypeName;
import io.sluice.provider.Provider;
import io.sluice.provider.ProviderFactory;
import io.sluice.provider.inmemory.InMemoryCloud;
import io.sluice.provider.inmemory.InMemoryProvider;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Settings of a cloud that a test keeps in its hand, to make it fail: {@code {type: test-cloud, cloud: <key>}}.
 *
 * @param cloud by which the test finds it
 */
@JsonTypeName("test-cloud")
record TestCloud(String cloud) implements ProviderFactory {
    private static final Map<String, InMemoryCloud> CLOUDS = new ConcurrentHashMap<>();
    private static final Map<String, StuckCalls> STUCK = new ConcurrentHashMap<>();

    static InMemoryCloud find(String cloud) {
        return CLOUDS.computeIfAbsent(cloud, _ -> new InMemoryCloud(InstantSource.system()));
    }

    /** What makes calls to a cloud hang. */
    static StuckCalls stuck(String cloud) {
        return STUCK.computeIfAbsent(cloud, _ -> new StuckCalls());
    }

    @Override
    public Provider open(String instance) {
        Provider open = new InMemoryProvider(find(cloud), instance, InMemoryProvider.QUICK);
        return stuck(cloud).around(open);
    }
}
