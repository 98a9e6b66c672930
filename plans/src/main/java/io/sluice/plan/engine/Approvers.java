package io.sluice.plan.engine;

import io.sluice.plan.Principal;
import java.util.Map;

/** Who may approve anything at all, and of which plans, whatever group they are in. */
@FunctionalInterface
public interface Approvers {
    /** Whether somebody may approve plans with these labels. */
    boolean mayApprove(Principal person, Map<String, String> labels);
}
