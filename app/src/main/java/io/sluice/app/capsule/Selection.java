package io.sluice.app.capsule;

import io.sluice.plan.PlanId;
import io.sluice.plan.PlanSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which plans an order for many is for.
 *
 * @param plans an empty list means none
 * @param endedWithin takes plans with it that ended so lately
 * @param scopes the labels that whoever orders is bound to, any of the maps whole; empty for who may put back every plan
 */
public record Selection(
        boolean all,
        Map<String, String> labels,
        Optional<String> provider,
        Optional<List<PlanId>> plans,
        Optional<Duration> endedWithin,
        Optional<List<Map<String, String>>> scopes) {
    public Selection {
        scopes = scopes.map(List::copyOf);
        labels = Map.copyOf(labels);
        plans = plans.map(List::copyOf);
    }

    /** One of somebody who may put back every plan. */
    public Selection(
            boolean all,
            Map<String, String> labels,
            Optional<String> provider,
            Optional<List<PlanId>> plans,
            Optional<Duration> endedWithin) {
        this(all, labels, provider, plans, endedWithin, Optional.empty());
    }

    /** Whether it says nothing. */
    public boolean isOpen() {
        return !all && labels.isEmpty() && provider.isEmpty() && plans.isEmpty();
    }

    /** Whether it is for these plans and no others, whatever else there is. */
    boolean namesPlans() {
        return plans.isPresent() && !all;
    }

    /** Whether it can be for a plan at all, as far as whoever orders is concerned. */
    boolean covers(PlanSpec spec) {
        return scopes.map(any ->
                        any.stream().anyMatch(labels -> spec.labels().entrySet().containsAll(labels.entrySet())))
                .orElse(true);
    }

    boolean matches(PlanSpec spec) {
        return covers(spec)
                && spec.labels().entrySet().containsAll(labels.entrySet())
                && provider.map(name -> spec.routes().stream()
                                .anyMatch(route -> route.ref().provider().equals(name)))
                        .orElse(true);
    }
}
