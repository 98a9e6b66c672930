package io.sluice.plan.engine;

import static java.util.stream.Collectors.joining;

import io.sluice.plan.Figure;
import io.sluice.plan.Gate;
import io.sluice.plan.Gate.Judge;
import io.sluice.plan.PlanSpec;
import io.sluice.provider.MetricSource;
import io.sluice.provider.Source;
import io.sluice.traffic.Fault;
import io.sluice.traffic.Metric;
import io.sluice.traffic.Side;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Whether those who have a plan's metrics know them, as far as can be told without asking anybody. */
record MetricChecks(Providers providers) {
    /** Each metric is checked by whom it will be asked of; what is wrong with it for two sides is said once. */
    List<Fault> faults(PlanSpec spec) {
        Set<Fault> faults = new LinkedHashSet<>();
        for (int i = 0; i < spec.gates().size(); i++) {
            Gate gate = spec.gates().get(i);
            String pointer = "/gates/" + i;
            if (gate.judge() instanceof Judge.Canary canary && !canary.ofGate()) {
                for (int k = 0; k < canary.metrics().size(); k++) {
                    check(
                            faults,
                            spec,
                            gate,
                            canary.metrics().get(k).figure(),
                            pointer + "/judge/mannWhitney/metrics/" + k,
                            "/metric");
                }
            } else {
                check(faults, spec, gate, gate.figure(), pointer, "/metric");
            }
        }
        return List.copyOf(faults);
    }

    private void check(Set<Fault> faults, PlanSpec spec, Gate gate, Figure figure, String pointer, String field) {
        switch (figure) {
            case Figure.OfRoute _, Figure.Cost _, Figure.OfHook _ -> {}
            case Figure.Rate(Figure bad, Figure total) -> {
                check(faults, spec, gate, bad, pointer, "/counts/bad");
                check(faults, spec, gate, total, pointer, "/counts/total");
            }
            case Figure.OfSource(Map<Side, String> sources, Map<Side, Metric> metrics, String _) ->
                sources.forEach((side, name) -> {
                    Optional<Source> source = providers.findSource(name);
                    if (source.isEmpty()) {
                        faults.add(new Fault(pointer + "/source", unknown(name)));
                    } else {
                        check(faults, source.get().metrics(), metrics, side, pointer, field);
                    }
                });
            case Figure.OfProvider(Map<Side, Metric> metrics, String _) ->
                spec.routes().stream()
                        .filter(route -> gate.routes().contains(route.name()))
                        .forEach(route -> {
                            Optional<MetricSource> source = providers.of(route).metrics();
                            if (source.isEmpty()) {
                                faults.add(new Fault(
                                        pointer + field,
                                        "provider %s of route %s cannot read metrics by name"
                                                .formatted(route.ref().provider(), route.name())));
                            } else {
                                metrics.keySet()
                                        .forEach(side -> check(faults, source.get(), metrics, side, pointer, field));
                            }
                        });
        }
    }

    private String unknown(String name) {
        return "no source %s is configured (there are: %s)"
                .formatted(
                        name,
                        providers.sources().isEmpty()
                                ? "none"
                                : providers.sources().keySet().stream().sorted().collect(joining(", ")));
    }

    /** A metric that is written for each side is faulted at its side. */
    private static void check(
            Set<Fault> faults,
            MetricSource source,
            Map<Side, Metric> metrics,
            Side side,
            String pointer,
            String field) {
        Metric metric = metrics.get(side);
        if (metric == null) {
            return; // the plan's own check has said so
        }
        boolean same = Set.copyOf(metrics.values()).size() == 1;
        String place = same || !field.equals("/metric") ? field : "/metrics/" + side;
        source.check(metric).forEach(fault -> faults.add(fault.under(pointer + place)));
    }
}
