package io.sluice.plan.engine;

import io.sluice.provider.Provider;
import io.sluice.provider.SignalSource;
import io.sluice.provider.TrafficProvider;
import io.sluice.traffic.ByHand;
import io.sluice.traffic.Fault;
import io.sluice.traffic.Restoration;
import io.sluice.traffic.Route;
import io.sluice.traffic.Sight;
import io.sluice.traffic.Snapshot;
import io.sluice.traffic.Timing;
import io.sluice.traffic.WeightChange;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** A provider whose every call can be interrupted before it and after it, and whose sends are shown to a witness. */
record InterruptedProvider(Provider provider, Interruptions interruptions, Consumer<String> witness)
        implements Provider, TrafficProvider {
    @Override
    public TrafficProvider traffic() {
        return this;
    }

    @Override
    public SignalSource signals() {
        return queries -> {
            interruptions.point();
            return provider.signals().read(queries);
        };
    }

    @Override
    public Timing timing() {
        return provider.timing();
    }

    @Override
    public List<Fault> check(Route route) {
        return provider.traffic().check(route);
    }

    @Override
    public String canonicalKey(Route route) {
        return provider.traffic().canonicalKey(route);
    }

    @Override
    public Map<Route, Sight> observe(Set<Route> routes) {
        interruptions.point();
        return provider.traffic().observe(routes);
    }

    @Override
    public void apply(WeightChange change) {
        witness.accept(change.requestId());
        interruptions.point();
        provider.traffic().apply(change);
        interruptions.point();
    }

    @Override
    public Snapshot snapshot(Route route) {
        interruptions.point();
        return provider.traffic().snapshot(route);
    }

    @Override
    public void restore(Restoration restoration) {
        witness.accept(restoration.requestId());
        interruptions.point();
        provider.traffic().restore(restoration);
        interruptions.point();
    }

    @Override
    public ByHand byHand(Route route, Snapshot baseline) {
        return provider.traffic().byHand(route, baseline);
    }

    @Override
    public void close() {}
}
