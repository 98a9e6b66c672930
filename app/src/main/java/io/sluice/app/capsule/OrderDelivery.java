package io.sluice.app.capsule;

import io.sluice.app.capsule.RevertOrder.Outcome;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanId;
import io.sluice.plan.PlanState;
import io.sluice.plan.Principal;
import io.sluice.plan.engine.Moves.Moved;
import io.sluice.plan.engine.StoreUnavailable;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the database of orders that it does not know of, and again of those that it forgot.
 *
 * <p>One thread does it: if it hangs in the database, nothing piles up behind it.
 */
final class OrderDelivery {
    private static final Logger LOG = LoggerFactory.getLogger(OrderDelivery.class);

    private static final Duration EVERY = Duration.ofSeconds(1);

    /** How many plans a round asks about that the database knew of before. */
    private static final int ASKED_AGAIN = 20;

    private final Reverts.Parts parts;
    private final PlanSelector selector;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private int next;

    OrderDelivery(Reverts.Parts parts, PlanSelector selector) {
        this.parts = parts;
        this.selector = selector;
    }

    void start() {
        Thread.ofVirtual().name("order-delivery").start(this::run);
    }

    /** It is not interrupted: that would close a database in a file. */
    void stop() {
        stopped.countDown();
    }

    private void run() {
        do {
            try {
                if (!isTold()) {
                    standIn();
                }
            } catch (Exception e) { // whatever it was: the next round begins anew
                LOG.error("accepted reverts could not be delivered", e);
            }
        } while (!isStopped());
    }

    /** Whether the database answered. */
    private boolean isTold() {
        try {
            round();
            return true;
        } catch (StoreUnavailable e) {
            LOG.debug("accepted reverts are not delivered yet: {}", e.getMessage());
            return false;
        }
    }

    private boolean isStopped() {
        try {
            return stopped.await(EVERY.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** One pass over the book. */
    void round() {
        for (RevertOrder order : parts.book().all()) {
            order.selection().ifPresent(selection -> apart(order, () -> choose(order, selection)));
        }
        for (RevertOrder order : parts.book().all()) {
            for (PlanId plan : order.unresolved()) {
                if (!parts.ongoing().containsKey(plan)) {
                    apart(order, () -> deliver(order, plan, Optional.empty()));
                }
            }
        }
        for (OngoingRevert revert : parts.ongoing().values()) {
            if (revert.isAlone()) {
                apart(revert.order(), () -> deliver(revert.order(), revert.plan(), Optional.of(revert)));
            }
        }
        askAgain();
        parts.book().forgetOld(parts.clock().instant());
    }

    /** One that cannot be told, as of a plan that this release cannot read, keeps no other from being told. */
    private static void apart(RevertOrder order, Runnable telling) {
        try {
            telling.run();
        } catch (StoreUnavailable e) {
            throw e; // none can be told
        } catch (RuntimeException e) {
            LOG.error(
                    "the revert that {} ordered at {} ({}) cannot be written down; it is tried again",
                    order.by(),
                    order.at(),
                    order.reason(),
                    e);
        }
    }

    /** What an order for many was for, as the database sees it: plans that came after the order are not meant. */
    private void choose(RevertOrder order, Selection selection) {
        List<PlanId> meant = selector.fromStore(selection).plans().stream()
                .map(Reverts.Chosen::plan)
                .filter(plan -> parts.store()
                        .find(plan)
                        .filter(found -> !found.submittedAt().isAfter(order.at()))
                        .isPresent())
                .toList();
        parts.book().choose(order.id(), meant);
    }

    private void deliver(RevertOrder order, PlanId id, Optional<OngoingRevert> revert) {
        Optional<Plan> plan = parts.store().find(id);
        if (plan.isEmpty()) {
            unknown(order, id, revert);
            return;
        }
        // One that had ended before is put back by a plan of its own; of one that ended since, others have seen to it.
        if (plan.get().endedAt().filter(ended -> ended.isAfter(order.at())).isPresent()) {
            resolve(
                    id,
                    order,
                    "plan %s had ended as %s before the database heard of the order: look at its routes"
                            .formatted(id, plan.get().state().word()));
            revert.ifPresent(OngoingRevert::stop);
            return;
        }
        String reason = "%s (ordered at %s, written down when the database answered again)"
                .formatted(order.reason(), order.at());
        Moved moved = parts.moves().revert(id, order.exact(), reason, order.by());
        LOG.info("the revert of plan {} that {} ordered at {} is written down", id, order.by(), order.at());
        if (revert.isPresent()) {
            revert.get().told(moved);
        } else if (moved instanceof Moved.InForce(Plan known)) {
            parts.book().resolve(id, new Outcome(true, "goes back by plan " + known.id()));
        } else {
            resolve(id, order, "the database did not allow it");
        }
    }

    private void unknown(RevertOrder order, PlanId id, Optional<OngoingRevert> revert) {
        Optional<Capsule> capsule = parts.capsules().sound(id);
        for (Map.Entry<String, String> route :
                capsule.map(Capsule::routeKeys).orElse(Map.of()).entrySet()) {
            Optional<PlanId> owner = parts.store().findOwner(route.getValue());
            if (owner.isPresent()) {
                resolve(
                        id,
                        order,
                        "the database does not know plan %s, and its route %s belongs to plan %s"
                                .formatted(id, route.getKey(), owner.get()));
                revert.ifPresent(OngoingRevert::stop);
                return;
            }
        }
        if (revert.isEmpty() && canStandIn(order, id)) {
            standIn(order, id); // whoever had begun it died with its process; its outcome is known once that is through
            return;
        }
        if (parts.book().awaits(id)) { // said once, and not in each round until the plan is back
            resolve(id, order, "the database does not know plan " + id);
        }
    }

    private void resolve(PlanId id, RevertOrder order, String how) {
        LOG.warn(
                "the revert of plan {} that {} ordered at {} is not written down: {}", id, order.by(), order.at(), how);
        parts.book().resolve(id, new Outcome(false, how));
    }

    /** A standby that took over may have lost what was written down last: what was in force must be so again. */
    private void askAgain() {
        Map<PlanId, RevertOrder> inForce = new HashMap<>();
        for (RevertOrder order : parts.book().all()) {
            order.outcomes().forEach((plan, outcome) -> {
                if (outcome.inForce()) {
                    inForce.put(plan, order);
                }
            });
        }
        List<PlanId> plans = inForce.keySet().stream().sorted().toList();
        for (int i = 0; i < Math.min(ASKED_AGAIN, plans.size()); i++) {
            next = (next + 1) % plans.size();
            PlanId id = plans.get(next);
            RevertOrder order = inForce.get(id);
            if (order != null) {
                apart(order, () -> askAgain(order, id));
            }
        }
    }

    private void askAgain(RevertOrder order, PlanId id) {
        if (parts.store().find(id).filter(this::isForgotten).isEmpty()) {
            return;
        }
        LOG.error(
                "the database has forgotten that plan {} was to go back, as {} ordered at {} ({}): it is ordered again",
                id,
                order.by(),
                order.at(),
                order.reason());
        Moved moved = parts.moves()
                .revert(
                        id,
                        order.exact(),
                        "ordered again: %s ordered it at %s, and the database forgot: %s"
                                .formatted(order.by(), order.at(), order.reason()),
                        Principal.SLUICE);
        switch (moved) {
            case Moved.InForce(Plan known) ->
                parts.book().resolveAgain(id, new Outcome(true, "goes back by plan " + known.id()));
            case Moved.OwnedByOther(Plan _, String route, PlanId owner) ->
                lost(id, "its route %s belongs to plan %s".formatted(route, owner));
            case Moved.NotAllowed(Plan _, String why) -> lost(id, why);
            case Moved.Forbidden(Plan _, String why) -> lost(id, why);
        }
    }

    private void lost(PlanId id, String why) {
        LOG.warn("the revert of plan {}, which the database forgot, is not ordered again: {}", id, why);
        parts.book().resolveAgain(id, new Outcome(false, "the database forgot it, and " + why));
    }

    /** One that has ended is put back by a plan of its own, which may be what was forgotten. */
    private boolean isForgotten(Plan plan) {
        return switch (plan.state()) {
            case PlanState.Reverting _, PlanState.Reverted _ -> false;
            case PlanState.Completed _, PlanState.Cancelled _ ->
                plan.baseline().isPresent()
                        && parts.store().findRevertOf(plan.id()).isEmpty();
            case PlanState.Underway _ -> true;
        };
    }

    /** Orders that nobody carries out, as after a start: without a database their plans go back from their capsules. */
    private void standIn() {
        for (RevertOrder order : parts.book().all()) {
            for (PlanId plan : order.unresolved()) {
                if (canStandIn(order, plan)) {
                    standIn(order, plan);
                }
            }
        }
    }

    private boolean canStandIn(RevertOrder order, PlanId plan) {
        return order.at().plus(OrderBook.REMEMBERED).isAfter(parts.clock().instant())
                && !parts.capsules().isRetired(plan)
                && parts.capsules()
                        .sound(plan)
                        .filter(capsule -> capsule.foreignTo(parts.places()).isEmpty())
                        .isPresent();
    }

    private void standIn(RevertOrder order, PlanId plan) {
        OngoingRevert revert = new OngoingRevert(parts, order, plan, CompletableFuture.completedFuture(null));
        if (parts.ongoing().putIfAbsent(plan, revert) == null) {
            revert.begin();
        }
    }
}
