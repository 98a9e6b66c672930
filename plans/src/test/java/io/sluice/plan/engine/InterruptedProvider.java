package io.sluice.plan.engine;

import io.sluice.plan.engine.Interruptions.Point;
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
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A provider whose every call can be interrupted before it and after it, and whose sends are shown to a witness. Its cloud takes
 * no request that was signed too long ago, as clouds do that say how late a call may land.
 */
record InterruptedProvider(
        Provider provider, Interruptions interruptions, InstantSource real, Consumer<String> witness, Runnable looks)
        implements Provider, TrafficProvider {
    /** One that is too slow for nothing. */
    InterruptedProvider(Provider provider, Interruptions interruptions, Consumer<String> witness) {
        this(provider, interruptions, InstantSource.fixed(Instant.EPOCH), witness, () -> {});
    }

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
        looks.run();
        Map<Route, Sight> sights = provider.traffic().observe(routes);
        interruptions.point(Point.LOOKED);
        return sights;
    }

    @Override
    public void apply(WeightChange change) {
        send(change.requestId(), () -> provider.traffic().apply(change));
    }

    private void send(String requestId, Runnable call) {
        witness.accept(requestId);
        Instant signed = real.instant();
        interruptions.point(Point.BEFORE_SEND);
        // The rest of the time belongs to what is late on its way.
        if (real.instant().isAfter(signed.plus(timing().landsWithin().dividedBy(2)))) {
            throw new ProviderException(new ProviderError.Unavailable("the request was signed at " + signed));
        }
        call.run();
        interruptions.point(Point.AFTER_ANSWER);
    }

    @Override
    public Snapshot snapshot(Route route) {
        interruptions.point();
        return provider.traffic().snapshot(route);
    }

    @Override
    public void restore(Restoration restoration) {
        send(restoration.requestId(), () -> provider.traffic().restore(restoration));
    }

    @Override
    public ByHand byHand(Route route, Snapshot baseline) {
        return provider.traffic().byHand(route, baseline);
    }

    @Override
    public void close() {}
}
