package io.sluice.plan.decide;

import io.sluice.plan.Gate;
import io.sluice.plan.Gate.Judge;
import io.sluice.plan.PlanSpec;
import io.sluice.plan.Step;

/**
 * How the plan's risk of a false alarm is shared out: evenly over all tests that it may ever make (Bonferroni), so that
 * together they keep to {@link PlanSpec#alpha}. Looks cost nothing: each test is valid at all of them at once.
 */
final class RiskBudget {
    private RiskBudget() {}

    /** The risk of each single test: of one gate, on one route and side, in one step. */
    static double perTest(PlanSpec spec) {
        long tests = spec.gates().stream()
                .filter(RiskBudget::isTest)
                .mapToLong(gate -> (long) gate.routes().size()
                        * Math.max(1, spec.judged(gate).size()))
                .sum();
        long steps = spec.steps().stream().filter(Step.Shift.class::isInstance).count();
        return spec.alpha() / Math.max(1, tests * steps);
    }

    static boolean isTest(Gate gate) {
        return gate.judge() instanceof Judge.Sequential || gate.judge() instanceof Judge.Share;
    }
}
