package io.sluice.plan.engine;

import io.sluice.provider.Provider;
import io.sluice.provider.SignalSource;
import io.sluice.provider.TrafficProvider;
import io.sluice.traffic.ByHand;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Stands in for a provider instance that the configuration has lost while a plan still needs it, so that the plan says so and
 * waits instead of being forgotten.
 */
record UnconfiguredProvider(String name) implements Provider, TrafficProvider {
    @Override
    public TrafficProvider traffic() {
        return this;
    }

    @Override
    public SignalSource signals() {
        return _ -> {
            throw refusal();
        };
    }

    @Override
    public Timing timing() {
        return new Timing(Duration.ofMinutes(1), Duration.ZERO, Duration.ofMinutes(5), Duration.ofSeconds(1));
    }

    private ProviderError error() {
        return new ProviderError.Invalid("provider %s is not configured any more".formatted(name));
    }

    private ProviderException refusal() {
        return new ProviderException(error());
    }

    @Override
    public List<Fault> check(Route route) {
        throw refusal();
    }

    @Override
    public String canonicalKey(Route route) {
        throw refusal();
    }

    @Override
    public Map<Route, Sight> observe(Set<Route> routes) {
        Map<Route, Sight> unseen = new HashMap<>();
        routes.forEach(route -> unseen.put(route, new Sight.Unseen(error())));
        return unseen;
    }

    @Override
    public void apply(WeightChange change) {
        throw refusal();
    }

    @Override
    public Snapshot snapshot(Route route) {
        throw refusal();
    }

    @Override
    public void restore(Restoration restoration) {
        throw refusal();
    }

    @Override
    public ByHand byHand(Route route, Snapshot baseline) {
        throw refusal();
    }

    @Override
    public void close() {}
}
