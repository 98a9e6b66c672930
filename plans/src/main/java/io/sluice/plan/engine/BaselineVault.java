package io.sluice.plan.engine;

import io.sluice.plan.Baseline;
import io.sluice.plan.Plan;

/** Keeps baselines where a revert finds them without the store. */
public interface BaselineVault {
    /**
     * Keeps the baseline of a plan that is about to start; on return it must survive the death of the process.
     *
     * @throws StoreUnavailable if it cannot; the plan must not start then
     */
    void keep(Plan plan, Baseline baseline);
}
