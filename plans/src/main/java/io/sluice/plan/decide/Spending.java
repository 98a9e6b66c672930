package io.sluice.plan.decide;

import io.sluice.plan.Gate.Judge;
import io.sluice.plan.GateReading;
import io.sluice.plan.Verdict;
import io.sluice.traffic.Reading.Measured;
import io.sluice.traffic.Reading.Missing;
import io.sluice.traffic.Side;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Judges a budget: what all sides of all routes of a gate cost together, against what they cost before the start.
 *
 * <p>A move shifts cost from one side to the other, so no side alone says whether it became dearer. Traffic that has grown since
 * the start costs more too, and counts.
 *
 * @param routes all that the gate names
 * @param before what an hour cost before the start, all sides together; empty where that is not known
 */
record Spending(Judge.Budget budget, List<Judging> routes, Optional<Double> before) {
    private static final int DECIMALS = 9;

    /** What one side costs, an hour. */
    private record SideCost(Judging route, Side side, double perHour) {}

    /** A reading for each side, all with the one verdict; or one for each side of which something is missing. */
    List<GateReading> judge() {
        List<SideCost> costs = new ArrayList<>();
        List<GateReading> missing = new ArrayList<>();
        for (Judging route : routes) {
            for (Side side : route.figures().route().sides()) {
                switch (route.value(side)) {
                    case Measured(double perHour) -> costs.add(new SideCost(route, side, perHour));
                    case Missing(String why) -> missing.add(route.missing(side, why));
                }
            }
        }
        if (!missing.isEmpty()) {
            return missing;
        }
        double now = costs.stream().mapToDouble(SideCost::perHour).sum();
        if (!Double.isFinite(now)) {
            return costs.stream()
                    .map(cost ->
                            cost.route().missing(cost.side(), "what all sides cost together is beyond all numbers"))
                    .toList();
        }
        return before.map(old -> judge(costs, now, old))
                .orElseGet(() -> costs.stream()
                        .map(cost -> cost.route()
                                .missing(cost.side(), "what it cost before the start could not be estimated"))
                        .toList());
    }

    private List<GateReading> judge(List<SideCost> costs, double now, double old) {
        double extra = rounded(now - old);
        Verdict verdict = extra <= budget.most() ? Verdict.PASS : Verdict.FAIL;
        Map<String, Double> numbers =
                new TreeMap<>(Map.of("now", now, "before", old, "more", extra, "most", budget.most()));
        String reason = reason(verdict, now, old, extra);
        return costs.stream()
                .map(cost -> new GateReading(
                        cost.route().figures().route().name(),
                        cost.side(),
                        verdict,
                        Optional.of(cost.perHour()),
                        Optional.empty(),
                        cost.route().unit(),
                        Optional.of(cost.route().figures().latest()),
                        reason,
                        Optional.of(numbers)))
                .toList();
    }

    private String reason(Verdict verdict, double now, double old, double extra) {
        return "an estimate: %s %s per hour %s %s (%s an hour now, %s before the start)"
                .formatted(
                        money(Math.abs(extra)),
                        extra < 0 ? "less" : "more",
                        verdict == Verdict.PASS ? "≤" : ">",
                        money(budget.most()),
                        money(now),
                        money(old));
    }

    /** To less than any price, so that what is just the budget is not above it for how doubles are added. */
    private static double rounded(double amount) {
        return Double.isFinite(amount)
                ? BigDecimal.valueOf(amount)
                        .setScale(DECIMALS, RoundingMode.HALF_UP)
                        .doubleValue()
                : amount;
    }

    private String money(double amount) {
        return Amounts.money(amount, routes.getFirst().unit());
    }
}
