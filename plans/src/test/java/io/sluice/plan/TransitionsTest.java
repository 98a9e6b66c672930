package io.sluice.plan;

import static io.sluice.plan.engine.Specs.EU;
import static io.sluice.plan.engine.Specs.US;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.plan.PlanEvent.DriftChoice;
import io.sluice.plan.PlanEvent.HoldEnded;
import io.sluice.plan.PlanEvent.HoldStarted;
import io.sluice.plan.PlanEvent.PauseAsked;
import io.sluice.plan.PlanEvent.PauseStarted;
import io.sluice.plan.PlanEvent.PromoteAsked;
import io.sluice.plan.PlanEvent.Purpose;
import io.sluice.plan.PlanEvent.ResumeAsked;
import io.sluice.plan.PlanEvent.RevertStarted;
import io.sluice.plan.PlanEvent.StepStarted;
import io.sluice.plan.PlanEvent.WeightsVerified;
import io.sluice.plan.PlanState.Baking;
import io.sluice.plan.PlanState.Held;
import io.sluice.plan.PlanState.Reverting;
import io.sluice.plan.PlanState.Scheduled;
import io.sluice.plan.PlanState.Shifting;
import io.sluice.plan.PlanState.Underway;
import io.sluice.plan.RevertCause.Kind;
import io.sluice.plan.engine.Specs;
import io.sluice.traffic.Weights;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every state against every event. All states below began at second 0 with 5 s of bake time on the clock; every event happens at
 * second 60.
 */
class TransitionsTest {
    private static final Instant ZERO = Instant.parse("2026-11-24T08:00:00Z");
    private static final Instant AT = ZERO.plusSeconds(60);
    private static final Weights THEIRS = Weights.of(US, 4_000, EU);

    private static final Scheduled SCHEDULED = new Scheduled();
    private static final Shifting SHIFTING = new Shifting(2, ZERO, Duration.ofSeconds(5), Map.of());
    private static final Baking BAKING = new Baking(2, ZERO, Duration.ofSeconds(5), false);

    private static final HoldReason PAUSE = new HoldReason.Pause(Optional.empty(), "look at it");
    private static final HoldReason WINDOW = new HoldReason.Window(Optional.of(ZERO.plusSeconds(3600)));
    private static final HoldReason CALENDAR = new HoldReason.Calendar("calendar freeze is not known: no answer");
    private static final HoldReason GATE = new HoldReason.Gate("errors", "it failed");
    private static final HoldReason NO_DATA = new HoldReason.NoData("errors", "none");
    private static final HoldReason DRIFT = new HoldReason.Drift(Map.of("edge", THEIRS), "somebody else");
    private static final HoldReason STUCK = new HoldReason.Stuck(Set.of("edge"), "it does not move");
    private static final HoldReason SHARE = new HoldReason.Share("edge", "edge says 5 % for us, which gets nothing");
    private static final HoldReason PROVIDER = new HoldReason.ProviderFailure("edge", "denied");
    private static final HoldReason NO_WAY_BACK =
            new HoldReason.NoWayBack(RevertCause.automatic(Kind.GUARD, "us is dead"), "eu is dead too");

    private static final HoldReason APPROVAL = new HoldReason.Approval(
            2,
            "leads",
            2,
            Optional.empty(),
            Step.OnTimeout.HOLD,
            Map.of("errors", Verdict.PASS),
            List.of(new Vote(new Principal("ann"), "yes", ZERO)),
            Optional.empty(),
            Optional.empty());

    private static HoldReason.Webhook webhook(HookAnswer answer) {
        HoldReason.Asked question = new HoldReason.Asked(
                "q", ZERO, ZERO.plusSeconds(600), 1, Optional.of(answer), Optional.of(ZERO.plusSeconds(1)));
        return new HoldReason.Webhook(
                2, "smoke", Duration.ofMinutes(10), Gate.OnFail.HOLD, Optional.of(question), false);
    }

    private static final HoldReason WEBHOOK = webhook(HookAnswer.of(HookAnswer.Says.WAIT, ""));
    private static final HoldReason WEBHOOK_FAILED = webhook(HookAnswer.of(HookAnswer.Says.FAIL, ""));
    private static final HoldReason NO_WAY_BACK_OF_WEBHOOK =
            new HoldReason.NoWayBack(RevertCause.automatic(Kind.WEBHOOK, "hook smoke failed"), "eu is dead");

    private static final Map<String, PlanState> STATES = new LinkedHashMap<>();

    static {
        STATES.put("scheduled", SCHEDULED);
        STATES.put("shifting", SHIFTING);
        STATES.put("baking", BAKING);
        STATES.put("scheduled/pause", held(SCHEDULED, PAUSE));
        STATES.put("scheduled/drift", held(SCHEDULED, DRIFT));
        STATES.put("shifting/pause", held(SHIFTING, PAUSE));
        STATES.put("shifting/window", held(SHIFTING, WINDOW));
        STATES.put("shifting/gate", held(SHIFTING, GATE));
        STATES.put("shifting/drift", held(SHIFTING, DRIFT));
        STATES.put("shifting/stuck", held(SHIFTING, STUCK));
        STATES.put("baking/pause", held(BAKING, PAUSE));
        STATES.put("baking/window", held(BAKING, WINDOW));
        STATES.put("baking/calendar", held(BAKING, CALENDAR));
        STATES.put("baking/gate", held(BAKING, GATE));
        STATES.put("baking/no-data", held(BAKING, NO_DATA));
        STATES.put("baking/drift", held(BAKING, DRIFT));
        STATES.put("baking/provider-error", held(BAKING, PROVIDER));
        STATES.put("baking/share", held(BAKING, SHARE));
        STATES.put("baking/no-way-back", held(BAKING, NO_WAY_BACK));
        STATES.put("baking/approval", held(BAKING, APPROVAL));
        STATES.put("baking/approval/gate", held(held(BAKING, APPROVAL), GATE));
        STATES.put("baking/webhook", held(BAKING, WEBHOOK));
        STATES.put("baking/webhook failed", held(BAKING, WEBHOOK_FAILED));
        STATES.put("baking/webhook/pause", held(held(BAKING, WEBHOOK), PAUSE));
        STATES.put("failed/no-way-back", held(held(BAKING, WEBHOOK_FAILED), NO_WAY_BACK_OF_WEBHOOK));
        STATES.put("baking/drift/pause", held(held(BAKING, DRIFT), PAUSE));
        STATES.put("baking/gate/pause", held(held(BAKING, GATE), PAUSE));
        STATES.put("reverting", new Reverting(RevertCause.automatic(Kind.GATE, "bad"), ZERO, Optional.empty()));
        STATES.put(
                "reverting/back",
                new Reverting(RevertCause.automatic(Kind.GATE, "bad"), ZERO, Optional.of(ZERO.plusSeconds(30))));
        STATES.put("completed", new PlanState.Completed());
        STATES.put("reverted", new PlanState.Reverted(RevertCause.ordered("wrong", false)));
        STATES.put("cancelled", new PlanState.Cancelled());
    }

    private static PlanEvent asked(int step) {
        return new PlanEvent.ApprovalAsked(step, "leads", 2, Optional.empty(), Step.OnTimeout.HOLD, Map.of());
    }

    private static PlanEvent reached(int step) {
        return new PlanEvent.WebhookReached(step, "smoke", Duration.ofMinutes(10), Gate.OnFail.HOLD);
    }

    private static final Map<String, PlanEvent> EVENTS = new LinkedHashMap<>();

    static {
        Baseline baseline = new Baseline(Map.of());
        EVENTS.put("Submitted", new PlanEvent.Submitted("sha256:0", Map.of()));
        EVENTS.put(
                "RevertTaken",
                new PlanEvent.RevertTaken(Specs.id(1), baseline, RevertCause.ordered("wrong after all", false)));
        EVENTS.put("Started", new PlanEvent.Started(baseline));
        EVENTS.put("StepStarted next", new StepStarted(3));
        EVENTS.put("StepStarted same", new StepStarted(2));
        EVENTS.put("StepStarted later", new StepStarted(4));
        EVENTS.put("PauseStarted next", new PauseStarted(3, Optional.of(AT.plusSeconds(60))));
        EVENTS.put("PauseStarted later", new PauseStarted(4, Optional.empty()));
        EVENTS.put("ApprovalAsked next", asked(3));
        EVENTS.put("ApprovalAsked again", asked(2));
        EVENTS.put("ApprovalAsked later", asked(4));
        EVENTS.put("ApprovalAsked before", asked(1));
        EVENTS.put("ApprovalGiven", new PlanEvent.ApprovalGiven(new Principal("bob"), "yes"));
        EVENTS.put("ApprovalRejected", new PlanEvent.ApprovalRejected(new Principal("bob"), "no"));
        EVENTS.put("ApprovalVoided", new PlanEvent.ApprovalVoided("gate errors says fail", Map.of(), Optional.empty()));
        EVENTS.put("WebhookReached next", reached(3));
        EVENTS.put("WebhookReached again", reached(2));
        EVENTS.put("WebhookReached later", reached(4));
        EVENTS.put("WebhookAsked", new PlanEvent.WebhookAsked("r", AT.plusSeconds(600)));
        EVENTS.put("WebhookAnswered this", new PlanEvent.WebhookAnswered("q", HookAnswer.of(HookAnswer.Says.PASS, "")));
        EVENTS.put(
                "WebhookAnswered other", new PlanEvent.WebhookAnswered("p", HookAnswer.of(HookAnswer.Says.PASS, "")));
        EVENTS.put(
                "WriteIntended",
                new PlanEvent.WriteIntended(1, "edge", Optional.empty(), Optional.empty(), Purpose.REVERT, AT, 1));
        EVENTS.put("WriteApplied", new PlanEvent.WriteApplied(1));
        EVENTS.put("WriteRefused", new PlanEvent.WriteRefused(1, "denied", false, "no"));
        EVENTS.put("WriteUnknown", new PlanEvent.WriteUnknown(1, "no answer"));
        EVENTS.put("WeightsVerified this", new WeightsVerified(2));
        EVENTS.put("WeightsVerified other", new WeightsVerified(1));
        RouteWeights before = new RouteWeights(Map.of("edge", THEIRS));
        EVENTS.put("StepTakenBack this", new PlanEvent.StepTakenBack(2, before));
        EVENTS.put("StepTakenBack other", new PlanEvent.StepTakenBack(1, before));
        EVENTS.put("ApprovalOverdue", new PlanEvent.ApprovalOverdue());
        EVENTS.put("BakeStopped", new PlanEvent.BakeStopped(ZERO.plusSeconds(20), Optional.of(ZERO.plusSeconds(3600))));
        EVENTS.put("ClockStepped", new PlanEvent.ClockStepped(Duration.ofSeconds(10)));
        EVENTS.put("Surveyed", new PlanEvent.Surveyed(Map.of()));
        EVENTS.put("GateJudged", new PlanEvent.GateJudged("errors", Verdict.PASS, Optional.empty(), "fine", List.of()));
        EVENTS.put(
                "ShareJudged",
                new PlanEvent.ShareJudged(2, RouteShare.uncounted("edge", RouteShare.Says.AGREES, "it does")));
        EVENTS.put("HoldStarted stopping", new HoldStarted(STUCK));
        EVENTS.put("HoldStarted running", new HoldStarted(GATE));
        EVENTS.put(
                "HoldStarted earlier",
                new HoldStarted(
                        new HoldReason.Window(Optional.empty(), Optional.of(ZERO.plusSeconds(20)), Optional.empty())));
        for (String word : List.of(
                "pause",
                "window",
                "gate",
                "no-data",
                "drift",
                "stuck",
                "share",
                "provider-error",
                "approval",
                "webhook")) {
            EVENTS.put("HoldEnded " + word, new HoldEnded(word, "over"));
        }
        EVENTS.put("PauseAsked", new PauseAsked("look at it"));
        EVENTS.put("ResumeAsked", new ResumeAsked(Optional.empty(), "go on"));
        EVENTS.put("ResumeAsked reassert", new ResumeAsked(Optional.of(DriftChoice.REASSERT), "ours"));
        EVENTS.put("ResumeAsked adopt", new ResumeAsked(Optional.of(DriftChoice.ADOPT), "theirs"));
        EVENTS.put(
                "DriftHandled reassert",
                new PlanEvent.DriftHandled(DriftChoice.REASSERT, Map.of("edge", THEIRS), "moved"));
        EVENTS.put(
                "DriftHandled adopt", new PlanEvent.DriftHandled(DriftChoice.ADOPT, Map.of("edge", THEIRS), "moved"));
        EVENTS.put("DriftTraced", new PlanEvent.DriftTraced(Map.of(), "nobody in the log"));
        EVENTS.put("LateLanding", new PlanEvent.LateLanding(1, "edge", THEIRS));
        EVENTS.put("PromoteAsked", new PromoteAsked("good enough"));
        EVENTS.put("CancelAsked", new PlanEvent.CancelAsked("leave it"));
        EVENTS.put("RevertStarted", new RevertStarted(RevertCause.ordered("back", false)));
        EVENTS.put("BaselineBack", new PlanEvent.BaselineBack(List.of()));
        EVENTS.put("TrafficBack", new PlanEvent.TrafficBack("edge", Optional.of(Duration.ZERO), "it was"));
        EVENTS.put("BaselineLost", new PlanEvent.BaselineLost("edge", THEIRS));
        EVENTS.put("Reverted", new PlanEvent.Reverted());
        EVENTS.put("Completed", new PlanEvent.Completed());
    }

    /**
     * State (or several), event, next state; what is not here is illegal. {@code *} in the first column stands for every state,
     * {@code unhooked} for those that wait for no hook,
     * {@code going} for every one that is not ended, {@code underway} for those that neither ended nor revert; {@code ~} at the
     * end is the state itself, {@code ~ @10} that state ten seconds later.
     */
    private static final String TABLE = """
            # What a provider answered is a fact in every state, even after the end.
            *                     | WriteApplied           | ~
            *                     | WriteRefused           | ~
            *                     | WriteUnknown           | ~
            unhooked              | WebhookAnswered this   | ~
            *                     | WebhookAnswered other  | ~
            going                 | WriteIntended          | ~
            going                 | GateJudged             | ~
            going                 | ShareJudged            | ~
            going                 | Surveyed               | ~
            going                 | DriftTraced            | ~

            # The clock was set, and every moment with it.
            going                 | ClockStepped           | ~ @10

            # The window shut while a hold let the bake clock run: it stands still until the window opens.
            baking                | BakeStopped            | baking 2 @3600 +25s
            baking/gate           | BakeStopped            | held gate @0 (baking 2 @3600 +25s)
            baking/no-data        | BakeStopped            | held no-data @0 (baking 2 @3600 +25s)
            baking/no-way-back    | BakeStopped            | held gate @0 (baking 2 @3600 +25s)

            # The way forward.
            scheduled             | Submitted              | ~
            scheduled             | RevertTaken            | reverting ordered @60
            scheduled             | Started                | shifting 0 @60 +0s
            shifting              | WeightsVerified this   | baking 2 @60 +5s
            baking                | StepStarted next       | shifting 3 @60 +0s
            baking                | PauseStarted next      | held pause @60 (baking 3 @60 +0s)
            shifting              | ApprovalAsked before   | held approval by 0 @60 (baking 1 @60 +0s)
            baking                | ApprovalAsked next     | held approval by 0 @60 (baking 3 @60 +0s)
            baking                | ApprovalAsked again    | held approval by 0 @60 (baking 2 @60 +0s)
            baking                | PromoteAsked           | baking 2 @0 +5s promoted
            baking                | Completed              | completed

            # The window shuts on a step that has not baked; what gates said of it goes with it.
            baking                | StepTakenBack this     | shifting 2 @60 +0s
            baking/gate           | StepTakenBack this     | shifting 2 @60 +0s
            baking/no-data        | StepTakenBack this     | shifting 2 @60 +0s

            # The plan writes over what others set, or over a late call of its own; the clock of a bake stands still meanwhile.
            moving                | DriftHandled adopt     | ~
            baking/calendar       | DriftHandled reassert  | held window @0 (shifting 2 @60 +5s over [edge])
            shifting              | DriftHandled reassert  | shifting 2 @0 +5s over [edge]
            baking                | DriftHandled reassert  | shifting 2 @60 +65s over [edge]
            shifting/pause        | DriftHandled reassert  | held pause @0 (shifting 2 @0 +5s over [edge])
            shifting/window       | DriftHandled reassert  | held window @0 (shifting 2 @0 +5s over [edge])
            shifting/gate         | DriftHandled reassert  | held gate @0 (shifting 2 @0 +5s over [edge])
            shifting/drift        | DriftHandled reassert  | held drift @0 (shifting 2 @0 +5s over [edge])
            shifting/stuck        | DriftHandled reassert  | held stuck @0 (shifting 2 @0 +5s over [edge])
            baking/pause          | DriftHandled reassert  | held pause @0 (shifting 2 @60 +5s over [edge])
            baking/window         | DriftHandled reassert  | held window @0 (shifting 2 @60 +5s over [edge])
            baking/gate           | DriftHandled reassert  | held gate @0 (shifting 2 @60 +65s over [edge])
            baking/no-data        | DriftHandled reassert  | held no-data @0 (shifting 2 @60 +65s over [edge])
            baking/drift          | DriftHandled reassert  | held drift @0 (shifting 2 @60 +5s over [edge])
            baking/provider-error | DriftHandled reassert  | held provider-error @0 (shifting 2 @60 +5s over [edge])
            baking/share          | DriftHandled reassert  | held share @0 (shifting 2 @60 +5s over [edge])
            baking/no-way-back    | DriftHandled reassert  | held gate @0 (shifting 2 @60 +65s over [edge])
            baking/approval       | DriftHandled reassert  | held approval by 1 @0 (shifting 2 @60 +5s over [edge])
            baking/approval/gate  | DriftHandled reassert  | held gate @0 (held approval by 1 @0 (shifting 2 @60 +5s over [edge]))
            baking/drift/pause    | DriftHandled reassert  | held pause @0 (held drift @0 (shifting 2 @60 +5s over [edge]))
            baking/gate/pause     | DriftHandled reassert  | held pause @0 (held gate @0 (shifting 2 @60 +5s over [edge]))
            baking/webhook        | DriftHandled reassert  | held webhook asked @0 (shifting 2 @60 +5s over [edge])
            baking/webhook failed | DriftHandled reassert  | held webhook failed @0 (shifting 2 @60 +5s over [edge])
            baking/webhook/pause  | DriftHandled reassert  | held pause @0 (held webhook asked @0 (shifting 2 @60 +5s over [edge]))
            failed/no-way-back    | DriftHandled reassert  | held webhook @0 (held webhook failed @0 (shifting 2 @60 +5s over [edge]))
            baking/calendar       | LateLanding            | held window @0 (shifting 2 @60 +5s over [edge])
            shifting              | LateLanding            | shifting 2 @0 +5s over [edge]
            baking                | LateLanding            | shifting 2 @60 +65s over [edge]
            shifting/pause        | LateLanding            | held pause @0 (shifting 2 @0 +5s over [edge])
            shifting/window       | LateLanding            | held window @0 (shifting 2 @0 +5s over [edge])
            shifting/gate         | LateLanding            | held gate @0 (shifting 2 @0 +5s over [edge])
            shifting/drift        | LateLanding            | held drift @0 (shifting 2 @0 +5s over [edge])
            shifting/stuck        | LateLanding            | held stuck @0 (shifting 2 @0 +5s over [edge])
            baking/pause          | LateLanding            | held pause @0 (shifting 2 @60 +5s over [edge])
            baking/window         | LateLanding            | held window @0 (shifting 2 @60 +5s over [edge])
            baking/gate           | LateLanding            | held gate @0 (shifting 2 @60 +65s over [edge])
            baking/no-data        | LateLanding            | held no-data @0 (shifting 2 @60 +65s over [edge])
            baking/drift          | LateLanding            | held drift @0 (shifting 2 @60 +5s over [edge])
            baking/provider-error | LateLanding            | held provider-error @0 (shifting 2 @60 +5s over [edge])
            baking/share          | LateLanding            | held share @0 (shifting 2 @60 +5s over [edge])
            baking/no-way-back    | LateLanding            | held gate @0 (shifting 2 @60 +65s over [edge])
            baking/approval       | LateLanding            | held approval by 1 @0 (shifting 2 @60 +5s over [edge])
            baking/approval/gate  | LateLanding            | held gate @0 (held approval by 1 @0 (shifting 2 @60 +5s over [edge]))
            baking/drift/pause    | LateLanding            | held pause @0 (held drift @0 (shifting 2 @60 +5s over [edge]))
            baking/gate/pause     | LateLanding            | held pause @0 (held gate @0 (shifting 2 @60 +5s over [edge]))
            baking/webhook        | LateLanding            | held webhook asked @0 (shifting 2 @60 +5s over [edge])
            baking/webhook failed | LateLanding            | held webhook failed @0 (shifting 2 @60 +5s over [edge])
            baking/webhook/pause  | LateLanding            | held pause @0 (held webhook asked @0 (shifting 2 @60 +5s over [edge]))
            failed/no-way-back    | LateLanding            | held webhook @0 (held webhook failed @0 (shifting 2 @60 +5s over [edge]))

            # It shut a while ago, and nobody looked: the clock stood still from then on.
            scheduled             | HoldStarted earlier    | held window @60 (scheduled)
            shifting              | HoldStarted earlier    | held window @60 (shifting 2 @0 +5s)
            baking                | HoldStarted earlier    | held window @60 (baking 2 @20 +25s)
            scheduled/pause       | HoldStarted earlier    | held window @60 (held pause @0 (scheduled))
            scheduled/drift       | HoldStarted earlier    | held window @60 (held drift @0 (scheduled))
            shifting/pause        | HoldStarted earlier    | held window @60 (held pause @0 (shifting 2 @0 +5s))
            shifting/window       | HoldStarted earlier    | held window @60 (held window @0 (shifting 2 @0 +5s))
            shifting/gate         | HoldStarted earlier    | held window @60 (held gate @0 (shifting 2 @0 +5s))
            shifting/drift        | HoldStarted earlier    | held window @60 (held drift @0 (shifting 2 @0 +5s))
            shifting/stuck        | HoldStarted earlier    | held window @60 (held stuck @0 (shifting 2 @0 +5s))
            baking/pause          | HoldStarted earlier    | held window @60 (held pause @0 (baking 2 @0 +5s))
            baking/calendar       | HoldStarted earlier    | held window @60 (held window @0 (baking 2 @0 +5s))
            baking/calendar       | HoldStarted stopping   | held stuck @60 (held window @0 (baking 2 @0 +5s))
            baking/calendar       | HoldStarted running    | held gate @60 (held window @0 (baking 2 @0 +5s))
            baking/calendar       | PauseAsked             | held pause @60 (held window @0 (baking 2 @0 +5s))
            baking/calendar       | HoldEnded window       | baking 2 @60 +5s
            baking/window         | HoldStarted earlier    | held window @60 (held window @0 (baking 2 @0 +5s))
            baking/gate           | HoldStarted earlier    | held window @60 (held gate @0 (baking 2 @20 +25s))
            baking/no-data        | HoldStarted earlier    | held window @60 (held no-data @0 (baking 2 @20 +25s))
            baking/drift          | HoldStarted earlier    | held window @60 (held drift @0 (baking 2 @0 +5s))
            baking/provider-error | HoldStarted earlier    | held window @60 (held provider-error @0 (baking 2 @0 +5s))
            baking/no-way-back    | HoldStarted earlier    | held window @60 (held gate @0 (baking 2 @20 +25s))
            baking/drift/pause    | HoldStarted earlier    | held window @60 (held pause @0 (held drift @0 (baking 2 @0 +5s)))
            baking/gate/pause     | HoldStarted earlier    | held window @60 (held pause @0 (held gate @0 (baking 2 @0 +5s)))
            baking/approval       | HoldStarted earlier    | held window @60 (held approval by 1 @0 (baking 2 @0 +5s))
            baking/approval/gate  | HoldStarted earlier    | held window @60 (held gate @0 (held approval by 1 @0 (baking 2 @0 +5s)))

            # Somebody or something stops it; the clock is read when the first hold that stops it begins.
            scheduled             | HoldStarted stopping   | held stuck @60 (scheduled)
            scheduled             | HoldStarted running    | held gate @60 (scheduled)
            scheduled             | PauseAsked             | held pause @60 (scheduled)
            shifting              | HoldStarted stopping   | held stuck @60 (shifting 2 @0 +5s)
            shifting              | HoldStarted running    | held gate @60 (shifting 2 @0 +5s)
            shifting              | PauseAsked             | held pause @60 (shifting 2 @0 +5s)
            baking                | HoldStarted stopping   | held stuck @60 (baking 2 @60 +65s)
            baking                | HoldStarted running    | held gate @60 (baking 2 @0 +5s)
            baking                | PauseAsked             | held pause @60 (baking 2 @60 +65s)
            scheduled/pause       | HoldStarted stopping   | held stuck @60 (held pause @0 (scheduled))
            scheduled/pause       | HoldStarted running    | held gate @60 (held pause @0 (scheduled))
            scheduled/pause       | PauseAsked             | held pause @60 (held pause @0 (scheduled))
            scheduled/drift       | HoldStarted stopping   | held stuck @60 (held drift @0 (scheduled))
            scheduled/drift       | HoldStarted running    | held gate @60 (held drift @0 (scheduled))
            scheduled/drift       | PauseAsked             | held pause @60 (held drift @0 (scheduled))
            shifting/pause        | HoldStarted stopping   | held stuck @60 (held pause @0 (shifting 2 @0 +5s))
            shifting/pause        | HoldStarted running    | held gate @60 (held pause @0 (shifting 2 @0 +5s))
            shifting/pause        | PauseAsked             | held pause @60 (held pause @0 (shifting 2 @0 +5s))
            shifting/window       | HoldStarted stopping   | held stuck @60 (held window @0 (shifting 2 @0 +5s))
            shifting/window       | HoldStarted running    | held gate @60 (held window @0 (shifting 2 @0 +5s))
            shifting/window       | PauseAsked             | held pause @60 (held window @0 (shifting 2 @0 +5s))
            shifting/gate         | HoldStarted stopping   | held stuck @60 (held gate @0 (shifting 2 @0 +5s))
            shifting/gate         | HoldStarted running    | held gate @60 (held gate @0 (shifting 2 @0 +5s))
            shifting/gate         | PauseAsked             | held pause @60 (held gate @0 (shifting 2 @0 +5s))
            shifting/drift        | HoldStarted stopping   | held stuck @60 (held drift @0 (shifting 2 @0 +5s))
            shifting/drift        | HoldStarted running    | held gate @60 (held drift @0 (shifting 2 @0 +5s))
            shifting/drift        | PauseAsked             | held pause @60 (held drift @0 (shifting 2 @0 +5s))
            shifting/stuck        | HoldStarted stopping   | held stuck @60 (held stuck @0 (shifting 2 @0 +5s))
            shifting/stuck        | HoldStarted running    | held gate @60 (held stuck @0 (shifting 2 @0 +5s))
            shifting/stuck        | PauseAsked             | held pause @60 (held stuck @0 (shifting 2 @0 +5s))
            baking/pause          | HoldStarted stopping   | held stuck @60 (held pause @0 (baking 2 @0 +5s))
            baking/pause          | HoldStarted running    | held gate @60 (held pause @0 (baking 2 @0 +5s))
            baking/pause          | PauseAsked             | held pause @60 (held pause @0 (baking 2 @0 +5s))
            baking/window         | HoldStarted stopping   | held stuck @60 (held window @0 (baking 2 @0 +5s))
            baking/window         | HoldStarted running    | held gate @60 (held window @0 (baking 2 @0 +5s))
            baking/window         | PauseAsked             | held pause @60 (held window @0 (baking 2 @0 +5s))
            baking/gate           | HoldStarted stopping   | held stuck @60 (held gate @0 (baking 2 @60 +65s))
            baking/gate           | HoldStarted running    | held gate @60 (held gate @0 (baking 2 @0 +5s))
            baking/gate           | PauseAsked             | held pause @60 (held gate @0 (baking 2 @60 +65s))
            baking/no-data        | HoldStarted stopping   | held stuck @60 (held no-data @0 (baking 2 @60 +65s))
            baking/no-data        | HoldStarted running    | held gate @60 (held no-data @0 (baking 2 @0 +5s))
            baking/no-data        | PauseAsked             | held pause @60 (held no-data @0 (baking 2 @60 +65s))
            baking/drift          | HoldStarted stopping   | held stuck @60 (held drift @0 (baking 2 @0 +5s))
            baking/drift          | HoldStarted running    | held gate @60 (held drift @0 (baking 2 @0 +5s))
            baking/drift          | PauseAsked             | held pause @60 (held drift @0 (baking 2 @0 +5s))
            baking/provider-error | HoldStarted stopping   | held stuck @60 (held provider-error @0 (baking 2 @0 +5s))
            baking/provider-error | HoldStarted running    | held gate @60 (held provider-error @0 (baking 2 @0 +5s))
            baking/provider-error | PauseAsked             | held pause @60 (held provider-error @0 (baking 2 @0 +5s))
            baking/no-way-back    | HoldStarted stopping   | held stuck @60 (held gate @0 (baking 2 @60 +65s))
            baking/no-way-back    | HoldStarted running    | held gate @60 (held gate @0 (baking 2 @0 +5s))
            baking/no-way-back    | PauseAsked             | held pause @60 (held gate @0 (baking 2 @60 +65s))
            baking/approval       | HoldStarted stopping   | held stuck @60 (held approval by 1 @0 (baking 2 @0 +5s))
            baking/approval       | HoldStarted running    | held gate @60 (held approval by 1 @0 (baking 2 @0 +5s))
            baking/approval       | PauseAsked             | held pause @60 (held approval by 1 @0 (baking 2 @0 +5s))
            baking/approval/gate  | HoldStarted stopping   | held stuck @60 (held gate @0 (held approval by 1 @0 (baking 2 @0 +5s)))
            baking/approval/gate  | HoldStarted running    | held gate @60 (held gate @0 (held approval by 1 @0 (baking 2 @0 +5s)))
            baking/approval/gate  | PauseAsked             | held pause @60 (held gate @0 (held approval by 1 @0 (baking 2 @0 +5s)))
            baking/drift/pause    | HoldStarted stopping   | held stuck @60 (held pause @0 (held drift @0 (baking 2 @0 +5s)))
            baking/drift/pause    | HoldStarted running    | held gate @60 (held pause @0 (held drift @0 (baking 2 @0 +5s)))
            baking/drift/pause    | PauseAsked             | held pause @60 (held pause @0 (held drift @0 (baking 2 @0 +5s)))
            baking/gate/pause     | HoldStarted stopping   | held stuck @60 (held pause @0 (held gate @0 (baking 2 @0 +5s)))
            baking/gate/pause     | HoldStarted running    | held gate @60 (held pause @0 (held gate @0 (baking 2 @0 +5s)))
            baking/gate/pause     | PauseAsked             | held pause @60 (held pause @0 (held gate @0 (baking 2 @0 +5s)))

            # What people say is added to their approval, wherever it lies; an operator cannot go on without it.
            baking/approval       | ApprovalGiven          | held approval by 2 @0 (baking 2 @0 +5s)
            baking/approval       | ApprovalRejected       | held approval by 1 rejected @0 (baking 2 @0 +5s)
            baking/approval       | ApprovalVoided         | held approval by 0 @0 (baking 2 @0 +5s)
            baking/approval       | ApprovalOverdue        | held approval by 1 overdue @0 (baking 2 @0 +5s)
            baking/approval/gate  | ApprovalOverdue        | held gate @0 (held approval by 1 overdue @0 (baking 2 @0 +5s))
            baking/approval       | HoldEnded approval     | baking 2 @60 +5s
            baking/approval/gate  | ApprovalGiven          | held gate @0 (held approval by 2 @0 (baking 2 @0 +5s))
            baking/approval/gate  | ApprovalRejected       | held gate @0 (held approval by 1 rejected @0 (baking 2 @0 +5s))
            baking/approval/gate  | ApprovalVoided         | held gate @0 (held approval by 0 @0 (baking 2 @0 +5s))
            baking/approval/gate  | HoldEnded approval     | held gate @0 (baking 2 @60 +5s)
            baking/approval/gate  | HoldEnded gate         | held approval by 1 @0 (baking 2 @0 +5s)
            baking/approval/gate  | ResumeAsked            | held approval by 1 @0 (baking 2 @0 +5s)
            baking/approval/gate  | ResumeAsked reassert   | held approval by 1 @0 (baking 2 @0 +5s)
            baking/approval/gate  | ResumeAsked adopt      | held approval by 1 @0 (baking 2 @0 +5s)

            # What it waited for is there, or an operator says to go on: a hold leaves, wherever it lies. A step that was
            # held has its whole timeout again; a bake clock that ran through goes on as it was.
            scheduled/pause       | HoldEnded pause        | scheduled
            scheduled/pause       | ResumeAsked            | scheduled
            scheduled/pause       | ResumeAsked reassert   | scheduled
            scheduled/pause       | ResumeAsked adopt      | scheduled
            scheduled/pause       | PromoteAsked           | scheduled
            scheduled/drift       | HoldEnded drift        | scheduled
            scheduled/drift       | ResumeAsked adopt      | scheduled
            shifting/pause        | HoldEnded pause        | shifting 2 @60 +5s
            shifting/pause        | ResumeAsked            | shifting 2 @60 +5s
            shifting/pause        | ResumeAsked reassert   | shifting 2 @60 +5s
            shifting/pause        | ResumeAsked adopt      | shifting 2 @60 +5s
            shifting/pause        | PromoteAsked           | shifting 2 @60 +5s
            shifting/window       | HoldEnded window       | shifting 2 @60 +5s
            shifting/gate         | HoldEnded gate         | shifting 2 @60 +5s
            shifting/gate         | ResumeAsked            | shifting 2 @60 +5s
            shifting/gate         | ResumeAsked reassert   | shifting 2 @60 +5s
            shifting/gate         | ResumeAsked adopt      | shifting 2 @60 +5s
            shifting/drift        | HoldEnded drift        | shifting 2 @60 +5s
            shifting/drift        | ResumeAsked reassert   | shifting 2 @60 +5s over [edge]
            shifting/drift        | ResumeAsked adopt      | shifting 2 @60 +5s
            shifting/stuck        | HoldEnded stuck        | shifting 2 @60 +5s
            shifting/stuck        | ResumeAsked            | shifting 2 @60 +5s
            shifting/stuck        | ResumeAsked reassert   | shifting 2 @60 +5s
            shifting/stuck        | ResumeAsked adopt      | shifting 2 @60 +5s
            baking/pause          | HoldEnded pause        | baking 2 @60 +5s
            baking/pause          | ResumeAsked            | baking 2 @60 +5s
            baking/pause          | ResumeAsked reassert   | baking 2 @60 +5s
            baking/pause          | ResumeAsked adopt      | baking 2 @60 +5s
            baking/pause          | PromoteAsked           | baking 2 @60 +5s
            baking/window         | HoldEnded window       | baking 2 @60 +5s
            baking/gate           | HoldEnded gate         | baking 2 @0 +5s
            baking/gate           | ResumeAsked            | baking 2 @0 +5s
            baking/gate           | ResumeAsked reassert   | baking 2 @0 +5s
            baking/gate           | ResumeAsked adopt      | baking 2 @0 +5s
            baking/no-data        | HoldEnded no-data      | baking 2 @0 +5s
            baking/no-data        | ResumeAsked            | baking 2 @0 +5s
            baking/no-data        | ResumeAsked reassert   | baking 2 @0 +5s
            baking/no-data        | ResumeAsked adopt      | baking 2 @0 +5s
            baking/drift          | HoldEnded drift        | baking 2 @60 +5s
            baking/drift          | ResumeAsked reassert   | shifting 2 @60 +5s over [edge]
            baking/drift          | ResumeAsked adopt      | baking 2 @60 +5s
            baking/provider-error | HoldEnded provider-error | baking 2 @60 +5s
            baking/provider-error | ResumeAsked            | baking 2 @60 +5s
            baking/provider-error | ResumeAsked reassert   | baking 2 @60 +5s
            baking/provider-error | ResumeAsked adopt      | baking 2 @60 +5s
            baking/share          | HoldStarted earlier    | held window @60 (held share @0 (baking 2 @0 +5s))
            baking/share          | HoldStarted stopping   | held stuck @60 (held share @0 (baking 2 @0 +5s))
            baking/share          | HoldStarted running    | held gate @60 (held share @0 (baking 2 @0 +5s))
            baking/share          | PauseAsked             | held pause @60 (held share @0 (baking 2 @0 +5s))
            baking/share          | HoldEnded share        | baking 2 @60 +5s
            baking/share          | ResumeAsked            | baking 2 @60 +5s
            baking/share          | ResumeAsked reassert   | baking 2 @60 +5s
            baking/share          | ResumeAsked adopt      | baking 2 @60 +5s
            baking/no-way-back    | HoldEnded gate         | baking 2 @0 +5s
            baking/no-way-back    | ResumeAsked            | baking 2 @0 +5s
            baking/no-way-back    | ResumeAsked reassert   | baking 2 @0 +5s
            baking/no-way-back    | ResumeAsked adopt      | baking 2 @0 +5s
            baking/drift/pause    | HoldEnded pause        | held drift @0 (baking 2 @60 +5s)
            baking/drift/pause    | HoldEnded drift        | held pause @0 (baking 2 @60 +5s)
            baking/drift/pause    | ResumeAsked            | held drift @0 (baking 2 @60 +5s)
            baking/drift/pause    | ResumeAsked reassert   | held drift @0 (baking 2 @60 +5s)
            baking/drift/pause    | ResumeAsked adopt      | held drift @0 (baking 2 @60 +5s)
            baking/drift/pause    | PromoteAsked           | held drift @0 (baking 2 @60 +5s)
            baking/gate/pause     | HoldEnded pause        | held gate @0 (baking 2 @60 +5s)
            baking/gate/pause     | HoldEnded gate         | held pause @0 (baking 2 @0 +5s)
            baking/gate/pause     | ResumeAsked            | held gate @0 (baking 2 @60 +5s)
            baking/gate/pause     | ResumeAsked reassert   | held gate @0 (baking 2 @60 +5s)
            baking/gate/pause     | ResumeAsked adopt      | held gate @0 (baking 2 @60 +5s)
            baking/gate/pause     | PromoteAsked           | held gate @0 (baking 2 @60 +5s)

            # A hook: its first yes or no counts, a resume asks anew, a promote goes on without it.
            baking                | WebhookReached next    | held webhook to ask @60 (baking 3 @60 +0s)
            baking                | WebhookReached again   | held webhook to ask @60 (baking 2 @60 +0s)
            baking/webhook        | WebhookAnswered this   | held webhook passed @0 (baking 2 @0 +5s)
            baking/webhook        | HoldStarted stopping   | held stuck @60 (held webhook asked @0 (baking 2 @0 +5s))
            baking/webhook        | HoldStarted running    | held gate @60 (held webhook asked @0 (baking 2 @0 +5s))
            baking/webhook        | HoldStarted earlier    | held window @60 (held webhook asked @0 (baking 2 @0 +5s))
            baking/webhook        | HoldEnded webhook      | baking 2 @60 +5s
            baking/webhook        | PauseAsked             | held pause @60 (held webhook asked @0 (baking 2 @0 +5s))
            baking/webhook        | PromoteAsked           | held webhook promoted @0 (baking 2 @0 +5s)
            baking/webhook failed | WebhookAnswered this   | held webhook failed @0 (baking 2 @0 +5s)
            baking/webhook failed | HoldStarted stopping   | held stuck @60 (held webhook failed @0 (baking 2 @0 +5s))
            baking/webhook failed | HoldStarted running    | held gate @60 (held webhook failed @0 (baking 2 @0 +5s))
            baking/webhook failed | HoldStarted earlier    | held window @60 (held webhook failed @0 (baking 2 @0 +5s))
            baking/webhook failed | HoldEnded webhook      | baking 2 @60 +5s
            baking/webhook failed | PauseAsked             | held pause @60 (held webhook failed @0 (baking 2 @0 +5s))
            baking/webhook failed | ResumeAsked            | held webhook to ask @60 (baking 2 @0 +5s)
            baking/webhook failed | ResumeAsked reassert   | held webhook to ask @60 (baking 2 @0 +5s)
            baking/webhook failed | ResumeAsked adopt      | held webhook to ask @60 (baking 2 @0 +5s)
            baking/webhook failed | PromoteAsked           | held webhook promoted @0 (baking 2 @0 +5s)
            baking/webhook/pause  | WebhookAnswered this   | held pause @0 (held webhook passed @0 (baking 2 @0 +5s))
            baking/webhook/pause  | HoldStarted stopping   | held stuck @60 (held pause @0 (held webhook asked @0 (baking 2 @0 +5s)))
            baking/webhook/pause  | HoldStarted running    | held gate @60 (held pause @0 (held webhook asked @0 (baking 2 @0 +5s)))
            baking/webhook/pause  | HoldStarted earlier    | held window @60 (held pause @0 (held webhook asked @0 (baking 2 @0 +5s)))
            baking/webhook/pause  | HoldEnded pause        | held webhook asked @0 (baking 2 @60 +5s)
            baking/webhook/pause  | HoldEnded webhook      | held pause @0 (baking 2 @60 +5s)
            baking/webhook/pause  | PauseAsked             | held pause @60 (held pause @0 (held webhook asked @0 (baking 2 @0 +5s)))
            baking/webhook/pause  | ResumeAsked            | held webhook asked @0 (baking 2 @60 +5s)
            baking/webhook/pause  | ResumeAsked reassert   | held webhook asked @0 (baking 2 @60 +5s)
            baking/webhook/pause  | ResumeAsked adopt      | held webhook asked @0 (baking 2 @60 +5s)
            baking/webhook/pause  | PromoteAsked           | held webhook asked @0 (baking 2 @60 +5s)
            failed/no-way-back    | WebhookAnswered this   | held webhook @0 (held webhook failed @0 (baking 2 @0 +5s))
            failed/no-way-back    | HoldStarted stopping   | held stuck @60 (held webhook @0 (held webhook failed @0 (baking 2 @0 +5s)))
            failed/no-way-back    | HoldStarted running    | held gate @60 (held webhook @0 (held webhook failed @0 (baking 2 @0 +5s)))
            failed/no-way-back    | HoldStarted earlier    | held window @60 (held webhook @0 (held webhook failed @0 (baking 2 @0 +5s)))
            failed/no-way-back    | HoldEnded webhook      | held webhook failed @0 (baking 2 @0 +5s)
            failed/no-way-back    | PauseAsked             | held pause @60 (held webhook @0 (held webhook failed @0 (baking 2 @0 +5s)))
            failed/no-way-back    | ResumeAsked            | held webhook to ask @0 (baking 2 @0 +5s)
            failed/no-way-back    | ResumeAsked reassert   | held webhook to ask @0 (baking 2 @0 +5s)
            failed/no-way-back    | ResumeAsked adopt      | held webhook to ask @0 (baking 2 @0 +5s)

            # The end, and the way back.
            underway              | CancelAsked            | cancelled
            scheduled             | RevertStarted          | reverted ordered
            scheduled/pause       | RevertStarted          | reverted ordered
            scheduled/drift       | RevertStarted          | reverted ordered
            moving                | RevertStarted          | reverting ordered @60
            reverting             | RevertStarted          | reverting ordered @0
            reverting/back        | RevertStarted          | reverting ordered @0
            reverting             | BaselineBack           | reverting gate @0 back @60
            reverting/back        | BaselineBack           | reverting gate @0 back @60
            reverting             | BaselineLost           | reverting gate @0
            reverting/back        | BaselineLost           | reverting gate @0
            reverting/back        | TrafficBack            | ~
            reverting/back        | Reverted               | reverted gate
            """;

    private record Pair(String state, String event) {}

    private static Held held(Underway state, HoldReason why) {
        return new Held(state, why, ZERO);
    }

    @TestFactory
    Stream<DynamicTest> everyEventInEveryStateIsAllowedAsWrittenOrIllegal() {
        Map<Pair, String> expected = table();
        return STATES.entrySet().stream()
                .flatMap(state -> EVENTS.entrySet().stream().map(event -> {
                    String wanted = expected.getOrDefault(new Pair(state.getKey(), event.getKey()), "illegal");
                    return DynamicTest.dynamicTest(
                            "%s + %s = %s".formatted(state.getKey(), event.getKey(), wanted),
                            () -> assertThat(next(state.getValue(), event.getValue()))
                                    .isEqualTo(
                                            switch (wanted) {
                                                case "~" -> Told.state(state.getValue(), ZERO);
                                                case "~ @10" -> Told.state(state.getValue(), ZERO.minusSeconds(10));
                                                default -> wanted;
                                            }));
                }));
    }

    private static String next(PlanState state, PlanEvent event) {
        try {
            return Told.state(Transitions.next(state, event, AT), ZERO);
        } catch (IllegalTransition e) {
            assertThat(e).hasMessage(event.getClass().getSimpleName() + " is not possible while " + state.word());
            return "illegal";
        }
    }

    private static Map<Pair, String> table() {
        Map<Pair, String> table = new HashMap<>();
        TABLE.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).forEach(line -> {
            List<String> cells =
                    Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
            assertThat(cells).as(line).hasSize(3);
            assertThat(EVENTS).as(line).containsKey(cells.get(1));
            for (String state : statesOf(cells.getFirst())) {
                assertThat(table.put(new Pair(state, cells.get(1)), cells.get(2)))
                        .as("a second row for " + line)
                        .isNull();
            }
        });
        return table;
    }

    private static List<String> statesOf(String word) {
        List<String> named = STATES.entrySet().stream()
                .filter(state -> switch (word) {
                    case "*" -> true;
                    case "going" -> !state.getValue().isTerminal();
                    case "unhooked" ->
                        holdsOf(state.getValue()).stream().noneMatch(HoldReason.Webhook.class::isInstance);
                    case "underway" -> state.getValue() instanceof Underway;
                    case "moving" ->
                        state.getValue() instanceof Underway at && !(Transitions.waypoint(at) instanceof Scheduled);
                    default -> state.getKey().equals(word);
                })
                .map(Map.Entry::getKey)
                .toList();
        assertThat(named).as("states called " + word).isNotEmpty();
        return named;
    }

    @Test
    void noStateEventOrHoldIsMissingAbove() {
        assertThat(STATES.values().stream().map(Object::getClass).collect(toSet()))
                .isEqualTo(variantsOf(PlanState.class));
        assertThat(EVENTS.values().stream().map(Object::getClass).collect(toSet()))
                .isEqualTo(variantsOf(PlanEvent.class));
        assertThat(STATES.values().stream()
                        .flatMap(state -> holdsOf(state).stream())
                        .map(Object::getClass)
                        .collect(toSet()))
                .isEqualTo(variantsOf(HoldReason.class));
    }

    private static List<HoldReason> holdsOf(PlanState state) {
        List<HoldReason> holds = new ArrayList<>();
        PlanState at = state;
        while (at instanceof Held(var inner, HoldReason why, var _)) {
            holds.add(why);
            at = inner;
        }
        return holds;
    }

    /** The records of a sealed interface, those of its parts included. */
    private static Set<Class<?>> variantsOf(Class<?> sealed) {
        return Arrays.stream(Objects.requireNonNull(sealed.getPermittedSubclasses()))
                .flatMap(part -> part.isSealed() ? variantsOf(part).stream() : Stream.<Class<?>>of(part))
                .collect(toSet());
    }

    @Test
    void aBakeClockStandsStillExactlyWhileAHoldThatStopsItLasts() {
        Clock clock = new Clock(new Baking(1, ZERO, Duration.ZERO, false));
        clock.is("baking 1 @0 +0s");
        clock.at(60, new HoldStarted(DRIFT)).is("held drift @60 (baking 1 @60 +1m)");
        clock.at(90, new PauseAsked("hm")).is("held pause @90 (held drift @60 (baking 1 @60 +1m))");
        clock.at(120, new HoldEnded("drift", "back")).is("held pause @90 (baking 1 @120 +1m)");
        clock.at(600, new ResumeAsked(Optional.empty(), "ok")).is("baking 1 @600 +1m");
        clock.hasBaked(610, 70);
    }

    @Test
    void aGateHoldDoesNotStopIt() {
        Clock clock = new Clock(new Baking(1, ZERO, Duration.ZERO, false));
        clock.at(30, new HoldStarted(GATE)).is("held gate @30 (baking 1 @0 +0s)");
        clock.at(90, new HoldEnded("gate", "passes")).is("baking 1 @0 +0s");
        clock.hasBaked(100, 100);
    }

    @Test
    void aPauseOverAGateHoldDoesNotCountTheHoursInWhichTheWindowWasShut() {
        Clock clock = new Clock(new Baking(1, ZERO, Duration.ZERO, false));
        clock.at(30, new HoldStarted(GATE));
        clock.at(45, new PlanEvent.BakeStopped(ZERO.plusSeconds(40), Optional.of(ZERO.plusSeconds(900))))
                .is("held gate @30 (baking 1 @900 +40s)");
        clock.at(600, new PauseAsked("hm")).is("held pause @600 (held gate @30 (baking 1 @600 +40s))");
        clock.at(1000, new ResumeAsked(Optional.empty(), "ok")).is("held gate @30 (baking 1 @1000 +40s)");
        clock.at(1005, new HoldEnded("gate", "passes"));
        clock.hasBaked(1010, 50);
    }

    @Test
    void aClockThatWasSetNeitherShortensNorLengthensABake() {
        Clock clock = new Clock(new Baking(1, ZERO, Duration.ZERO, false));
        clock.at(86_430, new PlanEvent.ClockStepped(Duration.ofDays(1))).is("baking 1 @86400 +0s");
        clock.hasBaked(86_440, 40);
        clock.at(50, new PlanEvent.ClockStepped(Duration.ofDays(-1))).is("baking 1 @0 +0s");
        clock.hasBaked(60, 60);
    }

    @Test
    void aPauseOverAGateHoldStopsItUntilThePauseIsOverAndTheGateHoldGoesOn() {
        Clock clock = new Clock(new Baking(1, ZERO, Duration.ZERO, false));
        clock.at(30, new HoldStarted(NO_DATA)).is("held no-data @30 (baking 1 @0 +0s)");
        clock.at(40, new PauseAsked("hm")).is("held pause @40 (held no-data @30 (baking 1 @40 +40s))");
        clock.at(100, new ResumeAsked(Optional.empty(), "ok")).is("held no-data @30 (baking 1 @100 +40s)");
        clock.at(110, new HoldEnded("no-data", "data")).is("baking 1 @100 +40s");
        clock.hasBaked(120, 60);
    }

    @Test
    void twoHoldsThatStopItCountOnce() {
        Clock clock = new Clock(new Baking(1, ZERO, Duration.ZERO, false));
        clock.at(10, new PauseAsked("hm"));
        clock.at(20, new HoldStarted(DRIFT));
        clock.at(50, new ResumeAsked(Optional.of(DriftChoice.ADOPT), "theirs"))
                .is("held pause @10 (baking 1 @50 +10s)");
        clock.at(70, new PromoteAsked("go")).is("baking 1 @70 +10s");
        clock.hasBaked(75, 15);
    }

    @Test
    void aShutWindowStopsItAndAnOpenOneLetsItGoOn() {
        Clock clock = new Clock(new Baking(1, ZERO, Duration.ZERO, false));
        clock.at(3600, new HoldStarted(WINDOW)).is("held window @3600 (baking 1 @3600 +1h)");
        clock.at(90_000, new HoldEnded("window", "open")).is("baking 1 @90000 +1h");
    }

    @Test
    void aReassertedSplitGoesOnBakingWhereItStood() {
        Clock clock = new Clock(new Baking(1, ZERO, Duration.ZERO, false));
        clock.at(100, new HoldStarted(DRIFT));
        clock.at(200, new ResumeAsked(Optional.of(DriftChoice.REASSERT), "ours"))
                .is("shifting 1 @200 +100s over [edge]");
        clock.at(210, new WeightsVerified(1)).is("baking 1 @210 +100s");
        clock.hasBaked(220, 110);
    }

    @Test
    void whatIsWrittenOverUnderHoldsBakesOnFromWhereItStood() {
        Clock clock = new Clock(new Baking(1, ZERO, Duration.ZERO, false));
        clock.at(10, new HoldStarted(GATE));
        clock.at(100, new PlanEvent.LateLanding(1, "edge", THEIRS))
                .is("held gate @10 (shifting 1 @100 +100s over [edge])");
        clock.at(110, new WeightsVerified(1)).is("held gate @10 (baking 1 @110 +100s)");
        clock.at(120, new PauseAsked("hm"));
        clock.at(200, new PlanEvent.DriftHandled(DriftChoice.REASSERT, Map.of("edge", THEIRS), "moved"))
                .is("held pause @120 (held gate @10 (shifting 1 @200 +110s over [edge]))");
        clock.at(210, new WeightsVerified(1)).is("held pause @120 (held gate @10 (baking 1 @210 +110s))");
        clock.at(300, new ResumeAsked(Optional.empty(), "ok")).is("held gate @10 (baking 1 @300 +110s)");
    }

    @Test
    void promotingAPausedBakeEndsThePauseOnly() {
        Clock clock = new Clock(new Baking(1, ZERO, Duration.ZERO, false));
        clock.at(10, new PauseAsked("hm"));
        clock.at(20, new PromoteAsked("go")).is("baking 1 @20 +10s");
        clock.at(30, new PromoteAsked("go")).is("baking 1 @20 +10s promoted");
        clock.at(40, new PauseAsked("hm")).is("held pause @40 (baking 1 @40 +30s promoted)");
        clock.at(50, new ResumeAsked(Optional.empty(), "ok")).is("baking 1 @50 +30s promoted");
    }

    @Test
    void aClockThatIsSetBackNeverTakesBakeTimeAway() {
        Baking baking = new Baking(1, ZERO, Duration.ofSeconds(30), false);
        assertThat(baking.bakedAt(ZERO.minusSeconds(10))).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void aStepThatWasHeldHasItsWholeTimeoutAgain() {
        for (HoldReason why : List.of(PAUSE, WINDOW, GATE, NO_DATA, DRIFT, STUCK, SHARE, PROVIDER, NO_WAY_BACK)) {
            Clock clock = new Clock(new Shifting(1, ZERO, Duration.ZERO, Map.of()));
            clock.at(60, new HoldStarted(why));
            clock.at(6000, new HoldEnded(why.word(), "over")).is("shifting 1 @6000 +0s");
        }
    }

    /** One state through several events. */
    private static final class Clock {
        private PlanState state;

        Clock(PlanState state) {
            this.state = state;
        }

        Clock at(long second, PlanEvent event) {
            state = Transitions.next(state, event, ZERO.plusSeconds(second));
            return this;
        }

        void is(String told) {
            assertThat(Told.state(state, ZERO)).isEqualTo(told);
        }

        void hasBaked(long second, long seconds) {
            assertThat(state)
                    .isInstanceOfSatisfying(
                            Baking.class,
                            baking -> assertThat(baking.bakedAt(ZERO.plusSeconds(second)))
                                    .isEqualTo(Duration.ofSeconds(seconds)));
        }
    }
}
