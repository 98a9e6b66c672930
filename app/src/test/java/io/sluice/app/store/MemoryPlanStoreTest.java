package io.sluice.app.store;

import static io.sluice.app.store.PlanFixture.NOON;

import io.sluice.plan.engine.MemoryPlanStore;
import io.sluice.plan.engine.PlanStore;
import io.sluice.plan.engine.PlanStore.Claim;
import java.time.Instant;

class MemoryPlanStoreTest extends PlanStoreContract {
    private Instant now = NOON;

    @Override
    protected PlanStore open() {
        return new MemoryPlanStore(() -> now);
    }

    @Override
    protected void awaitTheEndOf(Claim claim) {
        now = now.plusSeconds(1);
    }
}
