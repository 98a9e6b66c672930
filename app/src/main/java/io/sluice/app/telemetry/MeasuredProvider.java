package io.sluice.app.telemetry;

import io.sluice.provider.AuditTrail;
import io.sluice.provider.MetricSource;
import io.sluice.provider.Provider;
import io.sluice.provider.SignalSource;
import io.sluice.provider.TrafficProvider;
import io.sluice.traffic.ByHand;
import io.sluice.traffic.CallQuota;
import io.sluice.traffic.Fault;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.Restoration;
import io.sluice.traffic.Route;
import io.sluice.traffic.RouteChange;
import io.sluice.traffic.RouteHazard;
import io.sluice.traffic.Sight;
import io.sluice.traffic.Snapshot;
import io.sluice.traffic.TimeWindow;
import io.sluice.traffic.Timing;
import io.sluice.traffic.WeightChange;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A provider whose calls are watched. */
final class MeasuredProvider implements Provider {
    private final String name;
    private final Provider provider;
    private final CallWatch watch;

    MeasuredProvider(String name, Provider provider, CallWatch watch) {
        this.name = name;
        this.provider = provider;
        this.watch = watch;
    }

    @Override
    public TrafficProvider traffic() {
        return new Traffic(provider.traffic());
    }

    @Override
    public SignalSource signals() {
        SignalSource signals = provider.signals();
        return queries -> watch.call(name, "read-signals", () -> signals.read(queries));
    }

    @Override
    public Optional<MetricSource> metrics() {
        return provider.metrics().map(source -> new MeasuredMetrics(name, source, watch));
    }

    @Override
    public Optional<AuditTrail> auditTrail() {
        return provider.auditTrail().map(Trail::new);
    }

    @Override
    public Timing timing() {
        return provider.timing();
    }

    @Override
    public Timing timing(Route route) {
        return provider.timing(route);
    }

    @Override
    public List<CallQuota> quotas() {
        return provider.quotas();
    }

    @Override
    public void close() {
        provider.close();
    }

    private final class Traffic implements TrafficProvider {
        private final TrafficProvider traffic;

        Traffic(TrafficProvider traffic) {
            this.traffic = traffic;
        }

        /** Of many routes it is as good as the worst of them. */
        @Override
        public Map<Route, Sight> observe(Set<Route> routes) {
            return watch.call(name, "observe", () -> traffic.observe(routes), Traffic::fault);
        }

        private static Optional<ProviderError> fault(Map<Route, Sight> sights) {
            return sights.values().stream()
                    .flatMap(sight -> sight instanceof Sight.Unseen(ProviderError error)
                            ? Optional.of(error).stream()
                            : Optional.<ProviderError>empty().stream())
                    .findFirst();
        }

        @Override
        public void apply(WeightChange change) {
            watch.run(name, "apply", () -> traffic.apply(change));
        }

        @Override
        public void restore(Restoration restoration) {
            watch.run(name, "restore", () -> traffic.restore(restoration));
        }

        @Override
        public Snapshot snapshot(Route route) {
            return watch.call(name, "snapshot", () -> traffic.snapshot(route));
        }

        @Override
        public List<RouteHazard> hazards(Route route) {
            return watch.call(name, "hazards", () -> traffic.hazards(route));
        }

        @Override
        public List<Fault> check(Route route) {
            return traffic.check(route);
        }

        @Override
        public String canonicalKey(Route route) {
            return traffic.canonicalKey(route);
        }

        @Override
        public ByHand byHand(Route route, Snapshot baseline) {
            return traffic.byHand(route, baseline);
        }
    }

    private final class Trail implements AuditTrail {
        private final AuditTrail trail;

        Trail(AuditTrail trail) {
            this.trail = trail;
        }

        @Override
        public String name() {
            return trail.name();
        }

        @Override
        public Duration lag() {
            return trail.lag();
        }

        @Override
        public Map<Route, List<RouteChange>> changes(Set<Route> routes, TimeWindow window) {
            return watch.call(name, "read-changes", () -> trail.changes(routes, window));
        }
    }
}
