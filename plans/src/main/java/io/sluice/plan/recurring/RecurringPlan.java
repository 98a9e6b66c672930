package io.sluice.plan.recurring;

import io.sluice.plan.PlanId;
import io.sluice.plan.PlanSpec;
import io.sluice.plan.Principal;
import java.time.Instant;
import java.util.Optional;

/**
 * A plan that is submitted anew whenever its cron says so. It owns no route and moves nothing: each of its runs is a plan of its
 * own.
 *
 * @param spec as it was written, cron and all
 * @param document the canonical text of its file
 * @param digest of that text
 * @param submittedBy who is the submitter of each run too
 * @param nextRun when a run is due next; empty once it was stopped
 * @param runs how many due times were settled
 * @param lastRun the latest of them
 * @param lastPlan what the latest that was submitted became
 */
public record RecurringPlan(
        RecurringId id,
        PlanSpec spec,
        String document,
        String digest,
        Principal submittedBy,
        Instant submittedAt,
        Optional<Instant> nextRun,
        long runs,
        Optional<RecurringRun> lastRun,
        Optional<PlanId> lastPlan,
        Optional<Instant> stoppedAt) {
    public RecurringPlan {
        if (nextRun.isPresent() == stoppedAt.isPresent()) {
            throw new IllegalArgumentException("a recurring plan has a next run until it is stopped");
        }
    }

    /** The same with another due time for its next run. */
    public RecurringPlan withNextRun(Instant next) {
        return new RecurringPlan(
                id,
                spec,
                document,
                digest,
                submittedBy,
                submittedAt,
                Optional.of(next),
                runs,
                lastRun,
                lastPlan,
                stoppedAt);
    }

    /** When it is due. */
    public DueTimes dueTimes() {
        return DueTimes.of(spec.schedule());
    }
}
