package io.sluice.app.capsule;

import com.github.f4b6a3.ulid.Ulid;
import com.github.f4b6a3.ulid.UlidCreator;
import io.dropwizard.lifecycle.Managed;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanId;
import io.sluice.plan.PlanSpec;
import io.sluice.plan.Principal;
import io.sluice.plan.RevertCause;
import io.sluice.plan.engine.LastResort;
import io.sluice.plan.engine.Moves;
import io.sluice.plan.engine.PlanStore;
import io.sluice.plan.engine.PlanStore.Document;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes orders to put plans back, and sees to it that their routes go back whatever the database does. */
public final class Reverts implements Managed {
    /** So many orders may hang in the database at once. */
    private static final int MOST_ORDERS = 64;

    /** So many other questions. */
    private static final int MOST_POLLS = 64;

    /** How long a start waits for a database at most. */
    private static final Duration WARM_UP = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(Reverts.class);

    private final Parts parts;
    private final PlanSelector selector;
    private final OrderDelivery delivery;

    public Reverts(Parts parts) {
        this.parts = parts;
        this.selector = new PlanSelector(parts);
        this.delivery = new OrderDelivery(parts, selector);
    }

    /**
     * What is needed for it.
     *
     * @param places where each provider instance is
     * @param specs reads a plan from the canonical text of its file
     * @param ids of plans that nobody has had yet
     * @param forfeit lets nothing of a plan be sent any more by whoever in this process is at it
     */
    public record Parts(
            Moves moves,
            PlanStore store,
            CapsuleFiles capsules,
            OrderBook book,
            Map<String, Place> places,
            Function<String, PlanSpec> specs,
            Supplier<PlanId> ids,
            LastResort.Parts providers,
            Consumer<PlanId> forfeit,
            Patience patience,
            BoundedQueries orders,
            BoundedQueries polls,
            Pulse pulse,
            Map<PlanId, OngoingRevert> ongoing) {
        /** Parts with nothing under way. */
        public static Parts of(
                Moves moves,
                PlanStore store,
                CapsuleFiles capsules,
                OrderBook book,
                Map<String, Place> places,
                Function<String, PlanSpec> specs,
                Supplier<PlanId> ids,
                LastResort.Parts providers,
                Consumer<PlanId> forfeit,
                Patience patience) {
            return new Parts(
                    moves,
                    store,
                    capsules,
                    book,
                    Map.copyOf(places),
                    specs,
                    ids,
                    providers,
                    forfeit,
                    patience,
                    new BoundedQueries("order", MOST_ORDERS),
                    new BoundedQueries("poll", MOST_POLLS),
                    new Pulse(providers.nanoTime()),
                    new ConcurrentHashMap<>());
        }

        InstantSource clock() {
            return providers.clock();
        }

        LastResort lastResort(Capsule capsule, RevertOrder order, BooleanSupplier outdated) {
            return LastResort.of(
                    ids.get(),
                    new LastResort.Order(
                            capsule.plan(),
                            specs.apply(capsule.document()),
                            new Document(capsule.document(), capsule.digest(), capsule.routeKeys(), Optional.empty()),
                            capsule.baseline(),
                            RevertCause.ordered(order.reason(), order.exact()),
                            order.by(),
                            order.at()),
                    providers,
                    outdated);
        }
    }

    /** A plan that is meant by an order. */
    public record Chosen(PlanId plan, String name) {}

    /**
     * Which plans a selection is for.
     *
     * @param unknown ids in it that are of no plan
     * @param whole whether the database said so; without it the capsules of this node do
     */
    public record Choice(List<Chosen> plans, List<PlanId> unknown, boolean whole) {}

    /** Asks the database which plans are meant, and this node's capsules where it does not answer. */
    public Choice choose(Selection selection) {
        return selector.choose(selection);
    }

    /** What a plan is, as the database says or, where that does not answer in time, its capsule; empty if neither knows of it. */
    public Optional<PlanSpec> spec(PlanId plan) {
        return selector.spec(plan);
    }

    /** Orders one plan back; its calls to the providers begin at once. */
    public OngoingRevert order(PlanId plan, boolean exact, String reason, Principal by) {
        return order(List.of(plan), Optional.empty(), exact, reason, by).getFirst();
    }

    /**
     * Orders plans back, all side by side.
     *
     * @param selection what was said, where the database could not say which plans it is for
     * @return one revert for each plan, in the same order
     */
    public List<OngoingRevert> order(
            List<PlanId> plans, Optional<Selection> selection, boolean exact, String reason, Principal by) {
        RevertOrder order = new RevertOrder(
                "rv_" + UlidCreator.getMonotonicUlid(),
                plans,
                selection,
                parts.clock().instant(),
                by,
                by.how(),
                reason,
                exact,
                Map.of());
        CompletableFuture<Void> kept = parts.book().keep(order);
        List<OngoingRevert> ongoing = new ArrayList<>();
        for (PlanId plan : plans) {
            ongoing.add(revert(order, plan, kept));
        }
        return ongoing;
    }

    private OngoingRevert revert(RevertOrder order, PlanId plan, CompletableFuture<Void> kept) {
        OngoingRevert[] begun = new OngoingRevert[1];
        OngoingRevert revert = parts.ongoing().compute(plan, (_, earlier) -> {
            if (earlier != null && earlier.covers(order.exact())) {
                return earlier;
            }
            OngoingRevert next = new OngoingRevert(parts, order, plan, kept);
            if (earlier != null) {
                earlier.leaveTo(Optional.of(next));
            }
            begun[0] = next;
            return next;
        });
        if (begun[0] != null) {
            begun[0].begin();
        }
        return revert;
    }

    /** Asks the database something short for an answer to a caller; empty if it does not answer. */
    public <T> Optional<T> ask(Supplier<T> question) {
        return parts.polls().within(parts.patience().answer(), question)
                        instanceof BoundedQueries.Said.Answer<T>(T answer)
                ? Optional.of(answer)
                : Optional.empty();
    }

    /** Whether a plan goes back without the database, so that nothing else of it may be sent from here. */
    public boolean isAlone(PlanId plan) {
        OngoingRevert revert = parts.ongoing().get(plan);
        return revert != null && revert.isAlone();
    }

    /** The way back of a plan that this node was told to put back and has not seen the end of. */
    public Optional<OngoingRevert> find(PlanId plan) {
        return Optional.ofNullable(parts.ongoing().get(plan));
    }

    /** This process has looked at a plan. */
    public void looked(PlanId plan) {
        of(plan).forEach(OngoingRevert::looked);
    }

    /** A tick of a plan failed. */
    public void tickFailed(PlanId plan) {
        of(plan).forEach(OngoingRevert::tickFailed);
    }

    /** By the plan that was asked for, or by the one that puts that back. */
    private Stream<OngoingRevert> of(PlanId plan) {
        return parts.ongoing().values().stream().filter(revert -> revert.isOf(plan));
    }

    @Override
    public void start() {
        parts.pulse().start();
        warmUp();
        delivery.start();
    }

    /**
     * Orders a plan back that nobody has, before anybody is answered: the first question of a process takes longer than a revert waits
     * for it, and that one would go back by its capsule though the database is well.
     */
    private void warmUp() {
        try {
            var _ = parts.orders()
                    .within(
                            WARM_UP,
                            () -> parts.moves()
                                    .revert(parts.ids().get(), false, "to be quick later", Principal.SLUICE));
        } catch (NoSuchElementException _) {
            LOG.debug("the database has been asked for a plan");
        } catch (RuntimeException e) { // reverts work without it
            LOG.warn("the database failed over a question at the start", e);
        }
    }

    /** What has no outcome yet is found in the book by the next start. */
    @Override
    public void stop() {
        delivery.stop();
        parts.ongoing().values().forEach(OngoingRevert::stop);
        parts.book().close();
        parts.pulse().stop();
    }

    /** The moment that an id was made at, if it says so. */
    public static Optional<Instant> submittedAt(PlanId plan) {
        String ulid = plan.value().substring("pl_".length());
        return Ulid.isValid(ulid) ? Optional.of(Ulid.getInstant(ulid)) : Optional.empty();
    }

    static Chosen chosen(Plan plan) {
        return new Chosen(plan.id(), plan.spec().name());
    }
}
