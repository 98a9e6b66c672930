package io.sluice.plan;

import java.time.Duration;
import java.util.Optional;

/** One thing that a plan does before the next: reach a split and bake it, pause, wait for people, or ask a hook. */
public sealed interface Step {
    /** A JSON pointer to the written step that this one comes from; a ramp is written once and expands to many. */
    String source();

    /**
     * Weights to reach on every route, and how long to watch them there.
     *
     * @param weights all routes of the plan; those that the step does not move keep what they had
     * @param bake how long at most; zero still means one complete look of every gate
     * @param least where it is given, the bake ends as soon as every gate has decided, but not before this time
     */
    record Shift(String source, RouteWeights weights, Duration bake, Optional<Duration> least) implements Step {
        /** A step that bakes for a fixed time. */
        public Shift(String source, RouteWeights weights, Duration bake) {
            this(source, weights, bake, Optional.empty());
        }
    }

    /**
     * Waits where the plan stands.
     *
     * @param lasts empty: until somebody resumes it
     */
    record Pause(String source, Optional<Duration> lasts) implements Step {}

    /**
     * Waits until enough people say that the plan may go on.
     *
     * @param group whose members may say so; never whoever submitted the plan
     * @param count how many of them
     * @param timeout empty: waits until somebody decides
     */
    record Approval(String source, String group, int count, Optional<Duration> timeout, OnTimeout onTimeout)
            implements Step {}

    /**
     * Asks a hook of {@code config.yml} whether the plan may go on.
     *
     * @param hook its name there
     * @param timeout how long it is asked again, counted from when it was asked first
     * @param onFail what becomes of the plan if it says no, or nothing in time
     */
    record Webhook(String source, String hook, Duration timeout, Gate.OnFail onFail) implements Step {}

    /** What becomes of a plan that nobody approved in time. */
    enum OnTimeout {
        REVERT,
        /** Goes on waiting, and says that it is late. */
        HOLD
    }
}
