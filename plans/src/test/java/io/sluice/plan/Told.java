package io.sluice.plan;

import static java.util.stream.Collectors.joining;

import io.sluice.plan.PlanState.Baking;
import io.sluice.plan.PlanState.Cancelled;
import io.sluice.plan.PlanState.Completed;
import io.sluice.plan.PlanState.Held;
import io.sluice.plan.PlanState.Reverted;
import io.sluice.plan.PlanState.Reverting;
import io.sluice.plan.PlanState.Scheduled;
import io.sluice.plan.PlanState.Shifting;
import io.sluice.plan.decide.Decision;
import io.sluice.traffic.DurationWords;
import io.sluice.traffic.Weights;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** States, events and decisions in the short words that tests compare. */
public final class Told {
    private static final Pattern DATE = Pattern.compile("2026-11-24T([0-9:.]+)Z");

    private Told() {}

    /**
     * A state with the times in seconds after an instant: {@code held gate @60 (baking 2 @0 +5s)} is held by a gate since a
     * minute after it, and was baking step 2 for 5 s when the bake clock last began to run.
     */
    public static String state(PlanState state, Instant zero) {
        return switch (state) {
            case Scheduled _ -> "scheduled";
            case Shifting(int step, Instant since, Duration baked, var overwrites) ->
                "shifting %d %s +%s%s"
                        .formatted(
                                step,
                                at(since, zero),
                                DurationWords.write(baked),
                                overwrites.isEmpty() ? "" : " over " + new TreeSet<>(overwrites.keySet()));
            case Baking(int step, Instant since, Duration baked, boolean promoted) ->
                "baking %d %s +%s%s"
                        .formatted(step, at(since, zero), DurationWords.write(baked), promoted ? " promoted" : "");
            case Held(var inner, HoldReason why, Instant since) ->
                "held %s%s %s (%s)".formatted(why.word(), votes(why), at(since, zero), state(inner, zero));
            case Reverting(RevertCause cause, Instant since, Optional<Instant> back) ->
                "reverting %s %s%s"
                        .formatted(
                                cause.kind().word(),
                                at(since, zero),
                                back.map(then -> " back " + at(then, zero)).orElse(""));
            case Reverted(RevertCause cause) -> "reverted " + cause.kind().word();
            case Completed _, Cancelled _ -> state.word();
        };
    }

    private static String votes(HoldReason why) {
        if (why instanceof HoldReason.Webhook webhook) {
            return webhook.promoted()
                    ? " promoted"
                    : webhook.isPassed()
                            ? " passed"
                            : webhook.failure().isPresent()
                                    ? " failed"
                                    : webhook.asked().isPresent() ? " asked" : " to ask";
        }
        return why instanceof HoldReason.Approval approval
                ? " by " + approval.votes().size()
                        + approval.rejected().map(_ -> " rejected").orElse("")
                        + approval.overdue().map(_ -> " overdue").orElse("")
                : "";
    }

    private static String at(Instant moment, Instant zero) {
        return "@" + Duration.between(zero, moment).toSeconds();
    }

    private static String standing(Map<String, Verdict> gates) {
        return new TreeMap<>(gates)
                .entrySet().stream()
                        .map(gate -> gate.getKey() + " " + gate.getValue().word())
                        .collect(joining(", ", "[", "]"));
    }

    public static String event(PlanEvent event) {
        return shortTimes(
                switch (event) {
                    case PlanEvent.Submitted _ -> "submitted";
                    case PlanEvent.RevertTaken(PlanId of, Baseline _, RevertCause cause) ->
                        "takes over the baseline of %s: %s".formatted(of, cause.why());
                    case PlanEvent.Surveyed(var routes) -> "surveyed " + routes.keySet();
                    case PlanEvent.Started _ -> "started, the baseline is frozen";
                    case PlanEvent.StepStarted(int step) -> "step " + step;
                    case PlanEvent.PauseStarted(int step, Optional<Instant> until) ->
                        "step %d pauses%s"
                                .formatted(
                                        step, until.map(end -> " until " + end).orElse(""));
                    case PlanEvent.ApprovalAsked asked ->
                        "step %d asks %d of %s%s, who see %s"
                                .formatted(
                                        asked.step(),
                                        asked.count(),
                                        asked.group(),
                                        asked.until()
                                                .map(end -> " until " + end)
                                                .orElse(""),
                                        standing(asked.evidence()));
                    case PlanEvent.ApprovalGiven(Principal approver, String reason, var _) ->
                        "%s approves: %s".formatted(approver, reason);
                    case PlanEvent.ApprovalRejected(Principal approver, String reason, var _) ->
                        "%s rejects: %s".formatted(approver, reason);
                    case PlanEvent.ApprovalVoided(String why, var evidence, var _) ->
                        "approvals are void: %s; people see %s".formatted(why, standing(evidence));
                    case PlanEvent.WebhookReached(int step, String hook, Duration timeout, Gate.OnFail onFail) ->
                        "step %d waits for hook %s for %s, then %s"
                                .formatted(
                                        step,
                                        hook,
                                        DurationWords.write(timeout),
                                        onFail.name().toLowerCase(Locale.ROOT));
                    case PlanEvent.WebhookAsked(String id, Instant until) -> "asks %s until %s".formatted(id, until);
                    case PlanEvent.WebhookAnswered(String id, HookAnswer answer) ->
                        "%s %s".formatted(id, answer.told());
                    case PlanEvent.WriteIntended intent ->
                        "write %d %s: %s %s"
                                .formatted(
                                        intent.write(),
                                        intent.route(),
                                        intent.purpose().name().toLowerCase(Locale.ROOT),
                                        intent.to().map(Weights::toString).orElse("the baseline"));
                    case PlanEvent.WriteApplied(int write) -> "write %d done".formatted(write);
                    case PlanEvent.WriteRefused(int write, String kind, boolean _, String detail) ->
                        "write %d refused, %s: %s".formatted(write, kind, detail);
                    case PlanEvent.WriteUnknown(int write, String detail) ->
                        "write %d unanswered: %s".formatted(write, detail);
                    case PlanEvent.WeightsVerified(int step) -> "step %d verified".formatted(step);
                    case PlanEvent.StepTakenBack(int step, RouteWeights to) ->
                        "step %d taken back to %s".formatted(step, to);
                    case PlanEvent.GateJudged(String gate, Verdict verdict, var _, String reason, var _) ->
                        "gate %s %s: %s".formatted(gate, verdict.word(), reason);
                    case PlanEvent.ShareJudged(int step, RouteShare share) ->
                        "share of %s at step %d %s: %s"
                                .formatted(share.route(), step, share.says().word(), share.reason());
                    case PlanEvent.HoldStarted(HoldReason why) ->
                        "held by %s: %s".formatted(why.word(), why.sentence());
                    case PlanEvent.HoldEnded(String heldBy, String how) -> "%s ended: %s".formatted(heldBy, how);
                    case PlanEvent.ApprovalOverdue _ -> "nobody decided in time";
                    case PlanEvent.BakeStopped(Instant shut, Optional<Instant> opens) ->
                        "the bake stands still since %s%s"
                                .formatted(shut, opens.map(at -> " until " + at).orElse(""));
                    case PlanEvent.ClockStepped(Duration by) -> "the clock was set by " + by;
                    case PlanEvent.PauseAsked(String reason) -> "pause: " + reason;
                    case PlanEvent.ResumeAsked(Optional<PlanEvent.DriftChoice> choice, String reason) ->
                        "resume%s: %s"
                                .formatted(
                                        choice.map(word -> " " + word.name().toLowerCase(Locale.ROOT))
                                                .orElse(""),
                                        reason);
                    case PlanEvent.DriftHandled(var choice, var _, String why) ->
                        "%s by itself: %s".formatted(choice.name().toLowerCase(Locale.ROOT), why);
                    case PlanEvent.DriftTraced traced -> "traced: " + traced.told();
                    case PlanEvent.LateLanding(int write, String route, Weights seen) ->
                        "write %d landed late: %s shows %s".formatted(write, route, seen);
                    case PlanEvent.PromoteAsked(String reason) -> "promote: " + reason;
                    case PlanEvent.CancelAsked(String reason) -> "cancel: " + reason;
                    case PlanEvent.RevertStarted(RevertCause cause) ->
                        "reverting, %s%s: %s"
                                .formatted(cause.kind().word(), cause.exact() ? " exact" : "", cause.why());
                    case PlanEvent.BaselineBack(var notes) ->
                        "back" + notes.stream().map(note -> "; " + note).collect(joining());
                    case PlanEvent.TrafficBack(String route, Optional<Duration> after, String reason) ->
                        "traffic of %s back%s: %s"
                                .formatted(
                                        route,
                                        after.map(time -> " after " + DurationWords.write(time))
                                                .orElse(""),
                                        reason);
                    case PlanEvent.BaselineLost(String route, Weights seen) ->
                        "%s left its baseline again: %s".formatted(route, seen);
                    case PlanEvent.Reverted _ -> "reverted";
                    case PlanEvent.Completed _ -> "completed";
                });
    }

    public static String decision(Decision decision, Instant now) {
        return shortTimes(
                switch (decision) {
                    case Decision.Record(var events) ->
                        events.stream().map(Told::event).collect(joining("; ", "record ", ""));
                    case Decision.Freeze _ -> "freeze";
                    case Decision.Apply(var writes) ->
                        writes.stream().map(Told::write).collect(joining("; "));
                    case Decision.Ask(String hook, int step, String id) ->
                        "ask hook %s for step %d: %s".formatted(hook, step, id);
                    case Decision.Wait(Instant until, String why) ->
                        "wait %s: %s".formatted(DurationWords.write(Duration.between(now, until)), why);
                    case Decision.Rest(String why) -> "rest: " + why;
                });
    }

    private static String write(Decision.RouteWrite write) {
        return switch (write) {
            case Decision.RouteWrite.Change(String route, var _, Weights to, PlanEvent.Purpose purpose) ->
                "%s %s to %s".formatted(purpose.name().toLowerCase(Locale.ROOT), route, to);
            case Decision.RouteWrite.Restore(String route, var _, boolean exact, var evicted) ->
                "restore %s%s%s"
                        .formatted(route, exact ? " exactly" : "", evicted.isEmpty() ? "" : " without " + evicted);
        };
    }

    /** Times of the day on which all tests play, without the day. */
    public static String shortTimes(String text) {
        return DATE.matcher(text).replaceAll("$1");
    }
}
