package io.sluice.plan.engine;

import static java.util.stream.Collectors.joining;

import io.sluice.plan.Plan;
import io.sluice.plan.PlanId;
import io.sluice.plan.Principal;
import io.sluice.plan.engine.Admission.Answer;
import io.sluice.plan.engine.Admission.Submission;
import io.sluice.plan.engine.PlanStore.OfRecurring;
import io.sluice.plan.file.ParsedPlan;
import io.sluice.plan.file.PlanFile;
import io.sluice.plan.recurring.DueRun;
import io.sluice.plan.recurring.RecurringId;
import io.sluice.plan.recurring.RecurringPlan;
import io.sluice.plan.recurring.RecurringRun;
import io.sluice.plan.recurring.RecurringRun.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;

/**
 * Makes plans of the runs that are due.
 *
 * <p>Whoever looks, and however many do: a run is settled once, in the moment in which its plan is stored or its refusal is. A
 * process that dies before that has done nothing, and one that comes late finds the next run. One whose next run was set by a
 * clock that was wrong has it put back.
 */
public final class RecurringRuns {
    private static final Duration UNREADABLE_AGAIN = Duration.ofDays(1);

    private final RecurringStore store;
    private final PlanStore plans;
    private final Admission admission;
    private final InstantSource clock;
    private final BiPredicate<Principal, Map<String, String>> mayStillSubmit;

    /** @param mayStillSubmit whether somebody who submitted a recurring plan may submit plans with some labels now */
    public RecurringRuns(
            RecurringStore store,
            PlanStore plans,
            Admission admission,
            InstantSource clock,
            BiPredicate<Principal, Map<String, String>> mayStillSubmit) {
        this.store = store;
        this.plans = plans;
        this.admission = admission;
        this.clock = clock;
        this.mayStillSubmit = mayStillSubmit;
    }

    /**
     * Settles one due time of a recurring plan, if there is one; what else is due is for the next look.
     *
     * @throws StoreUnavailable if it is not known whether it did; the next look knows
     */
    public void look(RecurringId id) {
        RecurringPlan plan = store.recurring(id);
        Instant now = clock.instant();
        if (plan.written().isEmpty()) {
            unreadable(plan, now);
            return;
        }
        switch (DueRun.of(plan, store.settledAfter(id, earlier(plan, now)), active(plan), now)) {
            case DueRun.NotYet _ -> {}
            case DueRun.PutBack(Instant to) -> store.putBack(plan, to);
            case DueRun.Skip(Instant due, Instant next, String why) ->
                settle(plan, due, new Outcome.Skipped(why), next);
            case DueRun.Submit run ->
                stranger(plan)
                        .or(() -> refusal(admission.submit(submission(plan, run))))
                        .ifPresent(why -> settle(plan, run.due(), new Outcome.Refused(why), run.next()));
        }
    }

    /** Its cron is not known either, so it is asked again a day later: perhaps by a release that can. */
    private void unreadable(RecurringPlan plan, Instant now) {
        plan.nextRun()
                .filter(due -> !now.isBefore(due))
                .ifPresent(due -> settle(
                        plan,
                        due,
                        new Outcome.Refused(
                                "this release of Sluice cannot read the plan as it was written; stop it and submit it anew"),
                        now.plus(UNREADABLE_AGAIN)));
    }

    private Optional<String> stranger(RecurringPlan plan) {
        Principal by = plan.submittedBy();
        return mayStillSubmit.test(by, plan.spec().labels())
                ? Optional.empty()
                : Optional.of("%s submitted it, and may submit plans with its labels no more".formatted(by));
    }

    private static Instant earlier(RecurringPlan plan, Instant now) {
        return plan.nextRun().filter(now::isAfter).orElse(now);
    }

    private Optional<PlanId> active(RecurringPlan plan) {
        return plan.lastPlan()
                .flatMap(plans::find)
                .filter(last -> !last.isTerminal())
                .map(Plan::id);
    }

    private static Submission submission(RecurringPlan plan, DueRun.Submit run) {
        ParsedPlan.Accepted written = PlanFile.oneRunOf(plan.document());
        return new Submission(
                written.spec(),
                written.canonical(),
                written.digest(),
                plan.submittedBy(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(new OfRecurring(plan.id(), run.due(), run.next())));
    }

    /** Why there is no plan; empty where there is one, or somebody else has settled the run. */
    private static Optional<String> refusal(Answer answer) {
        return switch (answer) {
            case Answer.Accepted _, Answer.Repeated _, Answer.RunSettled _ -> Optional.empty();
            case Answer.Invalid invalid ->
                Optional.of(invalid.faults().stream()
                        .map(fault -> fault.pointer() + " " + fault.message())
                        .collect(joining("; ")));
            case Answer.Conflict(String why, var _) -> Optional.of(why);
            case Answer.Unavailable(String why) -> Optional.of(why);
            case Answer.Outdated _, Answer.KeyReused _ ->
                throw new IllegalStateException("a run names no preview and no key");
        };
    }

    /** Of a run that somebody else has settled meanwhile nothing is said twice. */
    private void settle(RecurringPlan plan, Instant due, Outcome outcome, Instant next) {
        boolean _ = store.settle(plan, new RecurringRun(due, clock.instant(), outcome), next);
    }
}
