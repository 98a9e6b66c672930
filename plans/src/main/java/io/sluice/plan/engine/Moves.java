package io.sluice.plan.engine;

import io.sluice.plan.ApprovalEvidence;
import io.sluice.plan.Baseline;
import io.sluice.plan.HoldReason;
import io.sluice.plan.HoldReason.Approval;
import io.sluice.plan.IllegalTransition;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanEvent.ApprovalGiven;
import io.sluice.plan.PlanEvent.ApprovalRejected;
import io.sluice.plan.PlanEvent.CancelAsked;
import io.sluice.plan.PlanEvent.DriftChoice;
import io.sluice.plan.PlanEvent.PauseAsked;
import io.sluice.plan.PlanEvent.PromoteAsked;
import io.sluice.plan.PlanEvent.ResumeAsked;
import io.sluice.plan.PlanEvent.RevertStarted;
import io.sluice.plan.PlanEvent.RevertTaken;
import io.sluice.plan.PlanId;
import io.sluice.plan.PlanState.Baking;
import io.sluice.plan.PlanState.Cancelled;
import io.sluice.plan.PlanState.Completed;
import io.sluice.plan.PlanState.Held;
import io.sluice.plan.PlanState.Reverted;
import io.sluice.plan.PlanState.Reverting;
import io.sluice.plan.PlanState.Shifting;
import io.sluice.plan.PlanState.Underway;
import io.sluice.plan.PlanState.Waypoint;
import io.sluice.plan.Principal;
import io.sluice.plan.RevertCause;
import io.sluice.plan.Step;
import io.sluice.plan.decide.BakeClock;
import io.sluice.plan.decide.Windows;
import io.sluice.plan.engine.PlanStore.Created;
import io.sluice.plan.engine.PlanStore.Document;
import io.sluice.plan.engine.PlanStore.NewPlan;
import io.sluice.traffic.Weights;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What an operator can make a plan do: never silence, always the plan or the reason why not.
 *
 * <p>A move that is in force already changes nothing and says so; one that the state does not allow is refused.
 */
public final class Moves {
    /** How often a move is tried again on a plan that keeps moving on meanwhile. */
    private static final int MOST_APPENDS = 50;

    private final PlanStore store;
    private final PlanJournal journal;
    private final Consumer<PlanId> putBack;
    private final Alarm alarm;
    private final People people;
    private final Askings askings;
    private final InstantSource clock;
    private final Supplier<PlanId> ids;

    /**
     * The moves over their parts.
     *
     * @param putBack has a tick of a plan begin now, whoever else is at it; it need not be over on return
     */
    public Moves(
            PlanStore store,
            PlanJournal journal,
            Consumer<PlanId> putBack,
            Alarm alarm,
            People people,
            InstantSource clock,
            Supplier<PlanId> ids) {
        this.store = store;
        this.journal = journal;
        this.putBack = putBack;
        this.alarm = alarm;
        this.people = people;
        this.askings = new Askings(store, people);
        this.clock = clock;
        this.ids = ids;
    }

    /** What became of a move. */
    public sealed interface Moved {
        /** It was made, or was in force already. */
        record InForce(Plan plan) implements Moved {}

        /** The state of the plan does not allow it. */
        record NotAllowed(Plan plan, String why) implements Moved {}

        /** Not for this person to make. */
        record Forbidden(Plan plan, String why) implements Moved {}

        /** Another plan owns one of the routes by now. */
        record OwnedByOther(Plan plan, String route, PlanId owner) implements Moved {}
    }

    public Moved pause(PlanId id, String reason, Principal by) {
        stopBake(id);
        return move(id, new PauseAsked(reason), by);
    }

    /** A pause reads the bake clock at its own time, and the window may have shut since anybody looked. */
    private void stopBake(PlanId id) {
        Plan plan = store.plan(id);
        Instant now = clock.instant();
        // What stands in calendars only the engine knows; it looks when they shut.
        BakeClock.stop(plan, new Windows(plan.spec().schedule()), now)
                .ifPresent(stop -> journal.append(plan, List.of(stop), Principal.SLUICE, now));
    }

    /** Ends what holds the plan; drift needs a choice. */
    public Moved resume(PlanId id, Optional<DriftChoice> choice, String reason, Principal by) {
        return move(id, new ResumeAsked(choice, reason), by);
    }

    /** Ends the present bake or pause early; gates and windows still bind. */
    public Moved promote(PlanId id, String reason, Principal by) {
        return move(id, new PromoteAsked(reason), by);
    }

    /** Ends the plan and leaves the weights as they are. */
    public Moved cancel(PlanId id, String reason, Principal by) {
        return move(id, new CancelAsked(reason), by);
    }

    /**
     * Says that a plan may go on.
     *
     * @param evidence what the approver saw; a plan that stands otherwise by now is not approved
     */
    public Moved approve(PlanId id, ApprovalEvidence evidence, String reason, Principal by) {
        return vote(id, Optional.of(evidence), new ApprovalGiven(by, reason), by);
    }

    /** Says that it may not; it goes back then. */
    public Moved reject(PlanId id, String reason, Principal by) {
        return vote(id, Optional.empty(), new ApprovalRejected(by, reason), by);
    }

    private Moved vote(PlanId id, Optional<ApprovalEvidence> evidence, PlanEvent event, Principal by) {
        for (int i = 0; i < MOST_APPENDS; i++) {
            Plan plan = store.plan(id);
            Optional<Approval> asked = plan.approval();
            if (asked.isEmpty()) {
                return new Moved.NotAllowed(plan, "it waits for no approval: it is " + describe(plan));
            }
            Optional<String> forbidden = people.objection(
                    by, asked.get().group(), submitter(id), plan.spec().labels());
            if (forbidden.isPresent()) {
                return new Moved.Forbidden(plan, forbidden.get());
            }
            if (asked.get().rejected().isPresent()) {
                return new Moved.NotAllowed(
                        plan,
                        "it was rejected by " + asked.get().rejected().get().by());
            }
            if (evidence.isPresent()
                    && asked.get().onTimeout() == Step.OnTimeout.REVERT
                    && asked.get().isLate(clock.instant())) {
                return new Moved.NotAllowed(
                        plan, "it is too late: nobody else approved in time, and the plan goes back");
            }
            if (evidence.isPresent() && asked.get().hasVoted(by)) {
                return new Moved.InForce(plan);
            }
            ApprovalEvidence present = asked.get().evidence(store.document(id).digest());
            if (evidence.filter(seen -> !seen.equals(present)).isPresent()) {
                return new Moved.NotAllowed(
                        plan, "what you approve is not what it stands at now; look again at its approval.evidence");
            }
            Optional<Plan> moved = journal.append(plan, List.of(event), by, clock.instant());
            if (moved.isPresent()) {
                alarm.set(id, clock.instant());
                return new Moved.InForce(moved.get());
            }
        }
        throw movedOn(id);
    }

    /** What became of a word that somebody gave to what they were asked. */
    public sealed interface Answered {
        /** It counts. */
        record Counted(Plan plan) implements Answered {}

        /** It came too late, or not from them. */
        record NotOpen(Standing standing) implements Answered {}
    }

    /**
     * Says yes or no to what one person was asked once. Of all words to one asking, whenever and wherever they are said, the first
     * counts and every later one is told of it; what {@link #approve} and {@link #reject} got from this person is one of them.
     */
    public Answered answer(Asked asked, boolean yes, String reason) {
        Optional<Long> link = Optional.of(asked.line());
        PlanEvent event = yes
                ? new ApprovalGiven(asked.person(), reason, link)
                : new ApprovalRejected(asked.person(), reason, link);
        for (int i = 0; i < MOST_APPENDS; i++) {
            Optional<Plan> plan = store.find(asked.plan());
            if (plan.isEmpty()) {
                return new Answered.NotOpen(new Standing.NeverAsked());
            }
            Standing standing = askings.standing(asked, plan.get());
            if (!(standing instanceof Standing.Open)) {
                return new Answered.NotOpen(standing);
            }
            Optional<Plan> moved = journal.append(plan.get(), List.of(event), asked.person(), clock.instant());
            if (moved.isPresent()) {
                alarm.set(asked.plan(), clock.instant());
                return new Answered.Counted(moved.get());
            }
        }
        throw movedOn(asked.plan());
    }

    private Principal submitter(PlanId id) {
        return store.journal(id, 0, 1).getFirst().by();
    }

    /**
     * Puts the baseline back, whatever else is going on; the first calls to the providers are made at once.
     *
     * <p>A plan that completed or was cancelled is put back by a plan of its own, which is answered then.
     */
    public Moved revert(PlanId id, boolean exact, String reason, Principal by) {
        RevertCause cause = RevertCause.ordered(reason, exact);
        for (int i = 0; i < MOST_APPENDS; i++) {
            Plan plan = store.plan(id);
            switch (plan.state()) {
                case Reverted _ -> {
                    return new Moved.InForce(plan);
                }
                case Completed _, Cancelled _ -> {
                    return revertEnded(plan, cause, by);
                }
                case Reverting reverting
                when reverting.cause().isOrdered() && (reverting.cause().exact() || !exact) -> {
                    return new Moved.InForce(plan);
                }
                case Reverting _, Underway _ -> {
                    Optional<Plan> moved = journal.append(plan, List.of(new RevertStarted(cause)), by, clock.instant());
                    if (moved.isPresent()) {
                        return new Moved.InForce(performRevert(moved.get()));
                    }
                }
            }
        }
        throw movedOn(id);
    }

    private Moved revertEnded(Plan ended, RevertCause cause, Principal by) {
        Optional<PlanId> linked = store.findRevertOf(ended.id());
        if (linked.isPresent()) {
            return new Moved.InForce(store.plan(linked.get()));
        }
        Optional<Baseline> baseline = ended.baseline();
        if (baseline.isEmpty()) {
            return new Moved.InForce(ended); // cancelled before it started: nothing was ever touched
        }
        Instant now = clock.instant();
        Document document = store.document(ended.id());
        NewPlan plan = new NewPlan(
                ids.get(),
                ended.spec(),
                document.text(),
                document.digest(),
                document.routeKeys(),
                List.of(new RevertTaken(ended.id(), baseline.get(), cause)),
                by,
                now,
                now,
                Optional.empty());
        return switch (store.create(plan)) {
            case Created.Stored(Plan stored) -> new Moved.InForce(performRevert(stored));
            case Created.Repeated(Plan earlier) -> new Moved.InForce(earlier);
            case Created.RouteTaken(String route, PlanId owner) -> new Moved.OwnedByOther(ended, route, owner);
            case Created.RunSettled _ -> throw new IllegalStateException("a revert is no run of a recurring plan");
            case Created.KeyReused _ -> throw new IllegalStateException("a revert names no idempotency key");
        };
    }

    private Plan performRevert(Plan plan) {
        if (!plan.isTerminal()) {
            putBack.accept(plan.id());
        }
        return store.plan(plan.id());
    }

    private Moved move(PlanId id, PlanEvent event, Principal by) {
        for (int i = 0; i < MOST_APPENDS; i++) {
            Plan plan = store.plan(id);
            if (isInForce(plan, event)) {
                return new Moved.InForce(plan);
            }
            Optional<String> objection = objection(plan, event);
            if (objection.isPresent()) {
                return new Moved.NotAllowed(plan, objection.get());
            }
            Optional<Plan> moved;
            try {
                moved = journal.append(plan, List.of(event), by, clock.instant());
            } catch (IllegalTransition e) {
                return new Moved.NotAllowed(plan, "not possible while " + describe(plan));
            }
            if (moved.isPresent()) {
                alarm.set(id, clock.instant());
                return new Moved.InForce(moved.get());
            }
        }
        throw movedOn(id);
    }

    private static boolean isInForce(Plan plan, PlanEvent event) {
        return switch (event) {
            case PauseAsked _ -> plan.state() instanceof Underway state && isPaused(state);
            case ResumeAsked _ -> plan.state() instanceof Shifting || plan.state() instanceof Baking;
            case PromoteAsked _ ->
                (plan.state() instanceof Baking baking && baking.promoted())
                        || (plan.state() instanceof Held(var _, HoldReason.Webhook webhook, var _)
                                && webhook.promoted());
            case CancelAsked _ -> plan.state() instanceof Cancelled;
            default -> false;
        };
    }

    /** Paused by an operator: a pause step ends by itself, so it is not the same. */
    private static boolean isPaused(Underway state) {
        return switch (state) {
            case Held(Underway at, HoldReason why, Instant _) ->
                (why instanceof HoldReason.Pause(Optional<Instant> until, String _) && until.isEmpty()) || isPaused(at);
            case Waypoint _ -> false;
        };
    }

    /** What speaks against a move beyond the table of transitions. */
    private static Optional<String> objection(Plan plan, PlanEvent event) {
        if (!(event instanceof ResumeAsked(Optional<DriftChoice> choice, String _))
                || !(plan.state() instanceof Held(Underway _, HoldReason why, Instant _))) {
            return Optional.empty();
        }
        if (why instanceof HoldReason.Webhook webhook && webhook.failure().isEmpty()) {
            return Optional.of(webhook.told() + "; promote goes on without it");
        }
        if (!(why instanceof HoldReason.Drift drift)) {
            return choice.map(_ -> "it is not held by drift: resume without a choice");
        }
        if (choice.isEmpty()) {
            return Optional.of("held by drift: resume names reassert (write ours over theirs) or adopt (take theirs)");
        }
        if (choice.get() == DriftChoice.REASSERT && plan.baseline().isEmpty()) {
            return Optional.of("the plan has not started, so it has nothing to reassert: adopt, cancel, or set the "
                    + "expected weights back");
        }
        boolean strangers = drift.seen().values().stream()
                .map(Weights::sides)
                .anyMatch(sides -> !plan.spec().sides().containsAll(sides));
        return choice.get() == DriftChoice.ADOPT && strangers
                ? Optional.of("a backend that the plan does not name has traffic: its share cannot be adopted")
                : Optional.empty();
    }

    private static String describe(Plan plan) {
        return plan.state() instanceof Held held
                ? "held by " + held.why().word()
                : plan.state().word();
    }

    private static IllegalStateException movedOn(PlanId id) {
        return new IllegalStateException(
                "plan " + id + " moved on " + MOST_APPENDS + " times under an operator's move");
    }
}
