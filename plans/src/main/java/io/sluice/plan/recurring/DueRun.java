package io.sluice.plan.recurring;

import io.sluice.plan.PlanId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What to do about a recurring plan now.
 *
 * <pre>
 * due times that have passed   the run before it   how late it is   so
 * --------------------------   -----------------   --------------   -----------------------------------------------
 * none                                                              nothing yet
 * none, and the next run is                                         it is put back to the next due time: the clock was
 * later than the next due time                                      wrong when it was set
 * one                          has ended           within grace     it is submitted
 * one                          is under way                         it is skipped
 * one                                              later            it is skipped: it was missed
 * several                                          the last within  those before the last are skipped together; then
 *                                                  grace            it is as if there were one
 * several                                          later            all are skipped together
 * </pre>
 *
 * <p>So whatever was missed, at most one run is made up for, and never two back to back. A due time that was settled is passed over
 * from then on, so no clock that is set to and fro makes a second run of it.
 */
public sealed interface DueRun {
    /** Nothing is due. */
    record NotYet() implements DueRun {}

    /** The run becomes a plan now. */
    record Submit(Instant due, Instant next) implements DueRun {}

    /**
     * No run.
     *
     * @param due the last of the due times that are skipped
     * @param next when the next run is due; it may have passed too
     * @param why one sentence
     */
    record Skip(Instant due, Instant next, String why) implements DueRun {}

    /** Nothing is due, but something will be before the next run is. */
    record PutBack(Instant to) implements DueRun {}

    /**
     * Decides about a recurring plan.
     *
     * @param settled the due times after now that have a run, and those after the next run
     * @param active the plan of an earlier run that has not ended
     */
    static DueRun of(RecurringPlan plan, Set<Instant> settled, Optional<PlanId> active, Instant now) {
        if (plan.nextRun().isEmpty()) {
            return new NotYet();
        }
        Open times = new Open(plan.dueTimes(), settled);
        Instant next = plan.nextRun().get();
        return now.isBefore(next) ? before(plan, times, next, now) : due(times, next, active, now);
    }

    private static DueRun before(RecurringPlan plan, Open times, Instant next, Instant now) {
        // A clock that has forgotten the year is not believed: there was no plan then.
        Instant since = now.isBefore(plan.submittedAt()) ? plan.submittedAt() : now;
        Instant first = times.orLater(DueTimes.first(plan.spec().schedule(), since));
        return first.isBefore(next) ? new PutBack(first) : new NotYet();
    }

    private static DueRun due(Open times, Instant first, Optional<PlanId> active, Instant now) {
        Instant last = first;
        Instant beforeLast = first;
        int passed = 1;
        for (Instant next = times.after(first); !now.isBefore(next); next = times.after(next)) {
            beforeLast = last;
            last = next;
            passed++;
        }
        boolean late = now.isAfter(last.plus(times.grace(last)));
        if (late) {
            return new Skip(last, times.after(last), missed(passed, first, last));
        }
        if (passed > 1) {
            return new Skip(beforeLast, last, missed(passed - 1, first, beforeLast));
        }
        return active.<DueRun>map(other -> new Skip(
                        first, times.after(first), "plan %s of an earlier run is still under way".formatted(other)))
                .orElseGet(() -> new Submit(first, times.after(first)));
    }

    /** Due times that nobody has settled. */
    record Open(DueTimes times, Set<Instant> settled) {
        Instant after(Instant moment) {
            return orLater(times.after(moment));
        }

        /** It, or the first one after it that is open; there are no more steps than due times that were settled. */
        Instant orLater(Instant due) {
            Instant open = due;
            while (settled.contains(open)) {
                open = times.after(open);
            }
            return open;
        }

        Duration grace(Instant due) {
            return times.grace(due);
        }
    }

    private static String missed(int count, Instant first, Instant last) {
        return count == 1
                ? "nobody was there at %s to submit it, and now it is too late".formatted(first)
                : "nobody was there to submit the %d runs from %s to %s, and now it is too late"
                        .formatted(count, first, last);
    }
}
