package io.sluice.app.store;

import io.sluice.plan.engine.MemoryPlanStore;
import io.sluice.plan.engine.PlanStore;
import io.sluice.plan.engine.RecurringStore;
import io.sluice.plan.recurring.RecurringRun.Outcome;
import java.util.Optional;

class MemoryRecurringStoreTest extends RecurringStoreContract {
    private final MemoryPlanStore plans = new MemoryPlanStore(() -> PlanFixture.NOON);

    @Override
    protected PlanStore plans() {
        return plans;
    }

    @Override
    protected RecurringStore store() {
        return plans.recurring();
    }

    @Override
    protected long told() {
        return plans.recurring().list(Optional.empty(), 10).stream()
                .flatMap(plan -> plans.recurring().runs(plan.id(), 100).stream())
                .filter(run -> run.outcome() instanceof Outcome.Skipped)
                .count();
    }
}
