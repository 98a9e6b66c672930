package io.sluice.plan;

import java.time.Instant;
import java.util.Optional;

/**
 * What a gate has said within the present step.
 *
 * @param verdict the last one recorded
 * @param judgedThrough the end of the window it was made from
 * @param failures windows that failed
 * @param failedThrough the end of the last of them; a window that fails at several looks fails once
 * @param forgiven whether an operator resumed the plan in spite of it, which holds for what was judged by then
 */
public record GateTally(
        Verdict verdict,
        Optional<Instant> judgedThrough,
        int failures,
        Optional<Instant> failedThrough,
        boolean forgiven) {
    public static final GateTally NONE =
            new GateTally(Verdict.NOT_JUDGED, Optional.empty(), 0, Optional.empty(), false);

    /** Whether a judgement says something that this tally does not know yet. */
    public boolean isNews(Verdict judged, Optional<Instant> through) {
        boolean later =
                through.isPresent() && (judgedThrough.isEmpty() || through.get().isAfter(judgedThrough.get()));
        return judged != verdict || (later && (judged == Verdict.FAIL || (judged == Verdict.UNKNOWN && forgiven)));
    }

    GateTally judged(PlanEvent.GateJudged judgement) {
        Optional<Instant> through = judgement.window().map(window -> window.end());
        boolean failed = judgement.verdict() == Verdict.FAIL;
        boolean counted = through.isPresent() && through.equals(failedThrough);
        return new GateTally(
                judgement.verdict(),
                through.or(() -> judgedThrough),
                failed && !counted ? failures + 1 : failures,
                failed ? through : failedThrough,
                false);
    }

    /** Starts counting again and overlooks what was judged so far. */
    GateTally forgive() {
        return new GateTally(verdict, judgedThrough, 0, failedThrough, true);
    }

    /** Whether the gate has failed more often than it may. */
    public boolean exceeds(int failureLimit) {
        return failures > failureLimit;
    }
}
