package io.sluice.app;

import com.codahale.metrics.health.HealthCheck;
import io.sluice.plan.engine.PlanStore;
import java.time.InstantSource;

/** Whether the store answers. */
final class StoreHealth extends HealthCheck {
    private final PlanStore store;
    private final InstantSource clock;

    StoreHealth(PlanStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    @Override
    protected Result check() {
        return Result.healthy(
                "%d plans are due", store.due(clock.instant(), 1000).size());
    }
}
