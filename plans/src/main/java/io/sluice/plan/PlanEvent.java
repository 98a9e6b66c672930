package io.sluice.plan;

import static java.util.stream.Collectors.joining;

import io.sluice.traffic.RouteChange;
import io.sluice.traffic.TimeWindow;
import io.sluice.traffic.Weights;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What happened to a plan. The journal is a list of these, and the plan is their fold.
 *
 * <p>A line written today is read by every later release: events may be added, never changed.
 */
public sealed interface PlanEvent {
    /**
     * Somebody submitted the plan and it was found sound.
     *
     * @param shown what the routes showed then
     */
    record Submitted(String digest, Map<String, Weights> shown) implements PlanEvent {}

    /** The linked plan that puts an ended one back: born reverting, with that plan's baseline. */
    record RevertTaken(PlanId of, Baseline baseline, RevertCause cause) implements PlanEvent {}

    /** What the routes' traffic was like just now, by the route's name; asked for where gates need to know. */
    record Surveyed(Map<String, Survey> routes) implements PlanEvent {
        public Surveyed {
            routes = Map.copyOf(routes);
        }
    }

    /** The baseline is frozen and the plan is under way. */
    record Started(Baseline baseline) implements PlanEvent {}

    record StepStarted(int step) implements PlanEvent {}

    record PauseStarted(int step, Optional<Instant> until) implements PlanEvent {}

    /**
     * People are asked whether the plan may go on.
     *
     * @param step the approval's own
     * @param evidence how each gate stands, by its name
     */
    record ApprovalAsked(
            int step,
            String group,
            int count,
            Optional<Instant> until,
            Step.OnTimeout onTimeout,
            Map<String, Verdict> evidence)
            implements PlanEvent {
        public ApprovalAsked {
            evidence = Map.copyOf(evidence);
        }
    }

    /**
     * Somebody says that it may.
     *
     * @param link the seq of the line that asked, where they were asked by a link of their own and said it there
     */
    record ApprovalGiven(Principal approver, String reason, Optional<Long> link) implements PlanEvent {
        /** One that was said to the API. */
        public ApprovalGiven(Principal approver, String reason) {
            this(approver, reason, Optional.empty());
        }
    }

    /**
     * Somebody says that it may not.
     *
     * @param link as of {@link ApprovalGiven}
     */
    record ApprovalRejected(Principal approver, String reason, Optional<Long> link) implements PlanEvent {
        /** One that was said to the API. */
        public ApprovalRejected(Principal approver, String reason) {
            this(approver, reason, Optional.empty());
        }
    }

    /**
     * A gate stands worse than when people were asked: what they said is void, and they are asked again.
     *
     * @param evidence how each gate stands now
     * @param until when their time is over that begins anew, empty where they have any time
     */
    record ApprovalVoided(String why, Map<String, Verdict> evidence, Optional<Instant> until) implements PlanEvent {
        public ApprovalVoided {
            evidence = Map.copyOf(evidence);
        }
    }

    /** The plan is at a webhook step, and waits for what its hook will say. */
    record WebhookReached(int step, String hook, Duration timeout, Gate.OnFail onFail) implements PlanEvent {}

    /**
     * The hook is about to be asked, and from here on may hear of it; again and again by this id, and each time for the same.
     *
     * @param until when it is asked for the last time
     */
    record WebhookAsked(String id, Instant until) implements PlanEvent {}

    /** What the hook said, or that it did not. */
    record WebhookAnswered(String id, HookAnswer answer) implements PlanEvent {}

    /**
     * A call is about to be made; from here on it may land.
     *
     * @param write counts the plan's writes from 1
     * @param from what the route showed, empty where it could not be seen
     * @param to empty: the baseline is put back
     * @param mayLandUntil when the call can no longer take effect, if it is never answered
     * @param generation of the plan that asks
     */
    record WriteIntended(
            int write,
            String route,
            Optional<Weights> from,
            Optional<Weights> to,
            Purpose purpose,
            Instant mayLandUntil,
            long generation)
            implements PlanEvent {}

    /** What a write is for. */
    enum Purpose {
        /** Lists a side at weight 0. */
        ATTACH,
        /** A step's weights. */
        FORWARD,
        /** Back to the last split that all routes had, because another route is stuck or the window shut. */
        BACK,
        /** The plan's weights over somebody else's, because an operator or the plan said so, or over a late call of its own. */
        REASSERT,
        /** The baseline. */
        REVERT
    }

    record WriteApplied(int write) implements PlanEvent {}

    /** The provider did not do it, and it cannot land later. */
    record WriteRefused(int write, String kind, boolean passing, String detail) implements PlanEvent {}

    /** Nobody answered; it may land until the intent's limit. */
    record WriteUnknown(int write, String detail) implements PlanEvent {}

    /** Every route shows the step's weights and nothing else can still land. */
    record WeightsVerified(int step) implements PlanEvent {}

    /**
     * The window shut before the step had baked: it is taken back, and made again when the window opens.
     *
     * @param to the split that all routes had before it, and go back to
     */
    record StepTakenBack(int step, RouteWeights to) implements PlanEvent {}

    /**
     * A gate changed its mind, or failed once more.
     *
     * @param window what was judged, empty where nothing could be
     */
    record GateJudged(
            String gate, Verdict verdict, Optional<TimeWindow> window, String reason, List<GateReading> readings)
            implements PlanEvent {
        public GateJudged {
            readings = List.copyOf(readings);
        }
    }

    /**
     * What was found out for good about the requests of a route at a step; once for each step and route, and once more where a
     * hold by it ends.
     *
     * @param step whose weights the route shows, counted from 1
     */
    record ShareJudged(int step, RouteShare share) implements PlanEvent {}

    /** The plan waits from now on. */
    record HoldStarted(HoldReason why) implements PlanEvent {}

    /**
     * What the plan waited for is there.
     *
     * @param heldBy which hold ended, by its word
     */
    record HoldEnded(String heldBy, String how) implements PlanEvent {}

    record PauseAsked(String reason) implements PlanEvent {}

    /**
     * An operator says to go on.
     *
     * @param choice what to do about drift, where that is what holds the plan
     */
    record ResumeAsked(Optional<DriftChoice> choice, String reason) implements PlanEvent {}

    /** What an operator, or the plan itself, says about weights that somebody else set. */
    enum DriftChoice {
        /** Write ours over theirs. */
        REASSERT,
        /** Take theirs for this step and go on from there. */
        ADOPT
    }

    /**
     * Somebody else set weights, and the plan's own {@code onDrift} says what becomes of them: no person was asked.
     *
     * @param seen what the drifted routes showed
     */
    record DriftHandled(DriftChoice choice, Map<String, Weights> seen, String why) implements PlanEvent {
        public DriftHandled {
            seen = Map.copyOf(seen);
        }
    }

    /**
     * A call of the plan's own that nobody was waiting for any more has taken effect: it was never answered, or only after a later
     * one. Its weights are put right.
     *
     * @param write the call
     */
    record LateLanding(int write, String route, Weights seen) implements PlanEvent {}

    /**
     * Who set the weights that were found, as the cloud's own record has it: drift is traced afterwards, and once.
     *
     * @param changes by route, in the order of time, those of others than this plan; all of the time in which it may have been
     * @param how what was asked, or why nobody can tell
     */
    record DriftTraced(Map<String, List<RouteChange>> changes, String how) implements PlanEvent {
        public DriftTraced {
            changes = Collections.unmodifiableMap(new TreeMap<>(changes));
        }

        public String told() {
            return changes.isEmpty()
                    ? how
                    : changes.entrySet().stream()
                            .map(route -> "%s was changed by %s"
                                    .formatted(
                                            route.getKey(),
                                            route.getValue().stream()
                                                    .map(RouteChange::told)
                                                    .collect(joining(", then by "))))
                            .collect(joining("; ", "", " (" + how + ")"));
        }
    }

    record PromoteAsked(String reason) implements PlanEvent {}

    record CancelAsked(String reason) implements PlanEvent {}

    record RevertStarted(RevertCause cause) implements PlanEvent {}

    /**
     * Every route was read back at its baseline.
     *
     * @param notes what is still to know: changes of others that were kept, sticky clients that may stay
     */
    record BaselineBack(List<String> notes) implements PlanEvent {
        public BaselineBack {
            notes = List.copyOf(notes);
        }
    }

    /**
     * How long it took until the requests of a route were back where they came from, or why nobody knows.
     *
     * @param after from the accepted revert to the first window of metrics in which the sides that it left had less than 0.1 % of the
     *     requests; empty where that was not measured
     * @param reason one sentence
     */
    record TrafficBack(String route, Optional<Duration> after, String reason) implements PlanEvent {}

    /** A route left its baseline again while it was guarded: a late call landed, or somebody else moved it. */
    record BaselineLost(String route, Weights seen) implements PlanEvent {}

    /**
     * The wall clock was set; every moment that a wait is counted from or to moves with it.
     *
     * @param by how far, backwards where negative
     */
    record ClockStepped(Duration by) implements PlanEvent {}

    /**
     * The window shut around a bake that something holds without stopping its clock: from then on it stands still.
     *
     * @param shut when
     * @param opens when it runs again, empty if never by itself
     */
    record BakeStopped(Instant shut, Optional<Instant> opens) implements PlanEvent {}

    /** Nobody decided in time, and the plan goes on waiting. */
    record ApprovalOverdue() implements PlanEvent {}

    record Reverted() implements PlanEvent {}

    record Completed() implements PlanEvent {}
}
