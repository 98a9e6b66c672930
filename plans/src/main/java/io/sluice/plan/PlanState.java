package io.sluice.plan;

import io.sluice.traffic.Weights;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Where a plan stands. */
public sealed interface PlanState {
    /** What holds can be laid on: a waypoint, or one that is held already. */
    sealed interface Underway extends PlanState {}

    /** Somewhere on the way forward, or waiting to set out. */
    sealed interface Waypoint extends Underway {}

    /** Ended, for good. */
    sealed interface Terminal extends PlanState {}

    /** Waits for its start; nothing is touched yet. */
    record Scheduled() implements Waypoint {}

    /**
     * Wants the step's weights and does not see them yet.
     *
     * @param step counted from 1; at 0 it attaches what is missing, moves nothing and waits for it to be healthy
     * @param since when it began, or went on after a hold
     * @param baked bake time that the step already had, if it had been there before
     * @param overwrites what is there and shall not stay, by route: weights that somebody else set and that an operator or the plan
     *     said to write over, and those of a call of its own that landed too late
     */
    record Shifting(int step, Instant since, Duration baked, Map<String, Weights> overwrites) implements Waypoint {
        public Shifting {
            overwrites = Map.copyOf(overwrites);
        }
    }

    /**
     * Sees them, and watches the gates until the step has baked.
     *
     * @param since when the bake clock last began to run
     * @param baked what it showed then
     * @param promoted whether somebody ended the bake early
     */
    record Baking(int step, Instant since, Duration baked, boolean promoted) implements Waypoint {
        /** Bake time up to {@code now}, while the clock runs. */
        public Duration bakedAt(Instant now) {
            return now.isAfter(since) ? baked.plus(Duration.between(since, now)) : baked;
        }
    }

    /** Waits, and says for what; the weights stay as they are. Holds may lie on one another, each for its own reason. */
    record Held(Underway at, HoldReason why, Instant since) implements Underway {}

    /**
     * Wants the baseline and nothing else.
     *
     * @param back since when every route has shown it; it is guarded for a while then
     */
    record Reverting(RevertCause cause, Instant since, Optional<Instant> back) implements PlanState {}

    /** Every step was reached and baked. */
    record Completed() implements Terminal {}

    /** The baseline is back. */
    record Reverted(RevertCause cause) implements Terminal {}

    /** Left where it was. */
    record Cancelled() implements Terminal {}

    default boolean isTerminal() {
        return this instanceof Terminal;
    }

    /** The word of the plan resource's {@code state}. */
    default String word() {
        return switch (this) {
            case Scheduled _ -> "scheduled";
            case Shifting _ -> "shifting";
            case Baking _ -> "baking";
            case Held _ -> "held";
            case Reverting _ -> "reverting";
            case Completed _ -> "completed";
            case Reverted _ -> "reverted";
            case Cancelled _ -> "cancelled";
        };
    }
}
