package io.sluice.plan.decide;

import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanEvent.Purpose;
import io.sluice.plan.PlanEvent.WriteIntended;
import io.sluice.traffic.ObservedRoute;
import io.sluice.traffic.Side;
import io.sluice.traffic.Weights;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What to do next about a plan. */
public sealed interface Decision {
    /** Write down what happened, and decide again. */
    @SuppressWarnings("AvoidCommonTypeNames") // always read as Decision.Record or beside its siblings
    record Record(List<PlanEvent> events) implements Decision {
        public Record {
            events = List.copyOf(events);
        }

        static Record of(PlanEvent event) {
            return new Record(List.of(event));
        }
    }

    /** Take the baseline, keep it safe, and start. */
    record Freeze() implements Decision {}

    /** Ask providers for changes, all at once, and look again. */
    record Apply(List<RouteWrite> writes) implements Decision {
        public Apply {
            writes = List.copyOf(writes);
        }
    }

    /**
     * Ask the hook of a webhook step, and decide again when it has answered, or has not.
     *
     * @param step the webhook's own, counted from 1
     * @param id by which the hook knows that it is asked for the same again
     */
    record Ask(String hook, int step, String id) implements Decision {}

    /**
     * Look again at an instant, or sooner if anything happens.
     *
     * @param why one sentence: what it waits for, and until when
     */
    record Wait(Instant until, String why) implements Decision {}

    /** Nothing, ever again. */
    record Rest(String why) implements Decision {}

    /** One call to one route. */
    sealed interface RouteWrite {
        String route();

        /**
         * The line that says what is about to be asked for.
         *
         * @param number of the write within the plan, counted from 1
         * @param mayLandUntil when the call can no longer take effect, if it is never answered
         */
        default WriteIntended intent(Plan plan, int number, Instant mayLandUntil) {
            return switch (this) {
                case Change(String route, ObservedRoute seen, Weights to, Purpose purpose) ->
                    new WriteIntended(
                            number,
                            route,
                            Optional.of(seen.weights()),
                            Optional.of(to),
                            purpose,
                            mayLandUntil,
                            plan.generation());
                case Restore restore ->
                    new WriteIntended(
                            number,
                            restore.route(),
                            restore.seen().map(ObservedRoute::weights),
                            Optional.empty(),
                            Purpose.REVERT,
                            mayLandUntil,
                            plan.generation());
            };
        }

        /** Whether it moves traffic on, or makes ready for that: only such writes are bound to windows. */
        default boolean movesForward(Plan plan) {
            return switch (this) {
                case Restore _ -> false;
                case Change(String route, ObservedRoute _, Weights to, Purpose purpose) ->
                    switch (purpose) {
                        case ATTACH, FORWARD -> true;
                        case REASSERT -> !to.equals(plan.settled().of(route));
                        case BACK, REVERT -> false;
                    };
            };
        }

        /** New weights, from what was seen. */
        record Change(String route, ObservedRoute seen, Weights to, Purpose purpose) implements RouteWrite {}

        /** The baseline, whatever is there now. */
        record Restore(String route, Optional<ObservedRoute> seen, boolean exact, Set<Side> evicted)
                implements RouteWrite {}
    }
}
