package io.sluice.plan.cost;

import io.sluice.plan.Figure;
import io.sluice.plan.Gate;
import io.sluice.plan.PlanSpec;
import io.sluice.traffic.Fault;
import io.sluice.traffic.Route;
import io.sluice.traffic.Side;
import io.sluice.traffic.Signal;
import io.sluice.traffic.Traits;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Refuses gates on costs that could never be judged: a plan would stand on hold for nothing. */
public record CostLimits(Optional<PriceBook> book) {
    /** What the price book does not have of what a plan's gates ask for. */
    public List<Fault> check(PlanSpec spec, Instant now) {
        List<Fault> faults = new ArrayList<>();
        for (int i = 0; i < spec.gates().size(); i++) {
            Gate gate = spec.gates().get(i);
            if (gate.figure() instanceof Figure.Cost cost) {
                Set<String> lacking = lacking(spec, gate, cost, now);
                if (!lacking.isEmpty()) {
                    faults.add(new Fault(
                            "/gates/" + i + "/signal",
                            "gate %s cannot be judged: %s".formatted(gate.name(), String.join("; ", lacking))));
                }
            }
        }
        return faults;
    }

    private Set<String> lacking(PlanSpec spec, Gate gate, Figure.Cost cost, Instant now) {
        Set<String> lacking = new LinkedHashSet<>();
        new CostEstimates(book).unusable(cost, now).ifPresent(lacking::add);
        book.ifPresent(prices -> spec.routes().stream()
                .filter(route -> gate.routes().contains(route.name()))
                .flatMap(route -> route.sides().stream().map(side -> new SideCost(prices, route, side, cost.per())))
                .forEach(side -> side.unpriced().ifPresent(lacking::add)));
        return lacking;
    }

    /** What the prices of one of a plan's routes need to have measured and its cloud does not measure. */
    public List<Fault> checkRoute(PlanSpec spec, int routeIndex, Traits traits) {
        List<Fault> faults = new ArrayList<>();
        Route route = spec.routes().get(routeIndex);
        for (int i = 0; i < spec.gates().size(); i++) {
            Gate gate = spec.gates().get(i);
            if (gate.figure() instanceof Figure.Cost cost && gate.routes().contains(route.name())) {
                Set<Signal> needs = needs(route, cost);
                needs.removeAll(traits.signals());
                if (!needs.isEmpty()) {
                    faults.add(new Fault(
                            "/gates/" + i + "/signal",
                            "gate %s needs %s for its prices, which route %s cannot give: it is %s"
                                    .formatted(gate.name(), words(needs), route.name(), traits.kind())));
                }
            }
        }
        return faults;
    }

    private Set<Signal> needs(Route route, Figure.Cost cost) {
        Set<Signal> needs = EnumSet.noneOf(Signal.class);
        for (Side side : route.sides()) {
            book.ifPresent(prices -> needs.addAll(new SideCost(prices, route, side, cost.per()).needs()));
        }
        return needs;
    }

    private static String words(Set<Signal> signals) {
        Set<String> words = new TreeSet<>();
        signals.forEach(signal -> words.add(signal.word()));
        return String.join(", ", words);
    }
}
