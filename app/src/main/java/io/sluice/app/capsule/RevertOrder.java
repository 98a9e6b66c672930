package io.sluice.app.capsule;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sluice.plan.PlanId;
import io.sluice.plan.Principal;
import io.sluice.plan.Proof;
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
 * @param how whoever ordered it had proved who they are; files have it beside their name
 * @param selection what was said, where that has not been compared with the database yet
 * @param outcomes what the database made of it, for each plan for which it was told; {@code settled} in the files
 */
public record RevertOrder(
        String id,
        List<PlanId> plans,
        Optional<Selection> selection,
        Instant at,
        Principal by,
        Optional<Proof> how,
        String reason,
        boolean exact,
        @JsonProperty("settled") Map<PlanId, Outcome> outcomes) {
    public RevertOrder {
        by = how.map(by::provedBy).orElse(by);
        how = by.how();
        plans = List.copyOf(plans);
        outcomes = Map.copyOf(outcomes);
    }

    /**
     * What the database made of it for one plan.
     *
     * @param inForce whether the plan goes back by it; the database must never show it under way again
     */
    public record Outcome(boolean inForce, String how) {}

    RevertOrder with(PlanId plan, Outcome outcome) {
        Map<PlanId, Outcome> more = new HashMap<>(outcomes);
        more.put(plan, outcome);
        return new RevertOrder(id, plans, selection, at, by, how, reason, exact, more);
    }

    /** The same for more plans, once the database has said which were meant. */
    RevertOrder choosing(List<PlanId> others) {
        Set<PlanId> all = new LinkedHashSet<>(plans);
        all.addAll(others);
        return new RevertOrder(id, List.copyOf(all), Optional.empty(), at, by, how, reason, exact, outcomes);
    }

    List<PlanId> unresolved() {
        return plans.stream().filter(plan -> !outcomes.containsKey(plan)).toList();
    }

    boolean isInForce(PlanId plan) {
        Outcome outcome = outcomes.get(plan);
        return outcome != null && outcome.inForce();
    }

    boolean isResolved() {
        return selection.isEmpty() && unresolved().isEmpty();
    }
}
