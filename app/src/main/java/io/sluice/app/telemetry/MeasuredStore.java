package io.sluice.app.telemetry;

import io.sluice.plan.JournalLine;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanId;
import io.sluice.plan.PlanState;
import io.sluice.plan.PlanState.Reverting;
import io.sluice.plan.Principal;
import io.sluice.plan.engine.Look;
import io.sluice.plan.engine.PlanStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/** A store that notes what passes through it: which plans this node is at, where they stand, and how long appends take. */
final class MeasuredStore implements PlanStore {
    private final PlanStore store;
    private final PlansAtWork plans;
    private final Meters meters;
    private final LongSupplier nanoTime;

    MeasuredStore(PlanStore store, PlansAtWork plans, Meters meters, LongSupplier nanoTime) {
        this.store = store;
        this.plans = plans;
        this.meters = meters;
        this.nanoTime = nanoTime;
    }

    @Override
    public Optional<Plan> append(Plan read, List<PlanEvent> events, Principal by, Instant at) {
        long began = nanoTime.getAsLong();
        String outcome = "failed";
        try {
            Optional<Plan> appended = store.append(read, events, by, at);
            outcome = appended.isPresent() ? "appended" : "moved-on";
            appended.ifPresent(after -> {
                plans.is(after);
                timeRevert(read.state(), after.state(), at);
            });
            return appended;
        } finally {
            meters.append(outcome, Duration.ofNanos(nanoTime.getAsLong() - began));
        }
    }

    /** Counted once, by whoever wrote down that all is back. */
    private void timeRevert(PlanState before, PlanState after, Instant at) {
        if (before instanceof Reverting(var _, Instant since, Optional<Instant> back)
                && back.isEmpty()
                && isBack(after)) {
            meters.back(Duration.between(since, at));
        }
    }

    private static boolean isBack(PlanState state) {
        return switch (state) {
            case PlanState.Reverted _ -> true;
            case Reverting reverting -> reverting.back().isPresent();
            default -> false;
        };
    }

    @Override
    public Optional<Plan> find(PlanId id) {
        Optional<Plan> found = store.find(id);
        found.ifPresent(plans::is);
        return found;
    }

    @Override
    public Optional<Claim> claim(PlanId id, Duration length) {
        return noted(id, store.claim(id, length));
    }

    @Override
    public Optional<Claim> claimIfDue(PlanId id, Instant now, Duration length) {
        return noted(id, store.claimIfDue(id, now, length));
    }

    private Optional<Claim> noted(PlanId id, Optional<Claim> claim) {
        claim.ifPresentOrElse(plans::claimed, () -> plans.refused(id));
        return claim;
    }

    @Override
    public List<Claim> claimDue(Instant now, int limit, Duration length) {
        List<Claim> claims = store.claimDue(now, limit, length);
        claims.forEach(plans::claimed);
        return claims;
    }

    @Override
    public Claim seize(PlanId id, Duration length) {
        Claim claim = store.seize(id, length);
        plans.claimed(claim);
        return claim;
    }

    @Override
    public void release(Claim claim, long decidedAt, Instant lookAt) {
        plans.released(claim, lookAt);
        store.release(claim, decidedAt, lookAt);
    }

    @Override
    public void saveLook(PlanId id, Look look) {
        store.saveLook(id, look);
        plans.saw(id, look);
    }

    // ---- nothing to note

    @Override
    public Created create(NewPlan plan) {
        return store.create(plan);
    }

    @Override
    public Optional<Created> findCreated(Principal by, IdempotencyKey key, Instant at) {
        return store.findCreated(by, key, at);
    }

    @Override
    public Document document(PlanId id) {
        return store.document(id);
    }

    @Override
    public Optional<PlanId> findRevertOf(PlanId ended) {
        return store.findRevertOf(ended);
    }

    @Override
    public Optional<PlanId> findOwner(String routeKey) {
        return store.findOwner(routeKey);
    }

    @Override
    public List<Plan> list(PlanQuery query) {
        return store.list(query);
    }

    @Override
    public List<JournalLine> journal(PlanId id, long after, int limit) {
        return store.journal(id, after, limit);
    }

    @Override
    public List<PlanId> due(Instant now, int limit) {
        return store.due(now, limit);
    }

    @Override
    public Set<Claim> renew(Collection<Claim> claims, Duration length) {
        return store.renew(claims, length);
    }

    @Override
    public boolean permits(Claim claim, long generation) {
        return store.permits(claim, generation);
    }

    @Override
    public Optional<Look> findLook(PlanId id) {
        return store.findLook(id);
    }
}
