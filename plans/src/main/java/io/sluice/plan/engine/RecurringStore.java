package io.sluice.plan.engine;

import io.sluice.plan.PlanSpec;
import io.sluice.plan.Principal;
import io.sluice.plan.engine.PlanStore.IdempotencyKey;
import io.sluice.plan.recurring.RecurringId;
import io.sluice.plan.recurring.RecurringPlan;
import io.sluice.plan.recurring.RecurringRun;
import java.time.Instant;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps recurring plans and what became of their runs. A run that becomes a plan is kept by {@link PlanStore#create}, in the moment
 * in which the plan is.
 *
 * <p>Every method may be called from many threads and many processes. When the store cannot be asked, methods throw {@link
 * StoreUnavailable}, and it is not known whether they have changed anything. Each "must" is a test of the store contract.
 */
public interface RecurringStore {
    /**
     * Stores a recurring plan. A key of idempotency that was used for one within 24 hours must be answered {@link Added.Repeated}
     * with the recurring plan it made, or {@link Added.KeyReused} if the body differs.
     */
    Added add(NewRecurring asked);

    /**
     * A recurring plan that is about to be stored.
     *
     * @param document the canonical text of its file, from which the spec can be read again
     * @param nextRun when its first run is due
     */
    record NewRecurring(
            RecurringId id,
            PlanSpec spec,
            String document,
            String digest,
            Principal by,
            Instant at,
            Instant nextRun,
            Optional<IdempotencyKey> idempotencyKey) {}

    /** What became of a submission. */
    sealed interface Added {
        record Stored(RecurringPlan plan) implements Added {}

        record Repeated(RecurringPlan plan) implements Added {}

        record KeyReused() implements Added {}
    }

    /** What a key of idempotency has been answered already; empty if it is free. */
    Optional<Added> findAdded(Principal by, IdempotencyKey key, Instant at);

    /** One that this release cannot read must be found all the same. */
    Optional<RecurringPlan> find(RecurringId id);

    /**
     * The recurring plan of an id.
     *
     * @throws NoSuchElementException if there is none
     */
    default RecurringPlan recurring(RecurringId id) {
        return find(id).orElseThrow(() -> new NoSuchElementException("no recurring plan " + id));
    }

    /** The newest first, after the last one of the page before. */
    List<RecurringPlan> list(Optional<RecurringId> after, int limit);

    /** Those whose next run is due, the longest waiting first; none that was stopped. */
    List<RecurringId> due(Instant now, int limit);

    /** Those that were not stopped, whenever they are due. */
    List<RecurringId> active();

    /** The due times after a moment that were settled: by a clock that was ahead then. */
    Set<Instant> settledAfter(RecurringId id, Instant moment);

    /**
     * Has the next run due earlier, if it is still the one that was read; it must change nothing otherwise.
     *
     * @param to a due time that was not settled
     * @return whether it did
     */
    boolean putBack(RecurringPlan read, Instant to);

    /** The runs of one, the latest first. */
    List<RecurringRun> runs(RecurringId id, int limit);

    /**
     * Keeps a run that made no plan, if the next run is still the one that was read. Of two that settle the same one, exactly one
     * must succeed, {@link PlanStore#create} being one of them; none must once it was stopped.
     *
     * @param next when the run after it is due
     * @return whether it did
     */
    boolean settle(RecurringPlan read, RecurringRun run, Instant next);

    /**
     * Has no run any more; a second time must change nothing.
     *
     * @param reason one sentence
     */
    RecurringPlan stop(RecurringId id, Principal by, String reason, Instant at);
}
