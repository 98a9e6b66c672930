package io.sluice.bench;

import com.fasterxml.jackson.annotation.JsonTypeName;
import io.sluice.provider.Provider;
import io.sluice.provider.ProviderFactory;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * {@code {type: slow-cloud, cloud: …}}: a cloud of this process.
 *
 * @param cloud by which its part of the benchmark finds it
 */
@JsonTypeName("slow-cloud")
record SlowCloudSettings(String cloud) implements ProviderFactory {
    private static final Map<String, SlowCloud> CLOUDS = new ConcurrentHashMap<>();

    static SlowCloud find(String cloud) {
        return CLOUDS.computeIfAbsent(cloud, _ -> new SlowCloud());
    }

    @Override
    public Provider open(String instance) {
        return find(cloud);
    }
}
