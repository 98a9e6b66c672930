package io.sluice.plan.engine;

import io.sluice.plan.JournalLine;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanId;
import io.sluice.plan.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/** A store whose every call can be interrupted before it and after it, and whose lines are shown to a witness. */
class InterruptedStore implements PlanStore {
    private final PlanStore store;
    private final Interruptions interruptions;
    private final BiConsumer<Plan, List<PlanEvent>> witness;

    InterruptedStore(PlanStore store, Interruptions interruptions, BiConsumer<Plan, List<PlanEvent>> witness) {
        this.store = store;
        this.interruptions = interruptions;
        this.witness = witness;
    }

    private <T> T between(Supplier<T> call) {
        interruptions.point();
        T answer = call.get();
        interruptions.point();
        return answer;
    }

    @Override
    public Created create(NewPlan plan) {
        return between(() -> store.create(plan));
    }

    @Override
    public Optional<Created> findCreated(Principal by, IdempotencyKey key, Instant at) {
        return between(() -> store.findCreated(by, key, at));
    }

    @Override
    public Optional<Plan> find(PlanId id) {
        return between(() -> store.find(id));
    }

    @Override
    public Document document(PlanId id) {
        return between(() -> store.document(id));
    }

    @Override
    public Optional<PlanId> findRevertOf(PlanId ended) {
        return between(() -> store.findRevertOf(ended));
    }

    @Override
    public Optional<PlanId> findOwner(String routeKey) {
        return between(() -> store.findOwner(routeKey));
    }

    @Override
    public List<Plan> list(PlanQuery query) {
        return between(() -> store.list(query));
    }

    @Override
    public List<JournalLine> journal(PlanId id, long after, int limit) {
        return between(() -> store.journal(id, after, limit));
    }

    @Override
    public Optional<Plan> append(Plan read, List<PlanEvent> events, Principal by, Instant at) {
        return between(() -> {
            Optional<Plan> appended = store.append(read, events, by, at);
            if (appended.isPresent()) {
                witness.accept(read, events);
            }
            return appended;
        });
    }

    @Override
    public List<PlanId> due(Instant now, int limit) {
        return between(() -> store.due(now, limit));
    }

    @Override
    public Optional<Claim> claim(PlanId id, Duration length) {
        return between(() -> store.claim(id, length));
    }

    @Override
    public List<Claim> claimDue(Instant now, int limit, Duration length) {
        return between(() -> store.claimDue(now, limit, length));
    }

    @Override
    public Claim seize(PlanId id, Duration length) {
        return between(() -> store.seize(id, length));
    }

    @Override
    public Set<Claim> renew(Collection<Claim> claims, Duration length) {
        return between(() -> store.renew(claims, length));
    }

    @Override
    public boolean permits(Claim claim, long generation) {
        // No point after it: nothing can close the gap between this answer and the send that it permits.
        interruptions.point();
        return store.permits(claim, generation);
    }

    @Override
    public void release(Claim claim, long decidedAt, Instant lookAt) {
        interruptions.point();
        store.release(claim, decidedAt, lookAt);
    }

    @Override
    public void saveLook(PlanId id, Look look) {
        store.saveLook(id, look);
    }

    @Override
    public Optional<Look> findLook(PlanId id) {
        return store.findLook(id);
    }
}
