package io.sluice.app.capsule;

import io.sluice.app.capsule.BoundedQueries.Said;
import io.sluice.app.capsule.RevertOrder.Outcome;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanId;
import io.sluice.plan.engine.LastResort;
import io.sluice.plan.engine.Moves.Moved;
import java.time.Duration;
import java.time.Instant;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One plan's way back: by the database as long as it answers, by the plan's capsule as soon as it does not, and by the database again
 * once it knows of the order. It has a thread of its own and shares nothing with the ticks.
 */
public final class OngoingRevert {
    private static final Logger LOG = LoggerFactory.getLogger(OngoingRevert.class);

    /** Callers hear that an order is accepted before it is on the disk, if that takes longer. */
    private static final Duration ACCEPTANCE = Duration.ofMillis(100);

    /** One of which nothing is known by then has met a disk that hangs. */
    private static final Duration LATEST = Duration.ofSeconds(3);

    private static final Duration SHORT = Duration.ofMillis(50);

    /** How long a database may be gone before it is noticed; another node may be at the plan, and this one does not hear of its looks. */
    private static final Duration POLL = Duration.ofMillis(250);

    private static final Duration GUARD_POLL = Duration.ofSeconds(1);
    private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(1);

    private final Reverts.Parts parts;
    private final RevertOrder order;
    private final PlanId plan;
    private final CompletableFuture<Void> kept;
    private final LastWord word;
    private final long begunAt = System.nanoTime();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private Optional<Progress> progress = Optional.empty();
    private boolean unknown;

    /** What was last the matter with the database. */
    private volatile String silence = "";

    private Optional<LastResort> begunAlone = Optional.empty();
    private boolean asked;
    private boolean stopped;
    private volatile Optional<OngoingRevert> successor = Optional.empty();
    private boolean ticksFail;
    private boolean looked;

    /** Whether the look that showed the baseline is there for callers to see, or will not come any more. */
    private boolean shown;

    OngoingRevert(Reverts.Parts parts, RevertOrder order, PlanId plan, CompletableFuture<Void> kept) {
        this.parts = parts;
        this.order = order;
        this.plan = plan;
        this.kept = kept;
        this.word = new LastWord(parts.pulse(), new OverElsewhere(parts, order, plan));
    }

    public PlanId plan() {
        return plan;
    }

    RevertOrder order() {
        return order;
    }

    /** Why it goes back by its capsule, and what becomes of the order, for people. */
    public String aloneBecause() {
        return unknown
                ? "the database does not know the plan, so it goes back by its capsule and the order is kept "
                        + keptIn()
                : "%s, so the order is kept %s and is written down in the database when it can be"
                        .formatted(silence, keptIn());
    }

    /** In what this node has the order, for people. */
    public String keptIn() {
        return kept.isDone() && !kept.isCompletedExceptionally() ? "in data/reverts" : "in memory and in the log only";
    }

    /** How it stands once all is back, or when the caller's patience ends. */
    public Progress await(Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        lock.lock();
        try {
            while (!isAnswered() && end - System.nanoTime() > 0) {
                var _ = changed.awaitNanos(Math.min(end - System.nanoTime(), SHORT.toNanos()));
            }
            // It comes within the time for accepting, unless the disk hangs too.
            while (progress.isEmpty() && !stopped && System.nanoTime() - begunAt < LATEST.toNanos()) {
                var _ = changed.awaitNanos(SHORT.toNanos());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        awaitKept();
        Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
        return successor.map(next -> next.await(left)).orElseGet(this::progress);
    }

    /** Nobody is told that an order is accepted before it lasts, unless that takes too long. */
    private void awaitKept() {
        try {
            kept.get(Math.max(0, ACCEPTANCE.toNanos() - (System.nanoTime() - begunAt)), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException _) {
            LOG.debug("the order for plan {} is not on the disk", plan);
        }
    }

    private Progress progress() {
        lock.lock();
        try {
            return progress.orElseGet(
                    () -> new Progress.NoWay("the service is stopping, or the disk with the capsule hangs"));
        } finally {
            lock.unlock();
        }
    }

    private boolean isAnswered() {
        return stopped
                || progress.map(now -> switch (now) {
                            case Progress.Known(Plan known) -> known.isTerminal() || (Progress.isBack(known) && shown);
                            case Progress.Alone(LastResort way) ->
                                way.isBack()
                                        && (!asked
                                                || System.nanoTime() - begunAt
                                                        > parts.patience()
                                                                .late()
                                                                .toNanos());
                            case Progress.NoWay _ -> !asked;
                            default -> true;
                        })
                        .orElse(false);
    }

    /** Whether it is about a plan: the one that was asked for, or the one that puts that back. */
    boolean isOf(PlanId id) {
        return plan.equals(id)
                || (progress() instanceof Progress.Known(Plan known)
                        && known.id().equals(id));
    }

    /** How it stands while it goes back from its capsule, and empty while it does not. */
    public Optional<Progress.Alone> alone() {
        return progress() instanceof Progress.Alone alone ? Optional.of(alone) : Optional.empty();
    }

    boolean isAlone() {
        return alone().isPresent();
    }

    /** Takes an order that wants no more than its own along; not if it has ended. */
    boolean covers(boolean exact) {
        lock.lock();
        try {
            if (isOver() || (exact && !order.exact())) {
                return false;
            }
            if (progress.orElse(null) instanceof Progress.Known(Plan known)) {
                if (Progress.isBack(known)) {
                    return false; // it may have ended since, and the caller is to hear so
                }
                parts.book().resolve(plan, inForce(known));
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private static Outcome inForce(Plan known) {
        return new Outcome(true, "goes back by plan " + known.id());
    }

    // ---- the thread

    void begin() {
        Thread.ofVirtual().name("revert-" + plan).start(() -> {
            try {
                askDatabase();
                while (!isOver()) {
                    switch (progress()) {
                        case Progress.Known(Plan known) -> watch(known);
                        case Progress.Alone(LastResort way) -> putBack(way);
                        default -> {
                            var _ = pause(POLL); // until the database answers late, or somebody else has just ended it
                        }
                    }
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            } catch (
                    RuntimeException
                            e) { // whatever it was: the order is kept, and is delivered when the database answers
                LOG.error("the revert of plan {} failed", plan, e);
                become(new Progress.NoWay("the revert failed: " + e));
            } finally {
                parts.ongoing().remove(plan, this);
            }
        });
    }

    private boolean isOver() {
        lock.lock();
        try {
            return stopped
                    || switch (progress.orElseGet(() -> new Progress.NoWay("not known yet"))) {
                        case Progress.Known(Plan known) -> known.isTerminal();
                        case Progress.Alone(LastResort way) ->
                            way.plan().isTerminal() && !parts.book().awaits(plan);
                        case Progress.NoWay _ -> progress.isPresent() && !asked;
                        default -> true;
                    };
        } finally {
            lock.unlock();
        }
    }

    /** This process has looked at the plan, and kept what it saw. */
    void looked() {
        lock.lock();
        try {
            looked = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void become(Progress next) {
        lock.lock();
        try {
            if (!stopped) {
                progress = Optional.of(next);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void stop() {
        leaveTo(Optional.empty());
    }

    /** Leaves it to whoever has come after, where somebody has. */
    void leaveTo(Optional<OngoingRevert> other) {
        lock.lock();
        try {
            stopped = true;
            successor = other;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** A tick of the plan failed: what the database answers to readers says little then. */
    void tickFailed() {
        lock.lock();
        try {
            ticksFail = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits, unless there is something new.
     *
     * @return whether a tick has failed since the last time
     */
    private boolean pause(Duration length) throws InterruptedException {
        long end = System.nanoTime() + length.toNanos();
        lock.lockInterruptibly();
        try {
            while (!stopped && !ticksFail && !looked && end - System.nanoTime() > 0) {
                var _ = changed.awaitNanos(end - System.nanoTime());
            }
            boolean failed = ticksFail;
            ticksFail = false;
            looked = false;
            return failed;
        } finally {
            lock.unlock();
        }
    }

    // ---- by the database

    private void askDatabase() {
        Optional<CompletableFuture<Moved>> question = parts.orders()
                .ask(
                        parts.patience().order(),
                        () -> parts.moves().revert(plan, order.exact(), order.reason(), order.by()));
        try {
            Duration left = parts.patience().order().minusNanos(System.nanoTime() - begunAt);
            Said<Moved> said = question.map(answer -> BoundedQueries.await(
                            answer,
                            left.isNegative() ? Duration.ZERO : left,
                            parts.patience().order()))
                    .orElseGet(() -> new Said.Silence<>("the database does not answer"));
            switch (said) {
                case Said.Answer<Moved>(Moved moved) -> told(moved);
                case Said.Silence<Moved>(String why) -> {
                    lock.lock();
                    try {
                        asked = question.filter(answer -> !answer.isDone()).isPresent();
                    } finally {
                        lock.unlock();
                    }
                    alone(why);
                    question.ifPresent(answer -> {
                        var _ = answer.whenComplete((moved, failure) -> late(moved));
                    });
                }
            }
        } catch (NoSuchElementException _) {
            unknown();
        } catch (RuntimeException e) {
            LOG.error("the database failed over the revert of plan {}", plan, e);
            alone("the database failed");
        }
    }

    private void late(@Nullable Moved moved) {
        lock.lock();
        try {
            asked = false;
            if (moved != null && !stopped) {
                told(moved);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** What the database made of the order, now or later. */
    void told(Moved moved) {
        switch (moved) {
            case Moved.InForce(Plan known) -> {
                parts.book().resolve(plan, inForce(known));
                become(new Progress.Known(known));
            }
            case Moved.OwnedByOther(Plan _, String route, PlanId owner) -> owned(new Owner(route, owner));
            case Moved.NotAllowed(Plan _, String why) -> refused(moved, why);
            case Moved.Forbidden(Plan _, String why) -> refused(moved, why);
        }
    }

    private void refused(Moved moved, String why) {
        parts.book().resolve(plan, new Outcome(false, why));
        become(new Progress.Refused(moved));
    }

    void owned(Owner owner) {
        parts.book().resolve(plan, new Outcome(false, owner.toString()));
        become(new Progress.Owned(owner));
    }

    private void unknown() {
        try {
            if (parts.capsules().find(plan).isEmpty()) {
                parts.book().resolve(plan, new Outcome(false, "there is no such plan"));
                become(new Progress.NoSuchPlan());
                return;
            }
        } catch (RuntimeException e) {
            LOG.error("{}", e.getMessage());
        }
        unknown = true;
        alone("the database does not know the plan");
    }

    /** Looks whether the plan goes back, and whether the database is still there for it to do so. */
    private void watch(Plan known) throws InterruptedException {
        Duration crowd = SHORT.dividedBy(100).multipliedBy(parts.ongoing().size());
        Duration usual = Progress.isBack(known) ? (shown ? GUARD_POLL : SHORT) : POLL;
        boolean failed = pause(crowd.compareTo(usual) > 0 ? crowd : usual);
        Said<Optional<Plan>> said;
        long askedAt = word.moment();
        try {
            said = parts.polls().within(parts.patience().answer(), () -> find(known));
        } catch (RuntimeException e) {
            LOG.error("the database failed while plan {} goes back", plan, e);
            said = new Said.Silence<>("the database failed");
        }
        if (!(progress() instanceof Progress.Known)) {
            return;
        }
        switch (said) {
            case Said.Answer<Optional<Plan>>(Optional<Plan> found) -> {
                word.heard(askedAt);
                if (found.isEmpty()) {
                    alone("the database has forgotten the plan");
                } else if (failed
                        && !Progress.isBack(found.get())
                        && !found.get().isTerminal()) {
                    alone(BoundedQueries.CANNOT_BE_WRITTEN_TO);
                } else {
                    become(new Progress.Known(found.get()));
                }
            }
            case Said.Silence<Optional<Plan>>(String why) -> alone(why);
        }
    }

    /** The plan as the database has it; what callers are shown of its routes comes from the look, which is kept just after the line. */
    private Optional<Plan> find(Plan before) {
        Optional<Plan> found = parts.store().find(before.id());
        if (found.isPresent() && Progress.isBack(found.get())) {
            boolean kept = Progress.isBack(before)
                    || found.get().baseline().isEmpty()
                    || parts.store()
                            .findLook(before.id())
                            .filter(look -> look.version() >= found.get().version())
                            .isPresent();
            lock.lock();
            try {
                shown = kept;
            } finally {
                lock.unlock();
            }
        }
        return found;
    }

    // ---- from the capsule

    private void alone(String why) {
        silence = why;
        switch (CapsuleAtHand.of(parts, plan)) {
            case CapsuleAtHand.Usable(Capsule capsule) -> alone(why, capsule);
            case CapsuleAtHand.Outlived(Owner owner) -> owned(owner);
            case CapsuleAtHand.Unusable(String flaw) -> {
                LOG.error("plan {} cannot be put back from here: {}, and {}", plan, why, flaw);
                become(new Progress.NoWay(why + ", and " + flaw));
            }
        }
    }

    private void alone(String why, Capsule capsule) {
        LOG.warn(
                "{}: plan {} is put back from its capsule, as {} ordered at {}: {}",
                why,
                plan,
                order.by(),
                order.at(),
                order.reason());
        // One that is not through goes on where it was: a database that comes and goes must not have it write again and
        // again.
        LastResort way = begunAlone
                .filter(earlier -> !earlier.plan().isTerminal())
                .orElseGet(() -> parts.lastResort(capsule, order, word::isOutdated));
        begunAlone = Optional.of(way);
        become(new Progress.Alone(way));
        parts.forfeit().accept(plan);
    }

    private void putBack(LastResort way) throws InterruptedException {
        // Once it is back there is time for a question before each look, and no other way to hear in time that the plan
        // is
        // over where the delivery of orders hangs.
        if ((word.isOutdated() || way.isBack()) && !word.askAgain()) {
            var _ = pause(POLL);
            return;
        }
        Instant next;
        try {
            next = way.look().orElse(Instant.MAX);
        } catch (RuntimeException e) { // whatever it was: it is looked at again
            LOG.error("a look at plan {}, which is put back from its capsule, failed", plan, e);
            next = parts.clock().instant().plus(AFTER_A_FAILURE);
        }
        lock.lockInterruptibly();
        try {
            changed.signalAll();
            while (!stopped
                    && progress.filter(new Progress.Alone(way)::equals).isPresent()
                    && parts.clock().instant().isBefore(next)) {
                Duration left = Duration.between(parts.clock().instant(), next);
                var _ = changed.awaitNanos(Math.min(
                        GUARD_POLL.toNanos(), left.compareTo(GUARD_POLL) < 0 ? left.toNanos() : GUARD_POLL.toNanos()));
            }
        } finally {
            lock.unlock();
        }
    }
}
