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
import java.util.function.Supplier;

/** A store before another one: what is to come in between is said once for what reads and once for what writes. */
class ForwardingStore implements PlanStore {
    private final PlanStore store;

    ForwardingStore(PlanStore store) {
        this.store = store;
    }

    <T> T reading(Supplier<T> call) {
        return call.get();
    }

    <T> T writing(Supplier<T> call) {
        return call.get();
    }

    @Override
    public Created create(NewPlan plan) {
        return writing(() -> store.create(plan));
    }

    @Override
    public Optional<Created> findCreated(Principal by, IdempotencyKey key, Instant at) {
        return reading(() -> store.findCreated(by, key, at));
    }

    @Override
    public Optional<Plan> find(PlanId id) {
        return reading(() -> store.find(id));
    }

    @Override
    public Document document(PlanId id) {
        return reading(() -> store.document(id));
    }

    @Override
    public Optional<PlanId> findRevertOf(PlanId ended) {
        return reading(() -> store.findRevertOf(ended));
    }

    @Override
    public Optional<PlanId> findOwner(String routeKey) {
        return reading(() -> store.findOwner(routeKey));
    }

    @Override
    public List<Plan> list(PlanQuery query) {
        return reading(() -> store.list(query));
    }

    @Override
    public List<JournalLine> journal(PlanId id, long after, int limit) {
        return reading(() -> store.journal(id, after, limit));
    }

    @Override
    public Optional<Plan> append(Plan read, List<PlanEvent> events, Principal by, Instant at) {
        return writing(() -> store.append(read, events, by, at));
    }

    @Override
    public List<PlanId> due(Instant now, int limit) {
        return reading(() -> store.due(now, limit));
    }

    @Override
    public Optional<Claim> claim(PlanId id, Duration length) {
        return writing(() -> store.claim(id, length));
    }

    @Override
    public Optional<Claim> claimIfDue(PlanId id, Instant now, Duration length) {
        return writing(() -> store.claimIfDue(id, now, length));
    }

    @Override
    public List<Claim> claimDue(Instant now, int limit, Duration length) {
        return writing(() -> store.claimDue(now, limit, length));
    }

    @Override
    public Claim seize(PlanId id, Duration length) {
        return writing(() -> store.seize(id, length));
    }

    @Override
    public Set<Claim> renew(Collection<Claim> claims, Duration length) {
        return writing(() -> store.renew(claims, length));
    }

    @Override
    public boolean permits(Claim claim, long generation) {
        return reading(() -> store.permits(claim, generation));
    }

    @Override
    public void release(Claim claim, long decidedAt, Instant lookAt) {
        boolean _ = writing(() -> {
            store.release(claim, decidedAt, lookAt);
            return true;
        });
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
