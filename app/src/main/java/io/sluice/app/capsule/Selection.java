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
 */
public record Selection(
        boolean all,
        Map<String, String> labels,
        Optional<String> provider,
        Optional<List<PlanId>> plans,
        Optional<Duration> endedWithin) {
    public Selection {
        labels = Map.copyOf(labels);
        plans = plans.map(List::copyOf);
    }

    /** Whether it says nothing. */
    public boolean isOpen() {
        return !all && labels.isEmpty() && provider.isEmpty() && plans.isEmpty();
    }

    /** Whether it is for these plans and no others, whatever else there is. */
    boolean namesPlans() {
        return plans.isPresent() && !all;
    }

    boolean matches(PlanSpec spec) {
        return spec.labels().entrySet().containsAll(labels.entrySet())
                && provider.map(name -> spec.routes().stream()
                                .anyMatch(route -> route.ref().provider().equals(name)))
                        .orElse(true);
    }
}
