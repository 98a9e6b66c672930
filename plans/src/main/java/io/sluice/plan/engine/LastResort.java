package io.sluice.plan.engine;

import io.sluice.plan.Baseline;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent.RevertTaken;
import io.sluice.plan.PlanId;
import io.sluice.plan.PlanSpec;
import io.sluice.plan.PlanState.Reverted;
import io.sluice.plan.PlanState.Reverting;
import io.sluice.plan.Principal;
import io.sluice.plan.RevertCause;
import io.sluice.plan.decide.Decider;
import io.sluice.plan.engine.PlanStore.Document;
import io.sluice.plan.engine.PlanStore.NewPlan;
import io.sluice.traffic.Sight;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Puts a plan's routes back with nothing but their providers: for when the store cannot be asked.
 *
 * <p>It is the same engine with the same decisions over a store in memory, which holds one plan: born reverting, with the baseline of
 * the plan that is put back. Since it cannot know what that plan has sent, it writes the baseline in any case, and guards it as long as
 * any such call could still land. It has no thread: whoever owns it calls {@link #look} when it says.
 *
 * <p>Nobody else can take this plan from it, so its own store would permit everything. But the store that was silent may be back: the
 * routes may have been put back by others since, and be a later plan's. Whoever can ask that store says when what it said is
 * outdated; from then on no attempt begins until it is not.
 */
public final class LastResort {
    /** Longer than any look takes: nobody else can ask for the plan, so nobody has to renew it. */
    private static final Duration CLAIM = Duration.ofHours(1);

    private final MemoryPlanStore store;
    private final Engine engine;
    private final Observer observer;
    private final PlanId id;
    private Optional<Instant> next = Optional.empty();

    private LastResort(PlanId id, PlanId of, MemoryPlanStore store, Parts parts) {
        this.id = id;
        this.store = store;
        this.observer = new Observer(parts.providers(), parts.calls());
        this.engine = new Engine(
                store,
                parts.providers(),
                parts.calls(),
                parts.decider(),
                (_, _) -> {
                    throw new IllegalStateException("what is put back takes no baseline");
                },
                (_, at) -> next = Optional.of(at),
                parts.clock(),
                parts.nanoTime(),
                CLAIM,
                own -> of + "-" + own.value().substring(own.value().indexOf('_') + 1));
    }

    /**
     * What a plan is put back with.
     *
     * @param nanoTime a monotonic clock
     */
    public record Parts(
            Providers providers, Calls calls, Decider decider, InstantSource clock, LongSupplier nanoTime) {}

    /**
     * What is to be put back, and on whose word.
     *
     * @param of the plan whose routes go back
     * @param at when it was ordered
     */
    public record Order(
            PlanId of,
            PlanSpec spec,
            Document document,
            Baseline baseline,
            RevertCause cause,
            Principal by,
            Instant at) {}

    /** The same where there is no store that could be asked. */
    public static LastResort of(PlanId id, Order order, Parts parts) {
        return of(id, order, parts, () -> false);
    }

    /**
     * Takes an order; nothing is sent before the first look.
     *
     * @param id that no plan has: clouds tell requests apart by it, and must not take these for those of the plan itself. They know
     *     these by the plan that is put back, which people know, and after it by this
     * @param outdated whether the plan's own store must be asked again before anything is put back, as after a standstill of this
     *     process; asked just before each attempt, and answered at once. An attempt that it stops is made by a later look
     */
    public static LastResort of(PlanId id, Order order, Parts parts, BooleanSupplier outdated) {
        MemoryPlanStore store = new MemoryPlanStore(parts.clock(), outdated);
        Instant now = parts.clock().instant();
        store.create(new NewPlan(
                id,
                order.spec(),
                order.document().text(),
                order.document().digest(),
                order.document().routeKeys(),
                List.of(new RevertTaken(order.of(), order.baseline(), order.cause())),
                order.by(),
                now,
                now,
                Optional.empty()));
        return new LastResort(id, order.of(), store, parts);
    }

    /**
     * Looks, writes what is not back, and looks again.
     *
     * @return when to look next; empty once the baseline is back and nothing can land on it any more
     */
    public Optional<Instant> look() {
        next = Optional.empty();
        engine.tick(id);
        return next;
    }

    /** What each route shows now, or why it cannot be seen; changes nothing. */
    public Map<String, Sight> sights() {
        return observer.sights(plan().spec().routes());
    }

    /** The plan that puts back, as it stands. */
    public Plan plan() {
        return store.plan(id);
    }

    /** Where that plan and its last look are kept. */
    public PlanStore store() {
        return store;
    }

    /** Whether every route was read back at its baseline, and has not been seen anywhere else since. */
    public boolean isBack() {
        return switch (plan().state()) {
            case Reverting reverting -> reverting.back().isPresent();
            case Reverted _ -> true;
            default -> false;
        };
    }
}
