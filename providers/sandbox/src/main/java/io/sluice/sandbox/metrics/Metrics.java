package io.sluice.sandbox.metrics;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** All that was measured, and how late it becomes visible. */
public final class Metrics {
    private final Map<MetricKey, Series> all = new ConcurrentHashMap<>();
    private final InstantSource clock;
    private final Duration publishedEvery;
    private volatile Duration lag;

    public Metrics(InstantSource clock, Duration publishedEvery, Duration lag) {
        this.clock = clock;
        this.publishedEvery = publishedEvery;
        this.lag = lag;
    }

    public void lagBy(Duration lag) {
        this.lag = lag;
    }

    public Duration lag() {
        return lag;
    }

    public void add(MetricKey key, double value) {
        all.computeIfAbsent(key, _ -> new Series()).add(clock.millis() / 1000, value);
    }

    public Optional<Series> find(MetricKey key) {
        return Optional.ofNullable(all.get(key));
    }

    /** The first second that is not published yet. */
    public long publishedBeforeSecond() {
        long now = clock.instant().minus(lag).toEpochMilli();
        long every = publishedEvery.toMillis();
        return Math.floorDiv(Math.floorDiv(now, every) * every, 1000L);
    }

    public List<MetricKey> list() {
        return sorted(all.keySet().stream());
    }

    public void reset() {
        all.clear();
    }

    private static List<MetricKey> sorted(Stream<MetricKey> keys) {
        return keys.sorted(Comparator.comparing(MetricKey::namespace)
                        .thenComparing(MetricKey::name)
                        .thenComparing(key -> key.dimensions().toString()))
                .toList();
    }
}
