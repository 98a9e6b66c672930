package io.sluice.provider.inmemory;

import io.sluice.provider.MetricSource;
import io.sluice.provider.Provider;
import io.sluice.provider.SignalSource;
import io.sluice.provider.TrafficProvider;
import io.sluice.traffic.Timing;
import java.time.Duration;
import java.util.Optional;

/** One account of an {@link InMemoryCloud}, opened; several may be open on one cloud, as nodes of a service are. */
public record InMemoryProvider(
        TrafficProvider traffic, SignalSource signals, Optional<MetricSource> metrics, Timing timing)
        implements Provider {
    /** Metrics every second and at once; a lost call lands within 2 seconds. */
    public static final Timing QUICK =
            new Timing(Duration.ofSeconds(1), Duration.ZERO, Duration.ofSeconds(2), Duration.ofSeconds(1));

    /**
     * Opens a cloud.
     *
     * @param instance who the log of effects says it was
     */
    public InMemoryProvider(InMemoryCloud cloud, String instance, Timing timing) {
        this(
                new InMemoryTrafficProvider(cloud, instance),
                new InMemorySignals(cloud),
                Optional.of(new InMemoryMetrics(cloud)),
                timing);
    }

    @Override
    public void close() {}
}
