package io.sluice.plan.decide;

import io.sluice.plan.Plan;
import io.sluice.traffic.Route;
import java.time.Instant;
import java.util.Optional;

/**
 * Until when traffic may still follow the weights before the last ones: a cloud that has done a change may take its time to
 * carry it everywhere, and clients keep what a name server told them.
 */
final class Settling {
    private Settling() {}

    /** When traffic follows on all routes that the plan ever changed; empty where it changed none. */
    static Optional<Instant> until(Plan plan, Observation seen) {
        return plan.spec().routes().stream()
                .flatMap(route -> until(plan, route, seen).stream())
                .max(Instant::compareTo);
    }

    /** The same of one route. */
    static Optional<Instant> until(Plan plan, Route route, Observation seen) {
        return plan.ledger(route.name())
                .changedAt()
                .flatMap(at -> seen.seen(route.name()).map(observed -> at.plus(observed.settle())));
    }
}
