package io.sluice.plan.engine;

import io.sluice.plan.engine.Claims.Lease;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a tick may still send, asked of the store just before each attempt.
 *
 * <p>Each attempt has an answer to a question that was put after it was ready to be sent, so nothing of a plan that was taken over
 * is begun once that is in the store. All that get ready while a question is under way share the next one: 500 routes that
 * go out together ask a few times and not 500, and nobody goes by an answer from before.
 */
final class Permission {
    /** A revert waits for nothing: longer than this its calls do not wait for a word that they can do without. */
    private static final Duration PATIENCE_OF_A_REVERT = Duration.ofMillis(100);

    private final PlanStore store;
    private final Calls calls;
    private final Lease lease;
    private final long generation;
    private final Object asking = new Object();
    private final Object door = new Object();
    private @Nullable Question next;

    /** @param generation of the plan that everything is sent for */
    Permission(PlanStore store, Calls calls, Lease lease, long generation) {
        this.store = store;
        this.calls = calls;
        this.lease = lease;
        this.generation = generation;
    }

    /** One question to the store, for all who wait for it. */
    private static final class Question {
        boolean put;
        Optional<Boolean> answer = Optional.empty();
    }

    /** For a write that the store must have permitted. */
    boolean isGiven() {
        return lease.isGood()
                && ask(false).orElse(false)
                && lease.isGood(); // the process may have been frozen in between
    }

    /** For a write that puts back: only a word of the store that the claim is over or somebody else's forbids it, and no silence. */
    boolean isNotRefused() {
        return !lease.isLost() && ask(true).orElse(true);
    }

    private Optional<Boolean> ask(boolean inAHurry) {
        Question mine;
        synchronized (door) {
            mine = next == null ? new Question() : next;
            next = mine;
        }
        synchronized (asking) {
            if (!mine.put) {
                synchronized (door) {
                    next = null; // whoever comes from here on is not answered by this one
                }
                mine.put = true;
                mine.answer = inAHurry
                        ? calls.within(PATIENCE_OF_A_REVERT, this::answer).flatMap(said -> said)
                        : answer();
            }
            return mine.answer;
        }
    }

    /** Empty: the store does not say. */
    private Optional<Boolean> answer() {
        try {
            return Optional.of(store.permits(lease.claim(), generation));
        } catch (StoreUnavailable _) {
            return Optional.empty();
        }
    }
}
