package io.sluice.plan;

import io.sluice.plan.HoldReason.Approval;
import io.sluice.plan.HoldReason.Drift;
import io.sluice.plan.HoldReason.NoWayBack;
import io.sluice.plan.HoldReason.Pause;
import io.sluice.plan.HoldReason.Webhook;
import io.sluice.plan.HoldReason.Window;
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
import io.sluice.plan.PlanState.Baking;
import io.sluice.plan.PlanState.Cancelled;
import io.sluice.plan.PlanState.Completed;
import io.sluice.plan.PlanState.Held;
import io.sluice.plan.PlanState.Reverted;
import io.sluice.plan.PlanState.Reverting;
import io.sluice.plan.PlanState.Scheduled;
import io.sluice.plan.PlanState.Shifting;
import io.sluice.plan.PlanState.Terminal;
import io.sluice.plan.PlanState.Underway;
import io.sluice.plan.PlanState.Waypoint;
import io.sluice.traffic.Weights;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** What each event makes of each state; everything not said here is illegal. */
public final class Transitions {
    /** Later than anything, and still a time that can be stored and moved. */
    private static final Instant NEVER = Instant.parse("9999-01-01T00:00:00Z");

    private Transitions() {}

    /**
     * The state after an event.
     *
     * @throws IllegalTransition if the state does not allow it
     */
    public static PlanState next(PlanState state, PlanEvent event, Instant at) {
        return switch (event) {
            // What a provider answered is a fact in every state, even after the end, and changes none by itself.
            case WriteApplied _, WriteRefused _, WriteUnknown _ -> state;
            case WebhookAnswered(String id, HookAnswer answer) ->
                state instanceof Underway underway
                        ? mapWebhook(underway, webhook -> webhook.answered(id, answer, at))
                        : state;
            case WriteIntended _, GateJudged _, ShareJudged _, Surveyed _ when !state.isTerminal() -> state;
            case DriftTraced traced
            when !state.isTerminal() ->
                state instanceof Underway underway ? withDriftTold(underway, traced.told()) : state;
            case ClockStepped(Duration by) when !state.isTerminal() -> new ClockStep(by).of(state);
            default ->
                switch (state) {
                    case Scheduled scheduled -> fromScheduled(scheduled, event, at);
                    case Shifting shifting -> fromShifting(shifting, event, at);
                    case Baking baking -> fromBaking(baking, event, at);
                    case Held held -> fromHeld(held, event, at);
                    case Reverting reverting -> fromReverting(reverting, event, at);
                    case Terminal terminal -> throw new IllegalTransition(terminal, event);
                };
        };
    }

    private static PlanState fromScheduled(Scheduled state, PlanEvent event, Instant at) {
        return switch (event) {
            case Submitted _ -> state;
            case RevertTaken taken -> new Reverting(taken.cause(), at, Optional.empty());
            case Started _ -> new Shifting(0, at, Duration.ZERO, Map.of());
            default -> fromUnderway(state, event, at);
        };
    }

    private static PlanState fromShifting(Shifting state, PlanEvent event, Instant at) {
        return switch (event) {
            case WeightsVerified(int step) when step == state.step() -> new Baking(step, at, state.baked(), false);
            // What people said was for a step that could not be made then.
            case ApprovalAsked asked
            when asked.step() == state.step() - 1 ->
                new Held(new Baking(asked.step(), at, Duration.ZERO, false), approval(asked), at);
            default -> fromUnderway(state, event, at);
        };
    }

    private static PlanState fromBaking(Baking state, PlanEvent event, Instant at) {
        return switch (event) {
            case StepStarted(int step) when step == state.step() + 1 -> new Shifting(step, at, Duration.ZERO, Map.of());
            case PauseStarted(int step, Optional<Instant> until)
            when step == state.step() + 1 ->
                new Held(new Baking(step, at, Duration.ZERO, false), new Pause(until, "the plan pauses here"), at);
            // Again at its own step, where the weights had to be put back meanwhile.
            case ApprovalAsked asked
            when asked.step() == state.step() + 1 || asked.step() == state.step() ->
                new Held(new Baking(asked.step(), at, Duration.ZERO, false), approval(asked), at);
            case WebhookReached reached
            when reached.step() == state.step() + 1 || reached.step() == state.step() ->
                new Held(new Baking(reached.step(), at, Duration.ZERO, false), webhook(reached), at);
            case StepTakenBack(int step, RouteWeights _)
            when step == state.step() -> new Shifting(step, at, Duration.ZERO, Map.of());
            case PromoteAsked _ -> new Baking(state.step(), state.since(), state.baked(), true);
            case PlanEvent.Completed _ -> new Completed();
            default -> fromUnderway(state, event, at);
        };
    }

    private static PlanState fromHeld(Held held, PlanEvent event, Instant at) {
        return switch (event) {
            case HoldEnded(String heldBy, String _) -> without(held, heldBy, event, at);
            case PromoteAsked _ when held.why() instanceof Pause -> resumed(held, at);
            case PromoteAsked _
            when held.why() instanceof Webhook webhook -> new Held(held.at(), webhook.withoutIt(), held.since());
            case WebhookAsked(String id, Instant until)
            when held.why() instanceof Webhook webhook && webhook.asked().isEmpty() ->
                new Held(held.at(), webhook.asks(id, at, until), held.since());
            case ApprovalGiven(Principal approver, String reason, var _) ->
                withApproval(held, event, approval -> approval.with(new Vote(approver, reason, at)));
            case ApprovalRejected(Principal approver, String reason, var _) ->
                withApproval(held, event, approval -> approval.rejected(new Vote(approver, reason, at)));
            case ApprovalVoided(String _, Map<String, Verdict> evidence, Optional<Instant> until) ->
                withApproval(held, event, approval -> approval.asked(evidence, until));
            case ApprovalOverdue _ -> withApproval(held, event, approval -> approval.late(at));
            case ResumeAsked(Optional<DriftChoice> choice, String _) ->
                switch (held.why()) {
                    case Drift drift -> resumedFromDrift(held, drift, choice, event, at);
                    case Window _, Approval _, HoldReason.Calendar _ -> throw new IllegalTransition(held, event);
                    case Webhook webhook when webhook.failure().isEmpty() -> throw new IllegalTransition(held, event);
                    case Webhook webhook -> new Held(held.at(), webhook.anew(), at);
                    // Else what asked for the revert would ask for it again at once.
                    case NoWayBack(RevertCause cause, String _)
                    when cause.kind() == RevertCause.Kind.WEBHOOK -> mapWebhook(resumed(held, at), Webhook::anew);
                    default -> resumed(held, at);
                };
            // What shall not be there is written over under most holds, and the step then bakes on from where it stood.
            case WeightsVerified(int step)
            when waypoint(held) instanceof Shifting shifting
                    && step == shifting.step()
                    && !shifting.overwrites().isEmpty() ->
                mapWaypoint(held, _ -> new Baking(step, at, shifting.baked(), false));
            // What the gates said, they said of a split that is gone.
            case StepTakenBack(int step, RouteWeights _)
            when isHeldByGatesAlone(held) && waypoint(held) instanceof Baking baking && step == baking.step() ->
                new Shifting(step, at, Duration.ZERO, Map.of());
            default -> fromUnderway(held, event, at);
        };
    }

    /** Whether nothing but verdicts of gates, or their absence, holds a plan. */
    public static boolean isHeldByGatesAlone(Underway state) {
        return switch (state) {
            case Held(Underway at, HoldReason why, Instant _) ->
                (why instanceof HoldReason.Gate || why instanceof HoldReason.NoData) && isHeldByGatesAlone(at);
            case Waypoint _ -> true;
        };
    }

    /** What can happen anywhere on the way: somebody or something stops it. */
    private static PlanState fromUnderway(Underway state, PlanEvent event, Instant at) {
        return switch (event) {
            case HoldStarted(HoldReason why) -> hold(state, why, at);
            case PauseAsked(String reason) -> hold(state, new Pause(Optional.empty(), reason), at);
            case CancelAsked _ -> new Cancelled();
            // A clock that begins to run in the future stands still until then.
            case BakeStopped(Instant shut, Optional<Instant> opens)
            when !bakeStopped(state) && waypoint(state) instanceof Baking baking ->
                mapWaypoint(
                        state,
                        _ -> new Baking(baking.step(), opens.orElse(NEVER), baking.bakedAt(shut), baking.promoted()));
            // Before the start nothing of ours is there yet, to be asserted again or given up.
            case DriftHandled(DriftChoice choice, Map<String, Weights> seen, String _)
            when !(waypoint(state) instanceof Scheduled) ->
                choice == DriftChoice.ADOPT ? state : overwriting(state, seen, at);
            case LateLanding(int _, String route, Weights seen)
            when !(waypoint(state) instanceof Scheduled) -> overwriting(state, Map.of(route, seen), at);
            // Before the start nothing was touched, so there is nothing to put back.
            case RevertStarted(RevertCause cause) when waypoint(state) instanceof Scheduled -> new Reverted(cause);
            case RevertStarted(RevertCause cause) -> new Reverting(cause, at, Optional.empty());
            default -> throw new IllegalTransition(state, event);
        };
    }

    private static PlanState fromReverting(Reverting state, PlanEvent event, Instant at) {
        return switch (event) {
            case RevertStarted(RevertCause cause) -> new Reverting(cause, state.since(), Optional.empty());
            case BaselineBack _ -> new Reverting(state.cause(), state.since(), Optional.of(at));
            case BaselineLost _ -> new Reverting(state.cause(), state.since(), Optional.empty());
            case TrafficBack _ when state.back().isPresent() -> state;
            case PlanEvent.Reverted _ when state.back().isPresent() -> new Reverted(state.cause());
            default -> throw new IllegalTransition(state, event);
        };
    }

    /** Where a plan stands below all its holds. */
    public static Waypoint waypoint(Underway state) {
        return switch (state) {
            case Held held -> waypoint(held.at());
            case Waypoint point -> point;
        };
    }

    /** Whether any of the holds on a state stops its bake clock. */
    public static boolean bakeStopped(Underway state) {
        return state instanceof Held held && (held.why().stopsBake() || bakeStopped(held.at()));
    }

    private static Held hold(Underway state, HoldReason why, Instant at) {
        Underway stopped = why.stopsBake() && !bakeStopped(state) ? withClockRead(state, why.stoppedBake(at)) : state;
        return new Held(stopped, why, at);
    }

    /** Without the hold: a bake clock that it stopped runs on, and a step that it kept waiting has its whole timeout again. */
    private static Underway resumed(Held held, Instant at) {
        return mapWaypoint(held.at(), point -> switch (point) {
            case Baking(int step, Instant _, Duration baked, boolean promoted)
            when held.why().stopsBake() -> new Baking(step, at, baked, promoted);
            case Shifting(int step, Instant _, Duration baked, Map<String, Weights> overwrites) ->
                new Shifting(step, at, baked, overwrites);
            case Baking _, Scheduled _ -> point;
        });
    }

    private static Underway withClockRead(Underway state, Instant at) {
        return mapWaypoint(
                state,
                point -> point instanceof Baking baking
                        ? new Baking(baking.step(), at, baking.bakedAt(at), baking.promoted())
                        : point);
    }

    private static Underway without(Held held, String heldBy, PlanEvent event, Instant at) {
        if (held.why().word().equals(heldBy)) {
            return resumed(held, at);
        }
        if (held.at() instanceof Held inner) {
            return new Held(without(inner, heldBy, event, at), held.why(), held.since());
        }
        throw new IllegalTransition(held, event);
    }

    /** A bake that must first have its weights back; its clock stands where it stood. */
    private static Underway overwriting(Underway state, Map<String, Weights> seen, Instant at) {
        boolean stopped = bakeStopped(state);
        return mapWaypoint(state, point -> switch (point) {
            case Scheduled scheduled -> scheduled;
            case Shifting(int step, Instant since, Duration baked, Map<String, Weights> overwrites) -> {
                Map<String, Weights> more = new HashMap<>(overwrites);
                more.putAll(seen);
                yield new Shifting(step, since, baked, more);
            }
            case Baking baking -> new Shifting(baking.step(), at, stopped ? baking.baked() : baking.bakedAt(at), seen);
        });
    }

    private static Underway resumedFromDrift(
            Held held, Drift drift, Optional<DriftChoice> choice, PlanEvent event, Instant at) {
        if (choice.isEmpty()) {
            throw new IllegalTransition(held, event);
        }
        Underway resumed = resumed(held, at);
        return switch (choice.get()) {
            case ADOPT -> resumed;
            case REASSERT -> {
                if (waypoint(resumed) instanceof Scheduled) {
                    throw new IllegalTransition(held, event); // nothing of ours is there yet to be asserted again
                }
                yield overwriting(resumed, drift.seen(), at);
            }
        };
    }

    private static Approval approval(ApprovalAsked asked) {
        return new Approval(
                asked.step(),
                asked.group(),
                asked.count(),
                asked.until(),
                asked.onTimeout(),
                asked.evidence(),
                List.of(),
                Optional.empty(),
                Optional.empty());
    }

    private static Webhook webhook(WebhookReached reached) {
        return new Webhook(
                reached.step(), reached.hook(), reached.timeout(), reached.onFail(), Optional.empty(), false);
    }

    /** With what is known of who it was, where a person is asked about drift. */
    private static Underway withDriftTold(Underway state, String told) {
        return switch (state) {
            case Held(Underway at, Drift(var seen, String why), Instant since) ->
                new Held(withDriftTold(at, told), new Drift(seen, why + "; " + told), since);
            case Held(Underway at, HoldReason why, Instant since) -> new Held(withDriftTold(at, told), why, since);
            case Waypoint point -> point;
        };
    }

    /** With a change to the hook that the plan waits for, wherever it lies among the holds, if it does. */
    private static Underway mapWebhook(Underway state, UnaryOperator<Webhook> change) {
        return switch (state) {
            case Held(Underway inner, Webhook webhook, Instant since) -> new Held(inner, change.apply(webhook), since);
            case Held(Underway inner, HoldReason why, Instant since) -> new Held(mapWebhook(inner, change), why, since);
            case Waypoint point -> point;
        };
    }

    /** With a change to the approval that the plan waits for, wherever it lies among the holds. */
    private static Held withApproval(Held held, PlanEvent event, UnaryOperator<Approval> change) {
        if (held.why() instanceof Approval approval) {
            return new Held(held.at(), change.apply(approval), held.since());
        }
        if (held.at() instanceof Held inner) {
            return new Held(withApproval(inner, event, change), held.why(), held.since());
        }
        throw new IllegalTransition(held, event);
    }

    private static Underway mapWaypoint(Underway state, Function<Waypoint, Waypoint> change) {
        return switch (state) {
            case Held(Underway inner, HoldReason why, Instant since) ->
                new Held(mapWaypoint(inner, change), why, since);
            case Waypoint point -> change.apply(point);
        };
    }
}
