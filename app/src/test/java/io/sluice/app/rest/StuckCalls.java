package io.sluice.app.rest;

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
import java.util.concurrent.CountDownLatch;

/** Lets a provider's calls for changes hang until a test lets go. */
final class StuckCalls {
    private volatile CountDownLatch open = new CountDownLatch(0);

    void hang() {
        open = new CountDownLatch(1);
    }

    void letGo() {
        open.countDown();
    }

    private void pass() {
        try {
            open.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    Provider around(Provider provider) {
        return new Slow(provider);
    }

    private final class Slow implements Provider, TrafficProvider {
        private final Provider provider;

        Slow(Provider provider) {
            this.provider = provider;
        }

        @Override
        public TrafficProvider traffic() {
            return this;
        }

        @Override
        public SignalSource signals() {
            return provider.signals();
        }

        @Override
        public Timing timing() {
            return provider.timing();
        }

        @Override
        public void close() {
            provider.close();
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
            return provider.traffic().observe(routes);
        }

        @Override
        public void apply(WeightChange change) {
            pass();
            provider.traffic().apply(change);
        }

        @Override
        public Snapshot snapshot(Route route) {
            return provider.traffic().snapshot(route);
        }

        @Override
        public void restore(Restoration restoration) {
            pass();
            provider.traffic().restore(restoration);
        }

        @Override
        public ByHand byHand(Route route, Snapshot baseline) {
            return provider.traffic().byHand(route, baseline);
        }
    }
}
