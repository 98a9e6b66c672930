package io.sluice.plan.recurring;

import io.sluice.plan.PlanId;
import java.time.Instant;

/**
 * One due time of a recurring plan, and what became of it; there is one for each, or for several that were missed together.
 *
 * @param due when the cron wanted it
 * @param at when it was settled
 */
public record RecurringRun(Instant due, Instant at, Outcome outcome) {
    /** What became of a run. */
    public sealed interface Outcome {
        /** It is a plan of its own from then on. */
        record Submitted(PlanId plan) implements Outcome {}

        /**
         * It was not even tried.
         *
         * @param why one sentence
         */
        record Skipped(String why) implements Outcome {}

        /**
         * It could not be submitted.
         *
         * @param why one sentence
         */
        record Refused(String why) implements Outcome {}

        /** The word of the resource's {@code outcome}. */
        default String word() {
            return switch (this) {
                case Submitted _ -> "submitted";
                case Skipped _ -> "skipped";
                case Refused _ -> "refused";
            };
        }
    }
}
