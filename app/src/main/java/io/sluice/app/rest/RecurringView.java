package io.sluice.app.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.sluice.plan.PlanSpec;
import io.sluice.plan.recurring.RecurringPlan;
import io.sluice.plan.recurring.RecurringPlan.Stopped;
import io.sluice.plan.recurring.RecurringRun;
import io.sluice.plan.recurring.RecurringRun.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A recurring plan as clients see it. Of one that this release cannot read, what was written is empty.
 *
 * @param digest of the plan as written, its cron included; its runs have another, all the same
 * @param every the cron, in the zone of {@code timeZone}
 * @param nextRun when a run is due next; empty once it was stopped
 * @param runs the latest, the latest first; only where one recurring plan is asked for
 */
public record RecurringView(
        String id,
        Optional<String> name,
        Optional<String> owner,
        Map<String, String> labels,
        String digest,
        Optional<String> every,
        Optional<String> timeZone,
        String submittedBy,
        Instant submittedAt,
        Optional<Instant> nextRun,
        Optional<RunView> lastRun,
        Optional<Instant> stoppedAt,
        Optional<String> stoppedBy,
        Optional<String> stopReason,
        @JsonInclude(Include.NON_ABSENT) Optional<List<RunView>> runs) {

    /**
     * What became of a due time.
     *
     * @param due when the cron wanted it
     * @param at when it was settled
     * @param outcome {@code submitted}, {@code skipped} or {@code refused}
     * @param plan that it became
     * @param reason why it became none
     */
    public record RunView(Instant due, Instant at, String outcome, Optional<String> plan, Optional<String> reason) {
        static RunView of(RecurringRun run) {
            return switch (run.outcome()) {
                case Outcome.Submitted(var plan) -> of(run, Optional.of(plan.value()), Optional.empty());
                case Outcome.Skipped(String why) -> of(run, Optional.empty(), Optional.of(why));
                case Outcome.Refused(String why) -> of(run, Optional.empty(), Optional.of(why));
            };
        }

        private static RunView of(RecurringRun run, Optional<String> plan, Optional<String> reason) {
            return new RunView(run.due(), run.at(), run.outcome().word(), plan, reason);
        }
    }

    static RecurringView of(RecurringPlan plan) {
        return of(plan, Optional.empty());
    }

    static RecurringView of(RecurringPlan plan, List<RecurringRun> runs) {
        return of(plan, Optional.of(runs.stream().map(RunView::of).toList()));
    }

    private static RecurringView of(RecurringPlan plan, Optional<List<RunView>> runs) {
        return new RecurringView(
                plan.id().value(),
                plan.written().map(PlanSpec::name),
                plan.written().map(PlanSpec::owner),
                plan.written().map(PlanSpec::labels).orElse(Map.of()),
                plan.digest(),
                plan.written().map(_ -> plan.dueTimes().cron().toString()),
                plan.written().map(_ -> plan.dueTimes().zone().getId()),
                plan.submittedBy().name(),
                plan.submittedAt(),
                plan.nextRun(),
                plan.lastRun().map(RunView::of),
                plan.stopped().map(Stopped::at),
                plan.stopped().map(stopped -> stopped.by().name()),
                plan.stopped().map(Stopped::reason),
                runs);
    }
}
