package io.sluice.plan.engine;

import io.sluice.plan.PlanId;
import io.sluice.plan.Principal;

/**
 * One person asked once whether a plan may go on. Whoever is asked again is asked something else.
 *
 * @param line the seq of the journal line that asked
 * @param shown {@link io.sluice.plan.ApprovalEvidence#fingerprint} of what was shown with it
 */
public record Asked(PlanId plan, long line, Principal person, String shown) {}
