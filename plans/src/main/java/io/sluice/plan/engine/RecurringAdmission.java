package io.sluice.plan.engine;

import io.sluice.plan.PlanSpec;
import io.sluice.plan.Principal;
import io.sluice.plan.engine.PlanStore.IdempotencyKey;
import io.sluice.plan.engine.RecurringStore.Added;
import io.sluice.plan.engine.RecurringStore.NewRecurring;
import io.sluice.plan.recurring.DueTimes;
import io.sluice.plan.recurring.RecurringId;
import io.sluice.plan.recurring.RecurringPlan;
import io.sluice.traffic.Fault;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Decides whether a recurring plan may be stored: what is wrong with its runs is found before the first of them.
 *
 * <p>What routes show now, and who has them, is not looked at: that is asked of each run when it is due.
 */
public final class RecurringAdmission {
    private final RecurringStore store;
    private final Examiner examiner;
    private final InstantSource clock;
    private final Supplier<RecurringId> ids;

    public RecurringAdmission(RecurringStore store, Examiner examiner, InstantSource clock, Supplier<RecurringId> ids) {
        this.store = store;
        this.examiner = examiner;
        this.clock = clock;
        this.ids = ids;
    }

    /** What became of a submission. */
    public sealed interface Answer {
        /** It is stored, now or by the same submission before. */
        record Accepted(RecurringPlan plan) implements Answer {}

        /** The key was used for another one. */
        record KeyReused() implements Answer {}

        /** No run of it could be carried out as it is written. */
        record Invalid(List<Fault> faults) implements Answer {
            public Invalid {
                faults = List.copyOf(faults);
            }
        }

        /** A provider cannot be asked now. */
        record Unavailable(String why) implements Answer {}
    }

    /**
     * Stores a plan that says when it comes again, if its runs could be carried out.
     *
     * @param document the canonical text of its file
     */
    public Answer submit(PlanSpec spec, String document, String digest, Principal by, Optional<IdempotencyKey> key) {
        Instant now = clock.instant();
        Optional<Answer> earlier =
                key.flatMap(one -> store.findAdded(by, one, now)).map(RecurringAdmission::answer);
        if (earlier.isPresent()) {
            return earlier.get();
        }
        List<Fault> faults = examiner.faults(spec, by, now);
        if (!faults.isEmpty()) {
            return new Answer.Invalid(faults);
        }
        return switch (examiner.look(spec)) {
            case Examiner.Found.Unfit unfit -> new Answer.Invalid(unfit.faults());
            case Examiner.Found.Unseen(String why) -> new Answer.Unavailable(why);
            case Examiner.Found.Fit _ ->
                answer(store.add(new NewRecurring(
                        ids.get(), spec, document, digest, by, now, DueTimes.first(spec.schedule(), now), key)));
        };
    }

    private static Answer answer(Added added) {
        return switch (added) {
            case Added.Stored(RecurringPlan plan) -> new Answer.Accepted(plan);
            case Added.Repeated(RecurringPlan plan) -> new Answer.Accepted(plan);
            case Added.KeyReused _ -> new Answer.KeyReused();
        };
    }
}
