package io.sluice.app;

import com.codahale.metrics.health.HealthCheck;
import io.sluice.plan.engine.PlanStore;
import io.sluice.plan.engine.StoreUnavailable;
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
        try {
            return Result.healthy(
                    "%d plans are due", store.due(clock.instant(), 1000).size());
        } catch (StoreUnavailable e) { // not thrown on: a stack trace would be the answer
            return Result.unhealthy("%s", "the store does not answer: " + e.getMessage());
        }
    }
}
