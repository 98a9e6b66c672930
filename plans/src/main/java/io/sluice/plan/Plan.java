package io.sluice.plan;

import io.sluice.plan.HoldReason.Drift;
import io.sluice.plan.HoldReason.Gate;
import io.sluice.plan.HoldReason.NoData;
import io.sluice.plan.HoldReason.NoWayBack;
import io.sluice.plan.HoldReason.Share;
import io.sluice.plan.PlanEvent.ApprovalAsked;
import io.sluice.plan.PlanEvent.ApprovalGiven;
import io.sluice.plan.PlanEvent.ApprovalOverdue;
import io.sluice.plan.PlanEvent.ApprovalRejected;
import io.sluice.plan.PlanEvent.ApprovalVoided;
import io.sluice.plan.PlanEvent.BakeStopped;
import io.sluice.plan.PlanEvent.BaselineBack;
import io.sluice.plan.PlanEvent.BaselineLost;
import io.sluice.plan.PlanEvent.CancelAsked;
import io.sluice.plan.PlanEvent.ClockStepped;
import io.sluice.plan.PlanEvent.Completed;
import io.sluice.plan.PlanEvent.DriftChoice;
import io.sluice.plan.PlanEvent.DriftHandled;
import io.sluice.plan.PlanEvent.DriftTraced;
import io.sluice.plan.PlanEvent.GateJudged;
import io.sluice.plan.PlanEvent.HoldEnded;
import io.sluice.plan.PlanEvent.HoldStarted;
import io.sluice.plan.PlanEvent.LateLanding;
import io.sluice.plan.PlanEvent.PauseAsked;
import io.sluice.plan.PlanEvent.PauseStarted;
import io.sluice.plan.PlanEvent.PromoteAsked;
import io.sluice.plan.PlanEvent.ResumeAsked;
import io.sluice.plan.PlanEvent.RevertStarted;
import io.sluice.plan.PlanEvent.RevertTaken;
import io.sluice.plan.PlanEvent.Reverted;
import io.sluice.plan.PlanEvent.ShareJudged;
import io.sluice.plan.PlanEvent.Started;
import io.sluice.plan.PlanEvent.StepStarted;
import io.sluice.plan.PlanEvent.StepTakenBack;
import io.sluice.plan.PlanEvent.Submitted;
import io.sluice.plan.PlanEvent.Surveyed;
import io.sluice.plan.PlanEvent.TrafficBack;
import io.sluice.plan.PlanEvent.WebhookAnswered;
import io.sluice.plan.PlanEvent.WebhookAsked;
import io.sluice.plan.PlanEvent.WebhookReached;
import io.sluice.plan.PlanEvent.WeightsVerified;
import io.sluice.plan.PlanEvent.WriteApplied;
import io.sluice.plan.PlanEvent.WriteIntended;
import io.sluice.plan.PlanEvent.WriteRefused;
import io.sluice.plan.PlanEvent.WriteUnknown;
import io.sluice.plan.PlanState.Held;
import io.sluice.traffic.Weights;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * One migration: what was asked, where it stands, and what it has done so far. It is the fold of its journal.
 *
 * @param version the seq of its last journal line, 0 before the first
 * @param generation raised by each revert and by cancelling; of two writes to a route the one of the lower generation is stale
 * @param step the step it is at or was at last, counted from 1; 0 before the first
 * @param settled the last split that all routes showed together, or that was adopted
 * @param adopted splits of others that an operator, or the plan itself, took for the present step, by route
 * @param verifiedAt since when {@code settled} is what traffic follows
 * @param writes how many calls it has intended
 * @param surveys what the routes' traffic was like before the plan, where somebody looked
 * @param drifts how often it answered drift by itself
 * @param untraced its last drift, until it is known who made it or that nobody can tell
 * @param shares what was found out for good about the requests of each route since {@code verifiedAt}
 * @param returns when the requests of each route were back after a revert
 */
public record Plan(
        PlanId id,
        PlanSpec spec,
        PlanState state,
        long version,
        long generation,
        Instant submittedAt,
        Optional<Instant> startedAt,
        Optional<Instant> endedAt,
        Optional<PlanId> revertOf,
        Optional<Baseline> baseline,
        int step,
        RouteWeights settled,
        Map<String, Weights> adopted,
        Optional<Instant> verifiedAt,
        Map<String, RouteLedger> ledgers,
        Map<String, GateTally> tallies,
        int writes,
        Map<String, Survey> surveys,
        DriftTally drifts,
        Optional<UntracedDrift> untraced,
        Map<String, RouteShare> shares,
        Map<String, TrafficBack> returns) {
    public Plan {
        adopted = Map.copyOf(adopted);
        ledgers = Map.copyOf(ledgers);
        tallies = Map.copyOf(tallies);
        surveys = Map.copyOf(surveys);
        shares = Map.copyOf(shares);
        returns = Map.copyOf(returns);
    }

    /**
     * A plan before its first line.
     *
     * @param generation higher than that of every earlier plan on the same routes
     */
    public static Plan blank(PlanId id, PlanSpec spec, long generation, Instant submittedAt) {
        return new Builder(id, spec, generation, submittedAt).build();
    }

    /**
     * The plan after one more line.
     *
     * @throws IllegalTransition if its state does not allow the event
     * @throws IllegalArgumentException if the line is not the next one
     */
    public Plan after(JournalLine line) {
        if (line.seq() != version + 1) {
            throw new IllegalArgumentException("line " + line.seq() + " does not follow version " + version);
        }
        Instant at = line.at();
        Builder next = new Builder(this);
        next.version = line.seq();
        next.state = Transitions.next(state, line.event(), at);
        switch (line.event()) {
            case HoldStarted(HoldReason why) -> {
                if (why instanceof Drift(var seen, var _)) {
                    next.untraced = untraced(seen.keySet(), at);
                } else if (why instanceof NoWayBack(RevertCause cause, var _)
                        && cause.kind() == RevertCause.Kind.DRIFT) {
                    next.untraced = untraced(settled.routes(), at);
                }
            }
            case DriftTraced _ -> next.untraced = Optional.empty();
            case Submitted _,
                    PauseAsked _,
                    PromoteAsked _,
                    ApprovalGiven _,
                    ApprovalRejected _,
                    ApprovalVoided _,
                    ApprovalOverdue _,
                    BakeStopped _,
                    WebhookAsked _,
                    WebhookAnswered _,
                    BaselineBack _ -> {}
            case Surveyed(Map<String, Survey> seen) -> {
                Map<String, Survey> known = new HashMap<>(surveys);
                seen.forEach((route, survey) -> known.merge(route, survey, (earlier, later) -> later.or(earlier)));
                next.surveys = known;
            }
            case Started(Baseline frozen) -> {
                next.baseline = Optional.of(frozen);
                next.startedAt = Optional.of(at);
            }
            case RevertTaken(PlanId of, Baseline frozen, RevertCause _) -> {
                next.revertOf = Optional.of(of);
                next.baseline = Optional.of(frozen);
                next.startedAt = Optional.of(at);
                next.everyLedger(ledger -> ledger.reverting(true));
            }
            case StepStarted(int started) -> {
                next.step = started;
                next.adopted = Map.of();
                next.everyLedger(RouteLedger::fresh);
            }
            case PauseStarted(int started, Optional<Instant> _) -> next.step = started;
            case ApprovalAsked asked -> next.step = asked.step();
            case WebhookReached reached -> next.step = reached.step();
            case WriteIntended intent -> {
                next.writes = intent.write();
                next.ledger(intent.route(), ledger -> ledger.intended(intent, at));
            }
            case WriteApplied(int write) -> next.everyLedger(ledger -> ledger.applied(write, at));
            case WriteRefused refusal -> next.everyLedger(ledger -> ledger.refused(refusal));
            // It stays outstanding, as it was since the intent.
            case WriteUnknown unanswered -> next.everyLedger(ledger -> ledger.unknown(unanswered, at));
            case WeightsVerified(int verified) -> next.settle(target(verified), at);
            case StepTakenBack(int _, RouteWeights to) -> next.settle(to, at);
            case GateJudged judgement -> next.tally(judgement.gate(), tally -> tally.judged(judgement));
            case TrafficBack back -> next.returns.put(back.route(), back);
            case ShareJudged(int _, RouteShare share) -> next.shares.put(share.route(), share);
            case HoldEnded(String heldBy, String _) -> {
                next.forgiveGate(state, heldBy);
                next.everyLedger(RouteLedger::fresh);
            }
            case ResumeAsked(Optional<DriftChoice> choice, String _) -> {
                next.forgiveWhatHolds(state);
                next.everyLedger(RouteLedger::fresh);
                if (choice.isPresent() && state instanceof Held(var _, Drift(var seen, var _), var _)) {
                    next.drifts = DriftTally.NONE; // somebody has looked at it
                    if (choice.get() == DriftChoice.ADOPT) {
                        next.adopt(seen, at);
                    }
                }
            }
            case DriftHandled(DriftChoice choice, Map<String, Weights> seen, String _) -> {
                next.drifts = drifts.handled(step, at);
                next.untraced = untraced(seen.keySet(), at);
                seen.keySet().forEach(route -> next.ledger(route, RouteLedger::fresh));
                if (choice == DriftChoice.ADOPT) {
                    next.adopt(seen, at);
                }
            }
            case LateLanding(int write, String route, Weights _) ->
                next.ledger(route, ledger -> ledger.landedLate(write));
            case RevertStarted(RevertCause cause) -> {
                if (cause.kind() == RevertCause.Kind.DRIFT && !isHeldByDrift()) {
                    next.untraced = untraced(settled.routes(), at);
                }
                next.generation = generation + 1;
                next.everyLedger(ledger -> ledger.reverting(false));
            }
            case BaselineLost(String route, Weights _) -> next.ledger(route, ledger -> ledger.reverting(false));
            // A write that is about to be sent for the plan must find itself stale.
            case CancelAsked _ -> next.generation = generation + 1;
            case ClockStepped(Duration by) -> {
                ClockStep step = new ClockStep(by);
                next.verifiedAt = step.of(verifiedAt);
                next.drifts = drifts.stepped(step);
                next.untraced = untraced.map(drift -> drift.stepped(step));
                next.everyLedger(step::of);
                next.tallies.replaceAll((_, tally) -> step.of(tally));
            }
            case Reverted _, Completed _ -> {}
        }
        if (next.state.isTerminal() && endedAt.isEmpty()) {
            next.endedAt = Optional.of(at);
        }
        return next.build();
    }

    /** The plan after more lines, one by one. */
    public Plan after(List<JournalLine> lines) {
        Plan folded = this;
        for (JournalLine line : lines) {
            folded = folded.after(line);
        }
        return folded;
    }

    /** The split that every route shall show at a step, counted from 1; at 0 the one it is expected to have already. */
    public RouteWeights target(int number) {
        for (int i = number; i >= 1; i--) {
            if (spec.step(i) instanceof Step.Shift shift) {
                return shift.weights().with(adopted);
            }
        }
        return number == 0 ? settled : spec.expected().with(adopted);
    }

    /** The approval that it waits for, if it does. */
    public Optional<HoldReason.Approval> approval() {
        return heldBy(HoldReason.Approval.class);
    }

    /** The hook that it waits for, if it does. */
    public Optional<HoldReason.Webhook> webhook() {
        return heldBy(HoldReason.Webhook.class);
    }

    /** A revert for drift that had no way back was said to be for it when the plan was held. */
    private boolean isHeldByDrift() {
        return heldBy(NoWayBack.class)
                .filter(why -> why.cause().kind() == RevertCause.Kind.DRIFT)
                .isPresent();
    }

    private Optional<UntracedDrift> untraced(Set<String> routes, Instant found) {
        Instant after = verifiedAt.or(() -> startedAt).orElse(submittedAt);
        return Optional.of(new UntracedDrift(routes, after.isBefore(found) ? after : found, found));
    }

    private <T extends HoldReason> Optional<T> heldBy(Class<T> kind) {
        PlanState at = state;
        while (at instanceof Held held) {
            if (kind.isInstance(held.why())) {
                return Optional.of(kind.cast(held.why()));
            }
            at = held.at();
        }
        return Optional.empty();
    }

    /** The split that every route had before a step, counted from 1; what was adopted for the step stays. */
    public RouteWeights before(int number) {
        for (int i = number - 1; i >= 1; i--) {
            if (spec.step(i) instanceof Step.Shift shift) {
                return shift.weights().with(adopted);
            }
        }
        return baseline.map(Baseline::weights).orElseGet(spec::expected).with(adopted);
    }

    public RouteLedger ledger(String route) {
        return ledgers.getOrDefault(route, RouteLedger.EMPTY);
    }

    public GateTally tally(String gate) {
        return tallies.getOrDefault(gate, GateTally.NONE);
    }

    public boolean isTerminal() {
        return state.isTerminal();
    }

    /** Whether a call of any route can still take effect. */
    public boolean hasOutstanding(Instant now) {
        return ledgers.values().stream()
                .anyMatch(ledger -> !ledger.outstandingAt(now).isEmpty());
    }

    /** The next plan while a line is folded in. */
    private static final class Builder {
        private final PlanId id;
        private final PlanSpec spec;
        private final Instant submittedAt;
        private PlanState state = new PlanState.Scheduled();
        private long version;
        private long generation;
        private Optional<Instant> startedAt = Optional.empty();
        private Optional<Instant> endedAt = Optional.empty();
        private Optional<PlanId> revertOf = Optional.empty();
        private Optional<Baseline> baseline = Optional.empty();
        private int step;
        private RouteWeights settled;
        private Map<String, Weights> adopted = Map.of();
        private Optional<Instant> verifiedAt = Optional.empty();
        private final Map<String, RouteLedger> ledgers = new TreeMap<>();
        private final Map<String, GateTally> tallies = new TreeMap<>();
        private int writes;
        private Map<String, Survey> surveys = Map.of();
        private DriftTally drifts = DriftTally.NONE;
        private Optional<UntracedDrift> untraced = Optional.empty();
        private final Map<String, RouteShare> shares = new TreeMap<>();
        private final Map<String, TrafficBack> returns = new TreeMap<>();

        Builder(PlanId id, PlanSpec spec, long generation, Instant submittedAt) {
            this.id = id;
            this.spec = spec;
            this.generation = generation;
            this.submittedAt = submittedAt;
            this.settled = spec.expected();
            spec.routes().forEach(route -> ledgers.put(route.name(), RouteLedger.EMPTY));
            spec.gates().forEach(gate -> tallies.put(gate.name(), GateTally.NONE));
        }

        Builder(Plan plan) {
            this(plan.id, plan.spec, plan.generation, plan.submittedAt);
            state = plan.state;
            version = plan.version;
            startedAt = plan.startedAt;
            endedAt = plan.endedAt;
            revertOf = plan.revertOf;
            baseline = plan.baseline;
            step = plan.step;
            settled = plan.settled;
            adopted = plan.adopted;
            verifiedAt = plan.verifiedAt;
            ledgers.putAll(plan.ledgers);
            tallies.putAll(plan.tallies);
            writes = plan.writes;
            surveys = plan.surveys;
            drifts = plan.drifts;
            untraced = plan.untraced;
            shares.putAll(plan.shares);
            returns.putAll(plan.returns);
        }

        void everyLedger(UnaryOperator<RouteLedger> change) {
            ledgers.replaceAll((_, ledger) -> change.apply(ledger));
        }

        void ledger(String route, UnaryOperator<RouteLedger> change) {
            ledgers.computeIfPresent(route, (_, ledger) -> change.apply(ledger));
        }

        void tally(String gate, UnaryOperator<GateTally> change) {
            tallies.computeIfPresent(gate, (_, tally) -> change.apply(tally));
        }

        /** Traffic follows this split from now on, so every gate starts anew. */
        void settle(RouteWeights weights, Instant at) {
            settled = weights;
            verifiedAt = Optional.of(at);
            tallies.replaceAll((_, _) -> GateTally.NONE);
            shares.values().removeIf(share -> share.says() != RouteShare.Says.WAIVED);
            everyLedger(RouteLedger::fresh);
        }

        /** Takes what others set for the present step. */
        void adopt(Map<String, Weights> seen, Instant at) {
            Map<String, Weights> theirs = new HashMap<>(adopted);
            theirs.putAll(seen);
            adopted = theirs;
            settle(settled.with(seen), at);
        }

        /** Overlooks what the hold is about, and nothing that nobody was shown. */
        void forgiveWhatHolds(PlanState before) {
            if (before instanceof Held(var _, var why, var _)) {
                switch (why) {
                    case Gate(String gate, String _) -> tally(gate, GateTally::forgive);
                    case NoData(String gate, String _) -> tally(gate, GateTally::forgive);
                    case Share(String route, String _) -> shares.computeIfPresent(route, (_, share) -> share.waived());
                    case NoWayBack _ -> tallies.replaceAll((_, tally) -> tally.forgive());
                    default -> {}
                }
            }
        }

        /** A gate that passes again starts counting anew; data that is there again has said nothing yet. */
        void forgiveGate(PlanState before, String heldBy) {
            if (before instanceof Held(var at, var why, var _)) {
                if (why.word().equals(heldBy)) {
                    if (why instanceof Gate(String gate, String _)) {
                        tally(gate, GateTally::forgive);
                    }
                } else {
                    forgiveGate(at, heldBy);
                }
            }
        }

        Plan build() {
            return new Plan(
                    id,
                    spec,
                    state,
                    version,
                    generation,
                    submittedAt,
                    startedAt,
                    endedAt,
                    revertOf,
                    baseline,
                    step,
                    settled,
                    adopted,
                    verifiedAt,
                    ledgers,
                    tallies,
                    writes,
                    surveys,
                    drifts,
                    untraced,
                    shares,
                    returns);
        }
    }
}
