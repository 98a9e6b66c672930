package io.sluice.plan.engine;

import io.sluice.plan.Plan;
import io.sluice.plan.PlanSpec;
import io.sluice.plan.PlanState.Shifting;
import io.sluice.plan.PlanState.Underway;
import io.sluice.plan.RouteWeights;
import io.sluice.plan.Step;
import io.sluice.plan.Transitions;
import io.sluice.traffic.TimeWindow;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What a hook is told when it is asked.
 *
 * @param id the same each time that it is asked this
 * @param digest of the plan as written
 * @param at when the plan reached what it asks about; the same for the same id
 */
public record HookQuestion(String id, Plan plan, String digest, Instant at, About about) {
    /** Why it is asked. */
    public sealed interface About {
        /** A webhook step: may the plan go on? */
        record OfStep(int step) implements About {}

        /**
         * A gate: how do things stand?
         *
         * @param window that has just ended
         */
        record OfGate(String gate, TimeWindow window) implements About {}
    }

    /** The split that traffic follows. */
    public RouteWeights now() {
        return plan.settled();
    }

    /** The next split that the plan wants, empty if there is none. */
    public Optional<RouteWeights> next() {
        PlanSpec spec = plan.spec();
        if (plan.state() instanceof Underway state
                && Transitions.waypoint(state) instanceof Shifting shifting
                && shifting.step() > 0) {
            return Optional.of(plan.target(shifting.step()));
        }
        return IntStream.rangeClosed(plan.step() + 1, spec.steps().size())
                .mapToObj(spec::step)
                .filter(Step.Shift.class::isInstance)
                .map(step -> ((Step.Shift) step).weights())
                .findFirst();
    }
}
