package io.sluice.provider;

import io.sluice.traffic.CallQuota;
import io.sluice.traffic.Route;
import io.sluice.traffic.Timing;
import java.util.List;
import java.util.Optional;

/** One configured account of one cloud, opened. */
public interface Provider extends AutoCloseable {
    TrafficProvider traffic();

    SignalSource signals();

    /** Figures of the account by the cloud's own names; empty where the adapter cannot read them. */
    default Optional<MetricSource> metrics() {
        return Optional.empty();
    }

    /** Who changed its routes, as the cloud's own record has it; empty where the adapter cannot ask for that. */
    default Optional<AuditTrail> auditTrail() {
        return Optional.empty();
    }

    Timing timing();

    /** The timing of one route, where an account has kinds of routes that differ. */
    default Timing timing(Route route) {
        return timing();
    }

    /** How often the account behind this instance may be asked; none where the cloud sets no bound worth keeping. */
    default List<CallQuota> quotas() {
        return List.of();
    }

    @Override
    void close();
}
