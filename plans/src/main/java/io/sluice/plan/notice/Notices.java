package io.sluice.plan.notice;

import static io.sluice.plan.Severity.CRITICAL;
import static io.sluice.plan.Severity.INFO;
import static io.sluice.plan.Severity.WARNING;
import static java.util.stream.Collectors.joining;

import io.sluice.plan.DriftTally;
import io.sluice.plan.Gate;
import io.sluice.plan.HoldReason;
import io.sluice.plan.JournalLine;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanSpec;
import io.sluice.plan.PlanState;
import io.sluice.plan.Principal;
import io.sluice.plan.RevertCause;
import io.sluice.plan.RouteLedger;
import io.sluice.plan.RouteLedger.Outstanding;
import io.sluice.plan.Severity;
import io.sluice.plan.Step;
import io.sluice.plan.Verdict;
import io.sluice.plan.recurring.RecurringPlan;
import io.sluice.plan.recurring.RecurringRun;
import io.sluice.plan.recurring.RecurringRun.Outcome;
import io.sluice.traffic.DurationWords;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Which lines of a journal are worth telling, and what is said of them. */
public final class Notices {
    /** At which call of a revert for one route it is said that it does not get through: after half a minute or so, and then seldom. */
    private static final Set<Integer> FUTILE_CALLS = Set.of(5, 50, 500, 5000);

    /** A plan that goes back asks within the same tick; its guard looks a second later at the earliest. */
    private static final Duration AT_ONCE = Duration.ofSeconds(1);

    /** From where on a clock that was set is worth telling: windows open and shut at other times than people thought. */
    private static final Duration NOTABLE_STEP = Duration.ofMinutes(1);

    private Notices() {}

    /** A line, and the plan as it stands by it. */
    public record Told(JournalLine line, Plan plan, Notice notice) {}

    /**
     * What lines say to people, in their order.
     *
     * @param before the plan that the first of the lines follows
     */
    public static List<Told> of(Plan before, List<JournalLine> lines) {
        List<Told> told = new ArrayList<>();
        Plan plan = before;
        for (JournalLine line : lines) {
            Plan after = plan.after(line);
            of(plan, line, after).ifPresent(notice -> told.add(new Told(line, after, notice)));
            plan = after;
        }
        return told;
    }

    /** What a run says to people; one that became a plan leaves that to the plan. */
    public static Optional<Notice> of(RecurringRun run) {
        return switch (run.outcome()) {
            case Outcome.Submitted _ -> Optional.empty();
            case Outcome.Skipped(String why) ->
                Optional.of(
                        Notice.of("run-skipped", WARNING, "the run of %s is skipped: %s".formatted(run.due(), why)));
            case Outcome.Refused(String why) ->
                Optional.of(
                        Notice.of("run-refused", WARNING, "the run of %s was refused: %s".formatted(run.due(), why)));
        };
    }

    /** What people are told of a recurring plan that was stopped. */
    public static Notice of(RecurringPlan.Stopped stopped) {
        return Notice.of(
                "recurring-stopped",
                WARNING,
                "stopped by %s, and has no run any more: %s".formatted(stopped.by(), stopped.reason()));
    }

    /** What one line says to people; empty for what only the plan itself has to know. */
    static Optional<Notice> of(Plan before, JournalLine line, Plan after) {
        return notice(before, line, after).map(notice -> called(before, notice, after));
    }

    private static Notice called(Plan before, Notice notice, Plan after) {
        boolean over = Paging.maybeCalled(before) && !Paging.maybeCalled(after);
        return over && notice.attention() == Attention.NONE ? notice.with(Attention.OVER) : notice;
    }

    private static Optional<Notice> notice(Plan before, JournalLine line, Plan after) {
        String by = by(line.by());
        return switch (line.event()) {
            case PlanEvent.Submitted _ -> Optional.of(Notice.of("submitted", INFO, "submitted" + by));
            case PlanEvent.RevertTaken(var of, var _, RevertCause cause) ->
                Optional.of(Notice.of("reverting", CRITICAL, "puts plan " + of + " back" + by + ": " + cause.why()));
            case PlanEvent.Started _ ->
                Optional.of(Notice.of("started", INFO, "started: the baseline of every route is kept"));
            // Step 0 moves nothing.
            case PlanEvent.WeightsVerified(int step) ->
                step == 0 ? Optional.empty() : Optional.of(reached(after, step));
            case PlanEvent.StepTakenBack(int step, var to) ->
                Optional.of(Notice.of(
                        "step-taken-back",
                        WARNING,
                        "the window shut before step %d of %d had baked: it goes back to %s, and is made again when the window opens"
                                .formatted(step, after.spec().steps().size(), to)));
            case PlanEvent.PauseStarted(int step, var until) ->
                Optional.of(Notice.of(
                        "paused",
                        until.isPresent() ? INFO : WARNING,
                        "paused at step %d of %d %s"
                                .formatted(
                                        step,
                                        after.spec().steps().size(),
                                        until.map(end -> "until " + end).orElse("until somebody resumes it"))));
            case PlanEvent.ApprovalAsked _ ->
                Optional.of(
                        Notice.of("approval-asked", WARNING, approval(after)).with(Attention.NEEDED));
            case PlanEvent.ApprovalGiven(Principal approver, String reason, var _) ->
                Optional.of(Notice.of(
                                "approval-given",
                                INFO,
                                "%s approves%s; %s".formatted(approver, because(reason), approval(after)))
                        .ending(WARNING));
            case PlanEvent.ApprovalRejected(Principal approver, String reason, var _) ->
                Optional.of(Notice.of("approval-rejected", WARNING, approver + " rejects it" + because(reason)));
            case PlanEvent.ApprovalVoided(String why, var _, var _) ->
                Optional.of(Notice.of(
                                "approval-voided",
                                WARNING,
                                "what was approved is void: %s; %s".formatted(why, approval(after)))
                        .with(Attention.NEEDED));
            case PlanEvent.ApprovalOverdue _ ->
                Optional.of(Notice.of("approval-overdue", WARNING, "nobody decided in time; " + approval(after))
                        .with(Attention.NEEDED));
            case PlanEvent.ClockStepped(Duration step) ->
                step.abs().compareTo(NOTABLE_STEP) < 0
                        ? Optional.empty()
                        : Optional.of(Notice.of("clock-stepped", WARNING, stepped(step)));
            case PlanEvent.WebhookAsked(var _, var until) ->
                after.webhook()
                        .map(webhook -> Notice.of(
                                "webhook-asked",
                                INFO,
                                "hook %s is asked at step %d of %d; it has until %s to pass"
                                        .formatted(
                                                webhook.hook(),
                                                webhook.step(),
                                                after.spec().steps().size(),
                                                until)));
            // What reverts the plan is told with the revert.
            case PlanEvent.WebhookAnswered _ ->
                after.webhook()
                        .filter(webhook -> webhook.needsPerson()
                                && before.webhook()
                                        .filter(HoldReason.Webhook::needsPerson)
                                        .isEmpty())
                        .map(Notices::held);
            case PlanEvent.PauseAsked(String reason) ->
                Optional.of(Notice.of("paused", INFO, "paused" + by + because(reason)));
            case PlanEvent.HoldStarted(HoldReason why) -> Optional.of(held(why));
            case PlanEvent.HoldEnded(String heldBy, String how) ->
                Optional.of(Notice.of("resumed", INFO, "goes on after the hold by " + heldBy + ": " + how)
                        .ending(severity(before, heldBy)));
            case PlanEvent.ResumeAsked(var choice, String reason) ->
                Optional.of(Notice.of(
                                "resumed",
                                INFO,
                                "resumed" + by + choice.map(Notices::words).orElse("") + because(reason))
                        .ending(worst(before)));
            case PlanEvent.DriftHandled(var choice, var seen, String why) ->
                Optional.of(Notice.of(
                        "drift-handled",
                        WARNING,
                        "%s: %s, as the plan says (%d of at most %d times)"
                                .formatted(
                                        why,
                                        handled(choice),
                                        after.drifts().countOf(after.step(), line.at()),
                                        DriftTally.MOST)));
            case PlanEvent.DriftTraced traced -> Optional.of(Notice.of("drift-traced", INFO, traced.told()));
            case PlanEvent.LateLanding(int write, String route, var seen) ->
                Optional.of(Notice.of(
                        "late-landing",
                        WARNING,
                        "call %d of this plan took effect on route %s long after it was sent, which shows %s now; it is put right"
                                .formatted(write, route, seen)));
            case PlanEvent.PromoteAsked(String reason) ->
                Optional.of(Notice.of("promoted", INFO, "the wait is cut short" + by + because(reason))
                        .ending(worst(before)));
            case PlanEvent.CancelAsked(String reason) ->
                Optional.of(Notice.of(
                                "cancelled",
                                WARNING,
                                "cancelled" + by + "; its weights stay as they are" + because(reason))
                        .ending(worst(before)));
            case PlanEvent.RevertStarted(RevertCause cause) -> Optional.of(reverting(cause, by, before, after));
            case PlanEvent.BaselineBack(List<String> notes) ->
                Optional.of(Notice.of(
                                "baseline-back",
                                INFO,
                                String.join("; ", prepend("every route is back at its baseline and is guarded", notes)))
                        .ending(begun(before)));
            case PlanEvent.BaselineLost(String route, var seen) ->
                Optional.of(Notice.of(
                                "baseline-lost",
                                WARNING,
                                "route %s left its baseline again and shows %s; it is put back once more"
                                        .formatted(route, seen))
                        .ending(CRITICAL));
            case PlanEvent.Reverted _ ->
                Optional.of(Notice.of("reverted", INFO, "reverted: every route stays at its baseline" + returns(after))
                        .ending(begun(before)));
            case PlanEvent.Completed _ ->
                Optional.of(Notice.of("completed", INFO, "completed: every step was reached and has baked"));
            case PlanEvent.GateJudged judged -> whileDrifted(before, judged);
            case PlanEvent.WriteRefused refused ->
                blocked(before, refused.write(), !refused.passing(), refused.detail());
            case PlanEvent.WriteUnknown(int write, String detail) -> blocked(before, write, false, detail);
            case PlanEvent.Surveyed _,
                    PlanEvent.ShareJudged _,
                    PlanEvent.TrafficBack _,
                    PlanEvent.StepStarted _,
                    PlanEvent.BakeStopped _,
                    PlanEvent.WebhookReached _,
                    PlanEvent.WriteIntended _,
                    PlanEvent.WriteApplied _ -> Optional.empty();
        };
    }

    private static String stepped(Duration by) {
        return "the clock of this machine was set %s by %s; bakes, pauses and timeouts keep their length"
                .formatted(
                        by.isNegative() ? "back" : "forward",
                        DurationWords.write(by.abs().truncatedTo(ChronoUnit.SECONDS)));
    }

    private static Notice reached(Plan plan, int step) {
        String bake = plan.spec().step(step) instanceof Step.Shift shift
                        && shift.bake().isPositive()
                ? "; bakes " + DurationWords.write(shift.bake())
                : "";
        return Notice.of(
                "step-reached",
                INFO,
                "step %d of %d reached: %s%s"
                        .formatted(step, plan.spec().steps().size(), plan.settled(), bake));
    }

    /** Whose word the plan waits for. */
    private static String approval(Plan plan) {
        return plan.approval().map(HoldReason.Approval::told).orElse("nobody is asked any more");
    }

    private static Notice held(HoldReason why) {
        Notice notice = Notice.of("held", Paging.severity(why), "held: " + why.sentence());
        return Paging.needsPerson(why) ? notice.with(Attention.NEEDED) : notice;
    }

    private static Notice reverting(RevertCause cause, String by, Plan before, Plan after) {
        return after.isTerminal()
                ? Notice.of("reverted", INFO, "taken back" + by + " before its start: nothing was moved")
                        .ending(worst(before))
                : Notice.of("reverting", cause.isAtEnd() ? INFO : CRITICAL, "reverting" + by + because(cause.why()))
                        .ending(worst(before));
    }

    /** How bad it was that a plan went back; at its own end it is what it was made for, unless it did not get through. */
    private static Severity begun(Plan before) {
        boolean planned = before.state() instanceof PlanState.Reverting(var cause, var since, var _)
                && cause.isAtEnd()
                && before.ledgers().values().stream().allMatch(ledger -> wentAtOnce(ledger, since));
        return planned ? INFO : CRITICAL;
    }

    /** Whether one call was enough: what is asked again, or once more after a baseline was lost, is asked later than this. */
    private static boolean wentAtOnce(RouteLedger ledger, Instant since) {
        return ledger.attempts() <= 1
                && ledger.lastAttempt()
                        .filter(attempt -> attempt.isAfter(since.plus(AT_ONCE)))
                        .isEmpty();
    }

    /** Nothing is written over somebody else's weights, so a gate that fails now can only be told. */
    private static Optional<Notice> whileDrifted(Plan before, PlanEvent.GateJudged judged) {
        boolean reverts = before.spec().onDrift() == PlanSpec.OnDrift.REASSERT
                && before.spec().gates().stream()
                        .anyMatch(gate -> gate.name().equals(judged.gate()) && gate.onFail() == Gate.OnFail.REVERT);
        boolean news = !reverts
                && judged.verdict() == Verdict.FAIL
                && before.tally(judged.gate()).verdict() != Verdict.FAIL
                && isDrifted(before.state());
        return news
                ? Optional.of(Notice.of(
                                "gate-failed",
                                WARNING,
                                "gate %s failed while drift holds the plan, so nothing is written: %s"
                                        .formatted(judged.gate(), judged.reason()))
                        .with(Attention.NEEDED))
                : Optional.empty();
    }

    private static boolean isDrifted(PlanState state) {
        return state instanceof PlanState.Held(var at, var why, var _)
                && (why instanceof HoldReason.Drift || isDrifted(at));
    }

    /** A call of a revert was not done: said at once where it will not be by itself, and otherwise when it goes on. */
    private static Optional<Notice> blocked(Plan before, int write, boolean forGood, String detail) {
        if (!(before.state() instanceof PlanState.Reverting)) {
            return Optional.empty(); // on the way forward this becomes a hold, which is told
        }
        for (Map.Entry<String, RouteLedger> route : before.ledgers().entrySet()) {
            int calls = route.getValue().attempts();
            boolean ours = route.getValue().outstanding().stream()
                    .mapToInt(Outstanding::write)
                    .anyMatch(one -> one == write);
            if (ours && ((forGood && calls == 1) || FUTILE_CALLS.contains(calls))) {
                return Optional.of(Notice.of(
                                "revert-blocked",
                                CRITICAL,
                                "the revert does not get through to route %s (call %d): %s"
                                        .formatted(route.getKey(), calls, detail))
                        .with(Attention.NEEDED));
            }
        }
        return Optional.empty();
    }

    private static Severity severity(Plan plan, String heldBy) {
        return severity(plan.state(), heldBy);
    }

    private static Severity severity(PlanState state, String heldBy) {
        return switch (state) {
            case PlanState.Held(var at, var why, var _) ->
                why.word().equals(heldBy) ? Paging.severity(why) : severity(at, heldBy);
            default -> INFO;
        };
    }

    /** The worst that holds a plan. */
    private static Severity worst(Plan plan) {
        Severity worst = INFO;
        PlanState state = plan.state();
        while (state instanceof PlanState.Held(var at, var why, var _)) {
            worst = Paging.severity(why).isAtLeast(worst) ? Paging.severity(why) : worst;
            state = at;
        }
        return worst;
    }

    /** How long clients were still where they should not be. */
    private static String returns(Plan plan) {
        return new TreeMap<>(plan.returns())
                .values().stream()
                        .map(back -> back.after()
                                .map(time -> "; traffic of %s was back after %s at most"
                                        .formatted(back.route(), DurationWords.write(time)))
                                .orElse(""))
                        .collect(joining());
    }

    private static String by(Principal who) {
        return who.equals(Principal.SLUICE) ? "" : " by " + who;
    }

    private static String because(String reason) {
        return reason.isBlank() ? "" : ": " + reason;
    }

    private static String words(PlanEvent.DriftChoice choice) {
        return switch (choice) {
            case REASSERT -> ", the plan's weights over those of others";
            case ADOPT -> ", with the weights of others for this step";
        };
    }

    private static String handled(PlanEvent.DriftChoice choice) {
        return switch (choice) {
            case REASSERT -> "the plan's weights are written over it";
            case ADOPT -> "the plan takes it for this step";
        };
    }

    private static List<String> prepend(String first, List<String> others) {
        return Stream.concat(Stream.of(first), others.stream().filter(note -> !note.isBlank()))
                .toList();
    }
}
