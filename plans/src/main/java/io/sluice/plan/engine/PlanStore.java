package io.sluice.plan.engine;

import io.sluice.plan.JournalLine;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanId;
import io.sluice.plan.PlanSpec;
import io.sluice.plan.Principal;
import io.sluice.plan.recurring.RecurringId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps plans and their journals: the only thing that outlives a process.
 *
 * <p>Every method may be called from many threads and many processes. What was answered must survive the sudden death of the
 * process. When the store cannot be asked, methods throw {@link StoreUnavailable} and have changed nothing, or it is not
 * known whether they have. Each "must" is a test of the store contract.
 */
public interface PlanStore {
    /**
     * Stores a plan with its first lines, all or nothing.
     *
     * <p>At most one plan that is not ended may own a route key: a second one must be answered {@link Created.RouteTaken}. A
     * key of idempotency that was used within 24 hours must be answered {@link Created.Repeated} with the plan it made, or
     * {@link Created.KeyReused} if the body differs. At most one plan may put back another ended one: a second must be
     * answered {@code Repeated}. A run of a recurring plan must be kept with its plan, and only if it is that one's next run: otherwise
     * it must be answered {@link Created.RunSettled}. The plan's generation must be higher than that of every earlier plan on any of its keys.
     */
    Created create(NewPlan plan);

    /**
     * A plan that is about to be stored.
     *
     * @param document the canonical text of its file, from which the spec can be read again
     * @param routeKeys the canonical key of each route, by the route's name
     * @param events the first lines, all at {@code at} and by {@code by}
     * @param lookAt when the engine shall look at it first
     */
    record NewPlan(
            PlanId id,
            PlanSpec spec,
            String document,
            String digest,
            Map<String, String> routeKeys,
            List<PlanEvent> events,
            Principal by,
            Instant at,
            Instant lookAt,
            Optional<IdempotencyKey> idempotencyKey,
            Optional<OfRecurring> run) {
        public NewPlan {
            routeKeys = Map.copyOf(routeKeys);
            events = List.copyOf(events);
        }

        /** One that is no run of a recurring plan. */
        public NewPlan(
                PlanId id,
                PlanSpec spec,
                String document,
                String digest,
                Map<String, String> routeKeys,
                List<PlanEvent> events,
                Principal by,
                Instant at,
                Instant lookAt,
                Optional<IdempotencyKey> idempotencyKey) {
            this(id, spec, document, digest, routeKeys, events, by, at, lookAt, idempotencyKey, Optional.empty());
        }
    }

    /**
     * The run of a recurring plan that a plan is.
     *
     * @param due its due time
     * @param next when the run after it is due
     */
    record OfRecurring(RecurringId recurring, Instant due, Instant next) {}

    /** What a client sends so that a repeated submission makes one plan; keys of different principals are different. */
    record IdempotencyKey(String key, String bodyDigest) {}

    /** What became of a submission. */
    sealed interface Created {
        record Stored(Plan plan) implements Created {}

        record Repeated(Plan plan) implements Created {}

        record RouteTaken(String route, PlanId by) implements Created {}

        record KeyReused() implements Created {}

        /** The run that it was to be has been settled in another way, or its recurring plan was stopped. */
        record RunSettled() implements Created {}
    }

    /**
     * What a key of idempotency has been answered already: {@link Created.Repeated} or {@link Created.KeyReused}, as {@link
     * #create} would say; empty if the key is free. A repeated submission must be told so before anything else is checked,
     * since its own plan has changed the world meanwhile.
     */
    Optional<Created> findCreated(Principal by, IdempotencyKey key, Instant at);

    Optional<Plan> find(PlanId id);

    /**
     * The plan of an id.
     *
     * @throws NoSuchElementException if there is none
     */
    default Plan plan(PlanId id) {
        return find(id).orElseThrow(() -> new NoSuchElementException("no plan " + id));
    }

    /** The canonical text and the digest of a plan as submitted, the keys of its routes, and whose run it is. */
    Document document(PlanId id);

    record Document(String text, String digest, Map<String, String> routeKeys, Optional<RecurringId> recurring) {}

    /** The plan that puts an ended one back, if there is one. */
    Optional<PlanId> findRevertOf(PlanId ended);

    /** The plan that owns a route and has not ended. */
    Optional<PlanId> findOwner(String routeKey);

    /** Plans that match, newest first, after the cursor. */
    List<Plan> list(PlanQuery query);

    /**
     * Which plans to list; empty criteria match all.
     *
     * @param states words of {@link io.sluice.plan.PlanState#word}
     * @param labels all of them must match
     * @param endedSince only plans that ended at or after it (or have not ended)
     * @param after the last plan of the page before
     */
    record PlanQuery(
            Set<String> states,
            Map<String, String> labels,
            Optional<String> owner,
            Optional<Instant> endedSince,
            Optional<PlanId> after,
            int limit) {}

    /** Lines of a plan with a seq above {@code after}, oldest first. */
    List<JournalLine> journal(PlanId id, long after, int limit);

    /**
     * Adds lines to a plan if it is still at the version at which it was read, all or nothing, and makes it due for a look.
     *
     * <p>Of two appends at one version exactly one must succeed. When an appended line ends the plan, its routes must be
     * free for others in the same moment. A plan that ended must take facts about earlier calls and nothing else.
     *
     * @return the plan after the lines, or empty if it has moved on meanwhile
     * @throws io.sluice.plan.IllegalTransition if its state does not allow an event; nothing was added
     */
    Optional<Plan> append(Plan read, List<PlanEvent> events, Principal by, Instant at);

    /** Plans that are not ended and whose look is due, the longest waiting first. */
    List<PlanId> due(Instant now, int limit);

    /**
     * The right to act for a plan, if nobody else has it. The grant is by the store's own clock; a claim must end by itself
     * after {@code length} so that a dead holder blocks nobody.
     */
    Optional<Claim> claim(PlanId id, Duration length);

    /** The same, if the plan's look is due as well: of two whose alarms ring for one look the second must get nothing once the first is done. */
    Optional<Claim> claimIfDue(PlanId id, Instant now, Duration length);

    /**
     * The same for many: up to {@code limit} of the plans whose look is due, the longest waiting first. Plans that somebody has must be
     * left out, and of two who ask at once both must get plans and none the same.
     */
    List<Claim> claimDue(Instant now, int limit, Duration length);

    /** Takes the right to act for a plan, whoever has it: only a revert may. */
    Claim seize(PlanId id, Duration length);

    /**
     * Makes claims last {@code length} from now by the store's own clock, and answers with those that it did so for: a claim that
     * was given back, or whose plan somebody has claimed or seized since, must not be among them. One that is over and that
     * nobody came after may be, since nobody else has acted meanwhile.
     */
    Set<Claim> renew(Collection<Claim> claims, Duration length);

    /**
     * Whether whoever has a claim may send something for its plan: it must be the plan's last claim, neither given back nor over,
     * and the plan's generation must be the one that it was thought out for. Asked before every attempt of a call to a provider.
     */
    boolean permits(Claim claim, long generation);

    /**
     * Gives a claim back and says when the plan is to be looked at next; does nothing if the claim was seized.
     *
     * @param decidedAt the version of the plan that the look was decided for: if lines were added since, the plan must stay
     *     due, or an operator's move would wait until then
     */
    void release(Claim claim, long decidedAt, Instant lookAt);

    /**
     * The right to act for one plan for a while.
     *
     * @param epoch counts the plan's claims; the highest is the valid one
     */
    record Claim(PlanId plan, long epoch) {}

    /** Remembers what the last look showed; a convenience for readers, not part of the plan. */
    void saveLook(PlanId id, Look look);

    Optional<Look> findLook(PlanId id);
}
