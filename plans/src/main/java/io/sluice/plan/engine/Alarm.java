package io.sluice.plan.engine;

import io.sluice.plan.PlanId;
import java.time.Instant;

/** Wakes the engine for a plan at an instant; a hint, since the sweep over what is due is the guarantee. */
public interface Alarm {
    /** Asks for a tick at or soon after {@code at}; a later call for the same plan replaces an earlier one. */
    void set(PlanId plan, Instant at);
}
