package io.sluice.plan.notice;

import static io.sluice.plan.engine.Specs.EU;
import static io.sluice.plan.engine.Specs.US;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.plan.Baseline;
import io.sluice.plan.Gate;
import io.sluice.plan.HoldReason;
import io.sluice.plan.HookAnswer;
import io.sluice.plan.JournalLine;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanEvent.DriftChoice;
import io.sluice.plan.PlanEvent.HoldEnded;
import io.sluice.plan.PlanEvent.HoldStarted;
import io.sluice.plan.PlanEvent.Purpose;
import io.sluice.plan.PlanEvent.ResumeAsked;
import io.sluice.plan.PlanEvent.WriteIntended;
import io.sluice.plan.PlanEvent.WriteRefused;
import io.sluice.plan.PlanEvent.WriteUnknown;
import io.sluice.plan.PlanSpec;
import io.sluice.plan.Principal;
import io.sluice.plan.RevertCause;
import io.sluice.plan.RevertCause.Kind;
import io.sluice.plan.Step;
import io.sluice.plan.Verdict;
import io.sluice.plan.engine.Specs;
import io.sluice.traffic.Weights;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What is told of which lines: each row a story's name, the lines after the first step was reached, and what is told of them, as
 * {@code kind severity (heard from) attention: sentence}.
 */
class NoticesTest {
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
    private static final Principal ANN = new Principal("ann");
    private static final Principal BOB = new Principal("bob");
    private static final Weights THEIRS = Weights.of(US, 4_000, EU);
    private static final PlanSpec SPEC = Specs.over("aws/edge")
            .shift(5, Duration.ofMinutes(30))
            .pause(Optional.empty())
            .shift(100, Duration.ZERO)
            .errors(Duration.ofMinutes(1), Gate.OnFail.HOLD, Gate.OnNoData.HOLD, 0)
            .build();

    private static final HoldReason GATE = new HoldReason.Gate("errors", "failed: edge, us: 30 % > 1 %");
    private static final HoldReason NO_DATA = new HoldReason.NoData("errors", "nobody answered");
    private static final HoldReason DRIFT = new HoldReason.Drift(Map.of("edge", THEIRS), "edge shows us 40 %");
    private static final HoldReason STUCK = new HoldReason.Stuck(Set.of("edge"), "edge still shows eu 100 %");
    private static final HoldReason PROVIDER = new HoldReason.ProviderFailure("edge", "not allowed");
    private static final HoldReason SHUT = new HoldReason.Window(Optional.of(NOON.plusSeconds(3600)));
    private static final HoldReason NEVER_OPEN = new HoldReason.Window(Optional.empty());
    private static final HoldReason NO_WAY_BACK =
            new HoldReason.NoWayBack(RevertCause.automatic(Kind.GUARD, "us is dead"), "eu is dead too");

    private static PlanEvent hook(Gate.OnFail onFail) {
        return new PlanEvent.WebhookReached(2, "smoke", Duration.ofMinutes(10), onFail);
    }

    private static PlanEvent said(HookAnswer.Says says) {
        return new PlanEvent.WebhookAnswered("q", HookAnswer.of(says, "so it says"));
    }

    private record Row(String name, List<PlanEvent> events, List<String> told) {}

    private static Row row(String name, List<PlanEvent> events, String... told) {
        return new Row(name, events, List.of(told));
    }

    private static List<PlanEvent> lines(PlanEvent... events) {
        return List.of(events);
    }

    private static PlanEvent asked() {
        return new PlanEvent.ApprovalAsked(
                2, "leads", 2, Optional.empty(), Step.OnTimeout.HOLD, Map.of("errors0", Verdict.PASS));
    }

    private static PlanEvent held(HoldReason why) {
        return new HoldStarted(why);
    }

    private static PlanEvent reverts(String why) {
        return new PlanEvent.RevertStarted(RevertCause.automatic(Kind.GATE, why));
    }

    private static PlanEvent judged(Verdict verdict) {
        return new PlanEvent.GateJudged("errors0", verdict, Optional.empty(), "30 % > 1 %", List.of());
    }

    private static PlanEvent asksForBaseline(int write) {
        return new WriteIntended(
                write, "edge", Optional.empty(), Optional.empty(), Purpose.REVERT, NOON.plusSeconds(60), 2);
    }

    /** So many calls that nobody answered, after what comes first. */
    private static List<PlanEvent> unanswered(int calls, PlanEvent... first) {
        List<PlanEvent> events = new ArrayList<>(List.of(first));
        IntStream.rangeClosed(2, calls + 1).forEach(write -> {
            events.add(asksForBaseline(write));
            events.add(new WriteUnknown(write, "no answer"));
        });
        return events;
    }

    private static final String REVERTING = "reverting critical none: reverting: gate errors failed";
    private static final String BACK =
            "baseline-back info (critical) none: every route is back at its baseline and is guarded";

    private static final List<Row> ROWS = List.of(
            row(
                    "the usual way",
                    lines(new PlanEvent.Completed()),
                    "completed info none: completed: every step was reached and has baked"),
            row(
                    "a drill that puts itself back is no alarm",
                    lines(
                            new PlanEvent.RevertStarted(RevertCause.atEnd()),
                            asksForBaseline(2),
                            new PlanEvent.WriteApplied(2),
                            new PlanEvent.BaselineBack(List.of()),
                            new PlanEvent.Reverted()),
                    "reverting info none: reverting: every step was reached and has baked, and the plan ends where it began",
                    "baseline-back info none: every route is back at its baseline and is guarded",
                    "reverted info none: reverted: every route stays at its baseline"),
            row(
                    "but where it does not get through it is one, until it does",
                    Stream.concat(
                                    unanswered(5, new PlanEvent.RevertStarted(RevertCause.atEnd())).stream(),
                                    Stream.of(new PlanEvent.BaselineBack(List.of())))
                            .toList(),
                    "reverting info none: reverting: every step was reached and has baked, and the plan ends where it began",
                    "revert-blocked critical needed: the revert does not get through to route edge (call 5): no answer",
                    "baseline-back info (critical) over: every route is back at its baseline and is guarded"),
            row(
                    "a drill that had no way back for a while",
                    lines(
                            held(new HoldReason.NoWayBack(RevertCause.atEnd(), "eu is dead")),
                            new PlanEvent.RevertStarted(RevertCause.atEnd())),
                    "held critical needed: held: every step was reached and has baked, and the plan ends where it began; not put"
                            + " back by itself because eu is dead: a person must decide",
                    "reverting info (critical) over: reverting: every step was reached and has baked, and the plan ends where"
                            + " it began"),
            row(
                    "a gate holds, and passes again: nobody is called, and who was told of it is told of its end",
                    lines(held(GATE), new HoldEnded("gate", "it passes again")),
                    "held warning none: held: gate errors failed: edge, us: 30 % > 1 %",
                    "resumed info (warning) none: goes on after the hold by gate: it passes again"),
            row(
                    "missing data holds",
                    lines(held(NO_DATA)),
                    "held warning none: held: gate errors has no data: nobody answered"),
            row(
                    "a window shuts, and opens",
                    lines(held(SHUT), new HoldEnded("window", "the window is open")),
                    "held info none: held: the window is shut until 2026-11-24T13:00:00Z",
                    "resumed info none: goes on after the hold by window: the window is open"),
            row(
                    "a window shuts on a step that goes back",
                    lines(new PlanEvent.StepTakenBack(1, SPEC.expected())),
                    "step-taken-back warning none: the window shut before step 1 of 3 had baked: it goes back to edge: eu 100 %,"
                            + " and is made again when the window opens"),
            row(
                    "no window comes any more",
                    lines(held(NEVER_OPEN)),
                    "held critical needed: held: the schedule has no window any more; cancel or revert"),
            row(
                    "drift calls a person, who takes it over",
                    lines(held(DRIFT), new ResumeAsked(Optional.of(DriftChoice.ADOPT), "it was us")),
                    "held warning needed: held: edge shows us 40 %",
                    "resumed info (warning) over: resumed by ann, with the weights of others for this step: it was us"),
            row(
                    "a gate that fails under drift is told once",
                    lines(held(DRIFT), judged(Verdict.FAIL), judged(Verdict.FAIL)),
                    "held warning needed: held: edge shows us 40 %",
                    "gate-failed warning needed: gate errors0 failed while drift holds the plan, so nothing is written:"
                            + " 30 % > 1 %"),
            row(
                    "what the plan says about drift by itself is told, and calls nobody",
                    lines(
                            new PlanEvent.DriftHandled(DriftChoice.REASSERT, Map.of("edge", THEIRS), "edge moved"),
                            new PlanEvent.DriftHandled(DriftChoice.ADOPT, Map.of("edge", THEIRS), "edge moved")),
                    "drift-handled warning none: edge moved: the plan's weights are written over it, as the plan says (1 of at"
                            + " most 3 times)",
                    "drift-handled warning none: edge moved: the plan takes it for this step, as the plan says (2 of at most 3"
                            + " times)"),
            row(
                    "so is a late call of the plan's own",
                    lines(new PlanEvent.LateLanding(1, "edge", THEIRS)),
                    "late-landing warning none: call 1 of this plan took effect on route edge long after it was sent, which"
                            + " shows eu 60 %, us 40 % now; it is put right"),
            row("a gate that is judged otherwise is the plan's own business", lines(judged(Verdict.FAIL))),
            row(
                    "a hold on a hold: the call is over when the last that called is",
                    lines(held(DRIFT), held(SHUT), new HoldEnded("window", "open"), new HoldEnded("drift", "gone")),
                    "held warning needed: held: edge shows us 40 %",
                    "held info none: held: the window is shut until 2026-11-24T13:00:00Z",
                    "resumed info none: goes on after the hold by window: open",
                    "resumed info (warning) over: goes on after the hold by drift: gone"),
            row(
                    "a stuck route calls, and the revert is what ends the call",
                    lines(held(STUCK), reverts("route edge is stuck")),
                    "held warning needed: held: edge still shows eu 100 %",
                    "reverting critical over: reverting: route edge is stuck"),
            row(
                    "a route that refuses calls",
                    lines(held(PROVIDER)),
                    "held warning needed: held: route edge: not allowed"),
            row(
                    "nowhere to go back to",
                    lines(held(NO_WAY_BACK)),
                    "held critical needed: held: us is dead; not put back by itself because eu is dead too: a person must"
                            + " decide"),
            row(
                    "a pause that was asked for",
                    lines(new PlanEvent.PauseAsked("lunch"), new ResumeAsked(Optional.empty(), "")),
                    "paused info none: paused by ann: lunch",
                    "resumed info none: resumed by ann"),
            row(
                    "a pause of the plan waits for a person, and is cut short",
                    lines(new PlanEvent.PauseStarted(2, Optional.empty()), new PlanEvent.PromoteAsked("enough")),
                    "paused warning none: paused at step 2 of 3 until somebody resumes it",
                    "promoted info none: the wait is cut short by ann: enough"),
            row(
                    "nobody decides in time",
                    lines(asked(), new PlanEvent.ApprovalOverdue()),
                    "approval-asked warning needed: waits for 2 of leads to approve",
                    "approval-overdue warning needed: nobody decided in time; waits for 2 of leads to approve"),
            row(
                    "the clock is set by much and by little",
                    lines(
                            new PlanEvent.ClockStepped(Duration.ofHours(-1)),
                            new PlanEvent.ClockStepped(Duration.ofSeconds(2))),
                    "clock-stepped warning none: the clock of this machine was set back by 1h; bakes, pauses and timeouts"
                            + " keep their length"),
            row(
                    "two people are asked, what one said is void when a gate turns, and then both say yes",
                    lines(
                            asked(),
                            new PlanEvent.ApprovalGiven(ANN, "looks fine"),
                            new PlanEvent.ApprovalVoided(
                                    "gate errors0 fails now", Map.of("errors0", Verdict.FAIL), Optional.empty()),
                            new PlanEvent.ApprovalGiven(ANN, ""),
                            new PlanEvent.ApprovalGiven(BOB, "so be it"),
                            new HoldEnded("approval", "approved by ann, bob")),
                    "approval-asked warning needed: waits for 2 of leads to approve",
                    "approval-given info (warning) none: ann approves: looks fine; waits for 2 of leads to approve, has that of"
                            + " ann",
                    "approval-voided warning needed: what was approved is void: gate errors0 fails now; waits for 2 of leads"
                            + " to approve",
                    "approval-given info (warning) none: ann approves; waits for 2 of leads to approve, has that of ann",
                    "approval-given info (warning) over: bob approves: so be it; approved by ann, bob",
                    "resumed info (warning) none: goes on after the hold by approval: approved by ann, bob"),
            row(
                    "somebody says no",
                    lines(asked(), new PlanEvent.ApprovalRejected(BOB, "not tonight")),
                    "approval-asked warning needed: waits for 2 of leads to approve",
                    "approval-rejected warning over: bob rejects it: not tonight"),
            row(
                    "a hook that passes",
                    lines(
                            hook(Gate.OnFail.HOLD),
                            new PlanEvent.WebhookAsked("q", NOON.plusSeconds(600)),
                            said(HookAnswer.Says.WAIT),
                            said(HookAnswer.Says.PASS),
                            new HoldEnded("webhook", "hook smoke passed: so it says")),
                    "webhook-asked info none: hook smoke is asked at step 2 of 3; it has until 2026-11-24T12:10:00Z to pass",
                    "resumed info none: goes on after the hold by webhook: hook smoke passed: so it says"),
            row(
                    "a hook that fails calls a person once, and promote sends one home",
                    lines(
                            hook(Gate.OnFail.HOLD),
                            new PlanEvent.WebhookAsked("q", NOON.plusSeconds(600)),
                            said(HookAnswer.Says.FAIL),
                            new PlanEvent.WebhookAnswered("p", HookAnswer.of(HookAnswer.Says.PASS, "too late")),
                            new PlanEvent.PromoteAsked("tested by hand")),
                    "webhook-asked info none: hook smoke is asked at step 2 of 3; it has until 2026-11-24T12:10:00Z to pass",
                    "held warning needed: held: hook smoke failed: so it says; resume asks it anew, promote goes on without it",
                    "promoted info (warning) over: the wait is cut short by ann: tested by hand"),
            row(
                    "a hook that fails and takes the plan back calls nobody",
                    lines(
                            hook(Gate.OnFail.REVERT),
                            new PlanEvent.WebhookAsked("q", NOON.plusSeconds(600)),
                            said(HookAnswer.Says.FAIL),
                            new PlanEvent.RevertStarted(
                                    RevertCause.automatic(Kind.WEBHOOK, "hook smoke failed: so it says"))),
                    "webhook-asked info none: hook smoke is asked at step 2 of 3; it has until 2026-11-24T12:10:00Z to pass",
                    "reverting critical none: reverting: hook smoke failed: so it says"),
            row(
                    "a pause with an end",
                    lines(new PlanEvent.PauseStarted(2, Optional.of(NOON))),
                    "paused info none: paused at step 2 of 3 until 2026-11-24T12:00:00Z"),
            row(
                    "cancelled while it waits for a decision",
                    lines(held(NO_WAY_BACK), new PlanEvent.CancelAsked("leave it")),
                    "held critical needed: held: us is dead; not put back by itself because eu is dead too: a person must"
                            + " decide",
                    "cancelled warning (critical) over: cancelled by ann; its weights stay as they are: leave it"),
            row(
                    "there and back",
                    lines(
                            reverts("gate errors failed"),
                            asksForBaseline(2),
                            new PlanEvent.WriteApplied(2),
                            new PlanEvent.BaselineBack(List.of("sticky clients may stay until 22:10", "")),
                            new PlanEvent.BaselineLost("edge", THEIRS),
                            new PlanEvent.BaselineBack(List.of()),
                            new PlanEvent.Reverted()),
                    REVERTING,
                    BACK + "; sticky clients may stay until 22:10",
                    "baseline-lost warning (critical) none: route edge left its baseline again and shows eu 60 %, us 40 %;"
                            + " it is put back once more",
                    BACK,
                    "reverted info (critical) none: reverted: every route stays at its baseline"),
            row(
                    "a revert that is refused for good calls at once, and once",
                    lines(
                            reverts("gate errors failed"),
                            asksForBaseline(2),
                            new WriteRefused(2, "denied", false, "not allowed"),
                            asksForBaseline(3),
                            new WriteRefused(3, "denied", false, "not allowed"),
                            asksForBaseline(4),
                            new PlanEvent.WriteApplied(4),
                            new PlanEvent.BaselineBack(List.of())),
                    REVERTING,
                    "revert-blocked critical needed: the revert does not get through to route edge (call 1): not allowed",
                    BACK.replace("none", "over")),
            row(
                    "a revert that nobody answers calls at the fifth call, and not at each",
                    unanswered(49, reverts("gate errors failed")),
                    REVERTING,
                    "revert-blocked critical needed: the revert does not get through to route edge (call 5): no answer"),
            row(
                    "and reminds at the fiftieth",
                    unanswered(51, reverts("gate errors failed")),
                    REVERTING,
                    "revert-blocked critical needed: the revert does not get through to route edge (call 5): no answer",
                    "revert-blocked critical needed: the revert does not get through to route edge (call 50): no answer"),
            row(
                    "a person orders the revert that did not get through: the call is heard",
                    Stream.concat(
                                    unanswered(5, reverts("gate errors failed")).stream(),
                                    Stream.of(new PlanEvent.RevertStarted(RevertCause.ordered("at last", true))))
                            .toList(),
                    REVERTING,
                    "revert-blocked critical needed: the revert does not get through to route edge (call 5): no answer",
                    "reverting critical over: reverting by ann: at last"),
            row(
                    "a call that is not answered on the way forward is the plan's own business",
                    lines(
                            new PlanEvent.StepStarted(2),
                            new WriteIntended(
                                    2, "edge", Optional.empty(), Optional.of(THEIRS), Purpose.FORWARD, NOON, 1),
                            new WriteUnknown(2, "no answer"))));

    @TestFactory
    Stream<DynamicTest> whatIsTold() {
        return ROWS.stream()
                .map(row -> DynamicTest.dynamicTest(
                        row.name(),
                        () -> assertThat(told(reached(), row.events())).isEqualTo(row.told())));
    }

    @Test
    void theWayToTheFirstStep() {
        Plan blank = Plan.blank(Specs.id(1), SPEC, 1, NOON);
        assertThat(told(blank, toFirstStep()))
                .containsExactly(
                        "submitted info none: submitted by ann",
                        "started info none: started: the baseline of every route is kept",
                        "step-reached info none: step 1 of 3 reached: edge: eu 95 %, us 5 %; bakes 30m");
    }

    @Test
    void takenBackBeforeItsStart() {
        Plan blank = Plan.blank(Specs.id(1), SPEC, 1, NOON);
        assertThat(told(
                        blank,
                        lines(
                                new PlanEvent.Submitted("sha256:d1", Map.of()),
                                new PlanEvent.RevertStarted(RevertCause.ordered("not today", false)))))
                .endsWith("reverted info none: taken back by ann before its start: nothing was moved");
    }

    @Test
    void aPlanThatPutsAnotherBack() {
        Plan blank = Plan.blank(Specs.id(2), SPEC, 1, NOON);
        RevertCause cause = RevertCause.ordered("wrong after all", false);
        assertThat(told(blank, lines(new PlanEvent.RevertTaken(Specs.id(1), new Baseline(Map.of()), cause))))
                .containsExactly("reverting critical none: puts plan " + Specs.id(1) + " back by ann: wrong after all");
    }

    private static List<PlanEvent> toFirstStep() {
        return lines(
                new PlanEvent.Submitted("sha256:d1", Map.of()),
                new PlanEvent.Surveyed(Map.of()),
                new PlanEvent.Started(new Baseline(Map.of())),
                new PlanEvent.WeightsVerified(0),
                new PlanEvent.StepStarted(1),
                new WriteIntended(
                        1, "edge", Optional.empty(), Optional.of(THEIRS), Purpose.FORWARD, NOON.plusSeconds(9), 1),
                new PlanEvent.WriteApplied(1),
                new PlanEvent.WeightsVerified(1));
    }

    private static Plan reached() {
        return Plan.blank(Specs.id(1), SPEC, 1, NOON).after(JournalLine.following(0, toFirstStep(), ANN, NOON));
    }

    /** Every move by Ann and everything else by Sluice, as it is. */
    private static List<String> told(Plan before, List<PlanEvent> events) {
        List<String> told = new ArrayList<>();
        Plan plan = before;
        for (PlanEvent event : events) {
            List<JournalLine> line = JournalLine.following(plan.version(), List.of(event), who(event), NOON);
            Notices.of(plan, line).forEach(one -> told.add(words(one.notice())));
            plan = plan.after(line);
        }
        return told;
    }

    private static Principal who(PlanEvent event) {
        return switch (event) {
            case PlanEvent.Submitted _,
                    PlanEvent.RevertTaken _,
                    PlanEvent.PauseAsked _,
                    ResumeAsked _,
                    PlanEvent.PromoteAsked _,
                    PlanEvent.CancelAsked _ -> ANN;
            case PlanEvent.RevertStarted(RevertCause cause) -> cause.isOrdered() ? ANN : Principal.SLUICE;
            default -> Principal.SLUICE;
        };
    }

    private static String words(Notice notice) {
        String heard = notice.heardFrom() == notice.severity()
                ? ""
                : " (" + notice.heardFrom().word() + ")";
        return "%s %s%s %s: %s"
                .formatted(
                        notice.kind(),
                        notice.severity().word(),
                        heard,
                        notice.attention().word(),
                        notice.sentence());
    }
}
