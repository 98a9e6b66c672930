package io.sluice.plan.decide;

import static io.sluice.plan.engine.Specs.EU;
import static io.sluice.plan.engine.Specs.US;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.plan.Gate;
import io.sluice.plan.Gate.Judge;
import io.sluice.plan.PlanSpec;
import io.sluice.plan.engine.Specs;
import io.sluice.traffic.Side;
import io.sluice.traffic.Signal;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Over how many tests a plan's risk is shared out: gates that are tests, times their routes and sides, times steps. */
class RiskBudgetTest {
    private static final Judge TEST = new Judge.Sequential(EU, 50);
    private static final Judge SPLIT = new Judge.Share(10);
    private static final Judge LIMIT = new Judge.Limits(Optional.empty(), Optional.of(1.0));
    private static final Judge COMPARE = new Judge.Compare(EU, 20);
    private static final Judge BURN = new Judge.BurnRate(99.9, Duration.ofHours(1), Duration.ofMinutes(5), 14.4);

    private static DynamicTest row(String sentence, Specs specs, int tests) {
        return DynamicTest.dynamicTest(
                sentence,
                () -> assertThat(RiskBudget.perTest(specs.build()))
                        .isCloseTo(PlanSpec.USUAL_ALPHA / tests, within(1e-15)));
    }

    @TestFactory
    Stream<DynamicTest> shares() {
        return Stream.of(
                row("one gate, one route, one step", plan(1, "p/edge").gate(gate(TEST, "edge")), 1),
                row("three steps", plan(3, "p/edge").gate(gate(TEST, "edge")), 3),
                row(
                        "a pause is no step that anybody judges",
                        plan(1, "p/edge").pause(Optional.empty()).gate(gate(TEST, "edge")),
                        1),
                row("two routes", plan(1, "p/api", "p/edge").gate(gate(TEST, "api", "edge")), 2),
                row("a gate on one of two routes", plan(1, "p/api", "p/edge").gate(gate(TEST, "edge")), 1),
                row("two gates", plan(1, "p/edge").gate(gate(TEST, "edge")).gate(gate(SPLIT, "edge")), 2),
                row("both sides", plan(1, "p/edge").gate(gate(SPLIT, Optional.of(Set.of(EU, US)), "edge")), 2),
                row(
                        "all of it",
                        plan(4, "p/api", "p/edge")
                                .gate(gate(TEST, "api", "edge"))
                                .gate(gate(SPLIT, Optional.of(Set.of(EU, US)), "edge")),
                        (2 + 2) * 4),
                row(
                        "limits, comparisons and burn rates are no tests and take nothing",
                        plan(2, "p/edge")
                                .gate(gate(LIMIT, "edge"))
                                .gate(gate(COMPARE, "edge"))
                                .gate(gate(BURN, "edge"))
                                .gate(gate(TEST, "edge")),
                        2),
                row(
                        "a plan without tests leaves its risk alone",
                        plan(2, "p/edge").gate(gate(LIMIT, "edge")),
                        1),
                row("a plan without steps", Specs.over("p/edge").gate(gate(TEST, "edge")), 1));
    }

    /** What all tests of a plan may err together is what the plan allows. */
    @TestFactory
    Stream<DynamicTest> theSharesAddUpToTheRiskOfThePlan() {
        return Stream.of(1, 2, 7)
                .map(steps -> DynamicTest.dynamicTest(steps + " steps", () -> {
                    PlanSpec spec = plan(steps, "p/api", "p/edge")
                            .gate(gate(TEST, "api", "edge"))
                            .gate(gate(SPLIT, "edge"))
                            .build();
                    int tests = 3 * steps;
                    assertThat(tests * RiskBudget.perTest(spec)).isCloseTo(spec.alpha(), within(1e-12));
                }));
    }

    private static Specs plan(int steps, String... routes) {
        Specs specs = Specs.over(routes);
        for (int step = 1; step <= steps; step++) {
            specs.shift(10 * step, Duration.ofMinutes(10));
        }
        return specs;
    }

    private static Gate gate(Judge judge, String... routes) {
        return gate(judge, Optional.empty(), routes);
    }

    private static Gate gate(Judge judge, Optional<Set<Side>> sides, String... routes) {
        return new Gate(
                "gate",
                Signal.ERROR_RATE,
                Duration.ofMinutes(1),
                judge,
                Gate.OnFail.REVERT,
                Gate.OnNoData.HOLD,
                0,
                Set.copyOf(Arrays.asList(routes)),
                sides);
    }
}
