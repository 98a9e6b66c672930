package io.sluice.plan.engine;

import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanId;
import io.sluice.plan.Principal;
import io.sluice.plan.engine.Interruptions.Point;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A store whose every call can be interrupted before it and after it. */
final class InterruptedStore extends ForwardingStore {
    private final PlanStore store;
    private final Interruptions interruptions;
    private final ManualClock clock;
    private Duration ahead = Duration.ZERO;
    private int found;
    private boolean refused;
    private Optional<Claim> asked = Optional.empty();

    InterruptedStore(PlanStore store, Interruptions interruptions, ManualClock clock) {
        super(store);
        this.store = store;
        this.interruptions = interruptions;
        this.clock = clock;
    }

    @Override
    <T> T reading(Supplier<T> call) {
        interruptions.point();
        T answer = call.get();
        interruptions.point();
        return answer;
    }

    @Override
    <T> T writing(Supplier<T> call) {
        interruptions.point();
        T answer = call.get();
        interruptions.point(Point.AFTER_COMMIT);
        return answer;
    }

    @Override
    public Optional<Claim> claim(PlanId id, Duration length) {
        return claiming(() -> store.claim(id, length));
    }

    @Override
    public Optional<Claim> claimIfDue(PlanId id, Instant now, Duration length) {
        return claiming(() -> store.claimIfDue(id, now, length));
    }

    private Optional<Claim> claiming(Supplier<Optional<Claim>> call) {
        interruptions.point();
        Optional<Claim> claim = call.get();
        interruptions.point(Point.CLAIMED);
        return claim;
    }

    /** The claim that was asked about last. */
    Optional<Claim> asked() {
        return asked;
    }

    /** By how much the clock had been set when the lines were thought out that were written last. */
    Duration ahead() {
        return ahead;
    }

    @Override
    public Optional<Plan> append(Plan read, List<PlanEvent> events, Principal by, Instant at) {
        ahead = clock.ahead();
        return super.append(read, events, by, at);
    }

    /** Whether the last answer about a claim was no. */
    boolean refused() {
        return refused;
    }

    /** How often a plan was asked for. */
    int found() {
        return found;
    }

    @Override
    public Optional<Plan> find(PlanId id) {
        Optional<Plan> plan = super.find(id);
        found++;
        return plan;
    }

    @Override
    public boolean permits(Claim claim, long generation) {
        asked = Optional.of(claim);
        refused = false;
        interruptions.point(Point.BEFORE_PERMISSION);
        boolean permitted = store.permits(claim, generation);
        refused = !permitted;
        interruptions.lastPoint();
        return permitted;
    }
}
