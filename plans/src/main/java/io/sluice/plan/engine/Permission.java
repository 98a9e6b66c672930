package io.sluice.plan.engine;

import io.sluice.plan.Plan;
import io.sluice.plan.engine.Claims.Lease;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
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
    private final Plan decided;
    private final Object asking = new Object();
    private final Object door = new Object();
    private @Nullable Question next;

    /** @param decided the plan as it was when all that is sent was thought out */
    Permission(PlanStore store, Calls calls, Lease lease, Plan decided) {
        this.store = store;
        this.calls = calls;
        this.lease = lease;
        this.decided = decided;
    }

    /** One question to the store, for all who wait for it. What is sent for one decision puts back, or none of it does. */
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

    /**
     * For a write that puts back: only a word of the store that the plan is somebody else's, or thought out anew since, forbids it, and
     * no silence. A claim that is merely over, as after a standstill of this process, is taken up again.
     */
    boolean isNotRefused() {
        return !lease.isLost() && ask(true).orElse(true);
    }

    private Optional<Boolean> ask(boolean inAHurry) {
        Question mine;
        synchronized (door) {
            mine = next == null ? new Question() : next;
            next = mine;
        }
        // What puts back waits here only for questions of its own kind, none of which takes longer than its patience.
        synchronized (asking) {
            if (!mine.put) {
                synchronized (door) {
                    next = null; // whoever comes from here on is not answered by this one
                }
                mine.put = true;
                mine.answer = inAHurry ? answerInAHurry() : answer(this::isAsDecided);
            }
            return mine.answer;
        }
    }

    /** Once the store has said no, it has to say that the claim is this process's again: then its silence is a no as well. */
    private Optional<Boolean> answerInAHurry() {
        Optional<Boolean> answer = withinPatience(() -> true);
        boolean no = answer.isPresent() && !answer.get();
        return no ? Optional.of(withinPatience(lease::revive).orElse(false)) : answer;
    }

    private Optional<Boolean> withinPatience(BooleanSupplier first) {
        return calls.within(PATIENCE_OF_A_REVERT, () -> answer(first)).flatMap(said -> said);
    }

    /** Empty: the store does not say. */
    private Optional<Boolean> answer(BooleanSupplier stillWanted) {
        try {
            return Optional.of(stillWanted.getAsBoolean() && store.permits(lease.claim(), decided.generation()));
        } catch (StoreUnavailable _) {
            return Optional.empty();
        }
    }

    /**
     * Whether the plan is still in the state that everything was thought out for. A pause leaves its claim and its generation as they
     * are, and what waits for its turn, for up to a minute, must not go out after it.
     */
    private boolean isAsDecided() {
        return store.plan(decided.id()).state().word().equals(decided.state().word());
    }
}
