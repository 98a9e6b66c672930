package io.sluice.plan.engine;

import io.sluice.plan.PlanId;
import java.time.Instant;

/** Wakes the engine for a plan at an instant; a hint, since the sweep over what is due is the guarantee. */
public interface Alarm {
    /**
     * Asks for a tick at or soon after {@code at}, if the plan's look is due by then. Of two calls for one plan the earlier instant
     * counts first: an operator's "now" must not be lost to the "in 15 seconds" of a tick that is just ending.
     */
    void set(PlanId plan, Instant at);
}
