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
    private static final double OF_SHARES = 0.001;

    private RiskBudget() {}

    /** The risk of each single test: of one gate, on one route and side, in one step. */
    static double perTest(PlanSpec spec) {
        long tests = spec.gates().stream()
                .filter(RiskBudget::isTest)
                .mapToLong(gate -> (long) gate.routes().size()
                        * Math.max(1, spec.judged(gate).size()))
                .sum();
        return spec.alpha() / Math.max(1, tests * shifts(spec));
    }

    /**
     * The risk of each single test of whether requests follow the weights: of one side of a route, in one step. All of a plan
     * together hold one in a thousand plans for nothing, whatever the plan's own tests may risk.
     */
    static double perShare(PlanSpec spec) {
        long tests = spec.routes().stream()
                .mapToLong(route -> Math.max(1, route.sides().size() - 1))
                .sum();
        return OF_SHARES / Math.max(1, tests * shifts(spec));
    }

    private static long shifts(PlanSpec spec) {
        return spec.steps().stream().filter(Step.Shift.class::isInstance).count();
    }

    static boolean isTest(Gate gate) {
        return gate.judge() instanceof Judge.Sequential || gate.judge() instanceof Judge.Share;
    }
}
