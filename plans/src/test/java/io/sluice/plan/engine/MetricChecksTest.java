package io.sluice.plan.engine;

import static io.sluice.plan.engine.Specs.EU;
import static io.sluice.plan.engine.Specs.US;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.plan.Figure;
import io.sluice.plan.Gate;
import io.sluice.plan.Gate.Judge;
import io.sluice.plan.Gate.ScoredMetric;
import io.sluice.plan.judge.Direction;
import io.sluice.plan.judge.MannWhitney;
import io.sluice.traffic.Fault;
import io.sluice.traffic.Metric;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is wrong with a metric is said where it is written, whatever it is called. */
class MetricChecksTest {
    private static final Metric QUERY = new Metric("{\"query\":\"up\"}");
    private static final Figure NOWHERE =
            new Figure.OfSource(Map.of(EU, "nowhere", US, "nowhere"), Map.of(EU, QUERY, US, QUERY), "");

    @Test
    void aListedMetricThatIsCalledMetricIsFaultedInTheList() {
        assertThat(pointers(false)).containsExactly("/gates/0/judge/mannWhitney/metrics/0/source");
    }

    @Test
    void theGatesOwnMetricIsFaultedAtTheGate() {
        assertThat(pointers(true)).containsExactly("/gates/0/source");
    }

    private static List<String> pointers(boolean ofGate) {
        ScoredMetric metric =
                new ScoredMetric("metric", NOWHERE, MannWhitney.kayenta(Direction.INCREASE), "all", false, false);
        Gate gate = new Gate(
                "score",
                NOWHERE,
                Duration.ofMinutes(1),
                Duration.ZERO,
                new Judge.Canary(EU, Duration.ofHours(1), 95, 75, Map.of(), List.of(metric), ofGate),
                Gate.OnFail.REVERT,
                Gate.NoDataPolicy.always(Gate.OnNoData.HOLD),
                Gate.OnUndecided.PROCEED,
                0,
                Set.of("edge"),
                Optional.empty());
        return new MetricChecks(new Providers(Map.of()))
                        .faults(Specs.over("p/edge")
                                .shift(50, Duration.ofMinutes(1))
                                .gate(gate)
                                .build())
                        .stream()
                        .map(Fault::pointer)
                        .toList();
    }
}
