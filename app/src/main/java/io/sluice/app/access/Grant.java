package io.sluice.app.access;

import java.util.Map;

/**
 * A role, for all plans or for those with certain labels.
 *
 * @param labels all of them must be on a plan; none at all means every plan
 */
public record Grant(Role role, Map<String, String> labels) {
    public Grant {
        labels = Map.copyOf(labels);
    }

    /** A role for every plan. */
    public static Grant everywhere(Role role) {
        return new Grant(role, Map.of());
    }

    boolean gives(Action action) {
        return AccessTable.may(role, action);
    }

    boolean covers(Map<String, String> ofPlan) {
        return ofPlan.entrySet().containsAll(labels.entrySet());
    }
}
