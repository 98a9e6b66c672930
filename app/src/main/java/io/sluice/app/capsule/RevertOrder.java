package io.sluice.app.capsule;

import io.sluice.plan.PlanId;
import io.sluice.plan.Principal;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An accepted order to put plans back, as this node remembers it beside the database.
 *
 * @param plans those that it was found to be for
 * @param selection what was said, where that has not been compared with the database yet
 * @param settled what the database made of it, for each plan for which it was told
 */
public record RevertOrder(
        String id,
        List<PlanId> plans,
        Optional<Selection> selection,
        Instant at,
        Principal by,
        String reason,
        boolean exact,
        Map<PlanId, Settlement> settled) {
    public RevertOrder {
        plans = List.copyOf(plans);
        settled = Map.copyOf(settled);
    }

    /**
     * What the database made of it for one plan.
     *
     * @param inForce whether the plan goes back by it; the database must never show it under way again
     */
    public record Settlement(boolean inForce, String how) {}

    RevertOrder settling(PlanId plan, Settlement settlement) {
        Map<PlanId, Settlement> more = new HashMap<>(settled);
        more.put(plan, settlement);
        return new RevertOrder(id, plans, selection, at, by, reason, exact, more);
    }

    /** The same for more plans, once the database has said which were meant. */
    RevertOrder choosing(List<PlanId> others) {
        Set<PlanId> all = new LinkedHashSet<>(plans);
        all.addAll(others);
        return new RevertOrder(id, List.copyOf(all), Optional.empty(), at, by, reason, exact, settled);
    }

    List<PlanId> unsettled() {
        return plans.stream().filter(plan -> !settled.containsKey(plan)).toList();
    }

    boolean isInForce(PlanId plan) {
        Settlement settlement = settled.get(plan);
        return settlement != null && settlement.inForce();
    }

    boolean isSettled() {
        return selection.isEmpty() && unsettled().isEmpty();
    }
}
