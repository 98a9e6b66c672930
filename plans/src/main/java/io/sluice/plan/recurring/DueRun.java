package io.sluice.plan.recurring;

import io.sluice.plan.PlanId;
import java.time.Instant;
import java.util.Optional;

/**
 * What to do about a recurring plan now.
 *
 * <pre>
 * due times that have passed   the run before it   how late it is   so
 * --------------------------   -----------------   --------------   -----------------------------------------------
 * none                                                              nothing yet
 * one                          has ended           within grace     it is submitted
 * one                          is under way                         it is skipped
 * one                                              later            it is skipped: it was missed
 * several                                          the last within  those before the last are skipped together; then
 *                                                  grace            it is as if there were one
 * several                                          later            all are skipped together
 * </pre>
 *
 * <p>So whatever was missed, at most one run is made up for, and never two back to back.
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

    /**
     * Decides about a recurring plan.
     *
     * @param active the plan of an earlier run that has not ended
     */
    static DueRun of(RecurringPlan plan, Optional<PlanId> active, Instant now) {
        Optional<Instant> waiting = plan.nextRun().filter(due -> !now.isBefore(due));
        if (waiting.isEmpty()) {
            return new NotYet();
        }
        DueTimes times = plan.dueTimes();
        Instant first = waiting.get();
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

    private static String missed(int count, Instant first, Instant last) {
        return count == 1
                ? "nobody was there at %s to submit it, and now it is too late".formatted(first)
                : "nobody was there to submit the %d runs from %s to %s, and now it is too late"
                        .formatted(count, first, last);
    }
}
