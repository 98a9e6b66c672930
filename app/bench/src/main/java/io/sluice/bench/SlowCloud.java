package io.sluice.bench;

import io.sluice.provider.Provider;
import io.sluice.provider.SignalSource;
import io.sluice.provider.TrafficProvider;
import io.sluice.provider.inmemory.InMemoryCloud;
import io.sluice.provider.inmemory.InMemoryProvider;
import io.sluice.traffic.ByHand;
import io.sluice.traffic.CallQuota;
import io.sluice.traffic.CallQuota.Cost;
import io.sluice.traffic.CallQuota.Operation;
import io.sluice.traffic.Fault;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import io.sluice.traffic.Restoration;
import io.sluice.traffic.Route;
import io.sluice.traffic.Sight;
import io.sluice.traffic.Snapshot;
import io.sluice.traffic.Timing;
import io.sluice.traffic.WeightChange;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A cloud in this process that takes its time for each call, allows so many changes, and counts. */
final class SlowCloud implements Provider, TrafficProvider {
    private static final Timing TIMING =
            new Timing(Duration.ofSeconds(1), Duration.ZERO, Duration.ofSeconds(2), Duration.ofSeconds(10));

    private final InMemoryCloud cloud = new InMemoryCloud(InstantSource.system());
    private final Provider inner = new InMemoryProvider(cloud, "bench", TIMING);
    private final Map<String, Duration> latencies = new ConcurrentHashMap<>();
    private final Map<String, Queue<Instant>> changes = new ConcurrentHashMap<>();
    private final AtomicInteger looks = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger restored = new AtomicInteger();
    private Optional<Bucket> bucket = Optional.empty();
    private volatile double fewestTokens = Double.MAX_VALUE;
    private volatile double tokensAtFirstRestore = Double.NaN;

    /** The account's own bucket, as the cloud counts it. */
    private static final class Bucket {
        private final int burst;
        private final double perSecond;
        private double tokens;
        private long filledAt = System.nanoTime();

        Bucket(int burst, double perSecond) {
            this.burst = burst;
            this.perSecond = perSecond;
            this.tokens = burst;
        }

        /** What is left, or a negative number where there was nothing left to take. */
        synchronized double take() {
            long now = System.nanoTime();
            tokens = Math.min(burst, tokens + (now - filledAt) * perSecond / 1e9);
            filledAt = now;
            return tokens < 1 ? -1 : --tokens;
        }
    }

    /** A route that has all on blue, whose every call takes so long. */
    void route(String route, Duration latency) {
        latencies.put(route, latency);
        cloud.route(route, Map.of(route + "-blue", 100, route + "-green", 0));
    }

    void allow(int burst, double changesPerSecond) {
        bucket = Optional.of(new Bucket(burst, changesPerSecond));
    }

    /** When changes of a route arrived, in order. */
    List<Instant> changes(String route) {
        return List.copyOf(changes.getOrDefault(route, new ConcurrentLinkedQueue<>()));
    }

    int changes() {
        return changes.values().stream().mapToInt(Collection::size).sum();
    }

    int looks() {
        return looks.get();
    }

    int refused() {
        return refused.get();
    }

    int restored() {
        return restored.get();
    }

    /** The least that ramps left in the bucket. */
    double fewestTokens() {
        return fewestTokens;
    }

    double tokensAtFirstRestore() {
        return tokensAtFirstRestore;
    }

    boolean isAtBaseline(String route) {
        return cloud.state(route).natives().getOrDefault(route + "-green", 0) == 0;
    }

    private void takeTime(Collection<Route> routes) {
        Duration longest = routes.stream()
                .map(route -> latencies.getOrDefault(name(route), Duration.ZERO))
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
        try {
            Thread.sleep(longest);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String name(Route route) {
        return route.name(); // plans of the benchmark call a route as the cloud does
    }

    private double take() {
        if (bucket.isEmpty()) {
            return Double.MAX_VALUE;
        }
        double left = bucket.get().take();
        if (left < 0) {
            refused.incrementAndGet();
            throw new ProviderException(new ProviderError.Throttled("Rate exceeded", Optional.empty()));
        }
        return left;
    }

    @Override
    public List<CallQuota> quotas() {
        return bucket.map(allowed -> List.of(new CallQuota(
                        "account/changes", allowed.burst, allowed.perSecond, Map.of(Operation.CHANGE, new Cost(0, 1)))))
                .orElse(List.of());
    }

    @Override
    public Map<Route, Sight> observe(Set<Route> routes) {
        looks.incrementAndGet();
        takeTime(routes);
        return inner.traffic().observe(routes);
    }

    @Override
    public void apply(WeightChange change) {
        double left = take();
        if (restored.get() == 0) {
            fewestTokens = Math.min(fewestTokens, left);
        }
        changes.computeIfAbsent(name(change.route()), _ -> new ConcurrentLinkedQueue<>())
                .add(Instant.now());
        takeTime(List.of(change.route()));
        inner.traffic().apply(change);
    }

    @Override
    public void restore(Restoration restoration) {
        double left = take();
        if (restored.getAndIncrement() == 0) {
            tokensAtFirstRestore = left + 1;
        }
        takeTime(List.of(restoration.route()));
        inner.traffic().restore(restoration);
    }

    @Override
    public Snapshot snapshot(Route route) {
        return inner.traffic().snapshot(route);
    }

    @Override
    public List<Fault> check(Route route) {
        return inner.traffic().check(route);
    }

    @Override
    public String canonicalKey(Route route) {
        return inner.traffic().canonicalKey(route);
    }

    @Override
    public ByHand byHand(Route route, Snapshot baseline) {
        return inner.traffic().byHand(route, baseline);
    }

    @Override
    public TrafficProvider traffic() {
        return this;
    }

    @Override
    public SignalSource signals() {
        return inner.signals();
    }

    @Override
    public Timing timing() {
        return inner.timing();
    }

    @Override
    public void close() {}
}
