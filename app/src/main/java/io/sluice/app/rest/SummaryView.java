package io.sluice.app.rest;

import io.sluice.app.openapi.As;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A plan as lists of many show it; every field means what it does in {@link PlanView}. */
public record SummaryView(
        String id,
        String name,
        @As("PlanState") String state,
        Optional<String> heldBy,
        String reason,
        int step,
        int steps,
        double progress,
        Optional<Instant> nextLookAt,
        Optional<Instant> estimatedEnd,
        Map<String, String> labels,
        String owner,
        long version,
        List<RouteSummary> routes,
        List<GateSummary> gates) {
    /** The same of a plan that is shown whole. */
    static SummaryView of(PlanView plan) {
        return new SummaryView(
                plan.id(),
                plan.name(),
                plan.state(),
                plan.heldBy(),
                plan.reason(),
                plan.step(),
                plan.steps(),
                plan.progress(),
                plan.nextLookAt(),
                plan.estimatedEnd(),
                plan.labels(),
                plan.owner(),
                plan.version(),
                plan.routes().stream()
                        .map(route -> new RouteSummary(route.name(), route.desired(), route.observed()))
                        .toList(),
                plan.gates().stream().map(PlanViews::summary).toList());
    }

    /** One route; nothing is observed before the first look, and while it cannot be seen. */
    public record RouteSummary(
            String name, Map<String, BigDecimal> desired, Optional<Map<String, BigDecimal>> observed) {}

    /** One gate, with the worst that it read. */
    public record GateSummary(
            String name,
            @As("Verdict") String verdict,
            Optional<Double> value,
            Optional<Double> limit,
            Optional<String> unit) {}
}
