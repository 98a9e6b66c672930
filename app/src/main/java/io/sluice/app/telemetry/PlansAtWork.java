package io.sluice.app.telemetry;

import static java.util.Comparator.comparing;

import io.sluice.plan.Plan;
import io.sluice.plan.PlanId;
import io.sluice.plan.RouteWeights;
import io.sluice.plan.engine.Look;
import io.sluice.plan.engine.PlanStore.Claim;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The plans that this node is at, as it saw them last: those that it has looked at, until they end or another node looks at them.
 *
 * <p>So of several nodes each has its own, and together they have all. For seconds two may have the same plan: the one that lost it hears
 * of that when it would look at it next, or when the plan has moved on.
 */
final class PlansAtWork {
    private final Map<PlanId, PlanFigures> figures = new ConcurrentHashMap<>();
    private final Map<PlanId, Claim> claimed = new ConcurrentHashMap<>();
    private final Function<Plan, RouteWeights> desired;
    private final InstantSource clock;

    /** @param desired what a plan wants its routes to have now */
    PlansAtWork(Function<Plan, RouteWeights> desired, InstantSource clock) {
        this.desired = desired;
        this.clock = clock;
    }

    /** This node may act for a plan. */
    void claimed(Claim claim) {
        claimed.put(claim.plan(), claim);
    }

    /** It does so no more for now. */
    void released(Claim claim, Instant lookAt) {
        boolean _ = claimed.remove(claim.plan(), claim);
        figures.computeIfPresent(claim.plan(), (_, known) -> known.dueAt(lookAt));
    }

    /** It would have looked at a plan now, and may not: either another node is at it, or it was looked at earlier than that. */
    void refused(PlanId plan) {
        Instant now = clock.instant();
        figures.computeIfPresent(
                plan,
                (_, known) ->
                        isClaimed(plan) || known.lookAt().filter(now::isBefore).isPresent() ? known : null);
    }

    private boolean isClaimed(PlanId plan) {
        return claimed.containsKey(plan);
    }

    /** A plan as it is now, read or moved on by this node. */
    void is(Plan plan) {
        if (plan.isTerminal()) {
            figures.remove(plan.id());
        } else if (isClaimed(plan.id()) || figures.containsKey(plan.id())) {
            figures.compute(
                    plan.id(),
                    (_, known) -> known != null && known.version() > plan.version()
                            ? known
                            : PlanFigures.of(plan, desired, Optional.ofNullable(known)));
        }
    }

    /** What a look of this node saw. */
    void saw(PlanId plan, Look look) {
        figures.computeIfPresent(plan, (_, known) -> known.with(look));
    }

    Set<PlanId> ids() {
        return Set.copyOf(figures.keySet());
    }

    /**
     * Lets go what has ended, or was moved on by another node.
     *
     * @param ids what this node was at before it asked
     * @param versions of all plans that have not ended
     */
    void keepOnly(Set<PlanId> ids, Map<PlanId, Long> versions) {
        figures.values()
                .removeIf(known -> ids.contains(known.id())
                        && !isClaimed(known.id())
                        && versions.getOrDefault(known.id(), Long.MAX_VALUE) > known.version());
    }

    /** All of them, in the order of their ids. */
    List<PlanFigures> all() {
        return figures.values().stream()
                .filter(known -> known.seen().isPresent())
                .sorted(comparing(PlanFigures::id))
                .toList();
    }
}
