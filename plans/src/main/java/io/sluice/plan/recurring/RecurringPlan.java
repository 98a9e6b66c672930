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
 * @param written as it was, cron and all; empty where this release cannot read what an earlier one took
 * @param document the canonical text of its file
 * @param digest of that text
 * @param submittedBy who is the submitter of each run too
 * @param nextRun when a run is due next; empty once it was stopped
 * @param runs how many due times were settled
 * @param lastRun the latest of them
 * @param lastPlan what the latest that was submitted became
 * @param stopped since when it has no run any more
 */
public record RecurringPlan(
        RecurringId id,
        Optional<PlanSpec> written,
        String document,
        String digest,
        Principal submittedBy,
        Instant submittedAt,
        Optional<Instant> nextRun,
        long runs,
        Optional<RecurringRun> lastRun,
        Optional<PlanId> lastPlan,
        Optional<Stopped> stopped) {
    public RecurringPlan {
        if (nextRun.isPresent() == stopped.isPresent()) {
            throw new IllegalArgumentException("a recurring plan has a next run until it is stopped");
        }
    }

    /**
     * Who stopped it, and why.
     *
     * @param reason one sentence
     */
    public record Stopped(Instant at, Principal by, String reason) {}

    /**
     * As it was written.
     *
     * @throws IllegalStateException if this release cannot read it
     */
    public PlanSpec spec() {
        return written.orElseThrow(() -> new IllegalStateException("this release cannot read recurring plan " + id));
    }

    /** The same with another due time for its next run. */
    public RecurringPlan withNextRun(Instant next) {
        return new RecurringPlan(
                id,
                written,
                document,
                digest,
                submittedBy,
                submittedAt,
                Optional.of(next),
                runs,
                lastRun,
                lastPlan,
                stopped);
    }

    /** When it is due. */
    public DueTimes dueTimes() {
        return DueTimes.of(spec().schedule());
    }
}
