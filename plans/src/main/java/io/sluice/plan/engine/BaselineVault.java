package io.sluice.plan.engine;

import io.sluice.plan.Baseline;
import io.sluice.plan.Plan;
import java.util.Optional;

/** Keeps baselines where a revert finds them without the store. */
public interface BaselineVault {
    /**
     * Keeps the baseline of a plan that is about to start; on return it must survive the death of the process.
     *
     * @throws StoreUnavailable if it cannot; the plan must not start then
     */
    void keep(Plan plan, Baseline baseline);

    /**
     * What keeps a plan that has started from its first write, in a sentence such as "waits until node b has acknowledged the baseline
     * capsule". Empty only once the baseline is kept everywhere from where the plan may have to be put back.
     *
     * @throws StoreUnavailable if that cannot be told; the plan must not write then
     */
    default Optional<String> awaited(Plan plan) {
        return Optional.empty();
    }
}
