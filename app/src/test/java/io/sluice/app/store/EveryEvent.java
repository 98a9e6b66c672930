package io.sluice.app.store;

import static io.sluice.app.store.PlanFixture.ALL_EU;
import static io.sluice.app.store.PlanFixture.ANN;
import static io.sluice.app.store.PlanFixture.EU;
import static io.sluice.app.store.PlanFixture.FIVE_US;
import static io.sluice.app.store.PlanFixture.NOON;
import static io.sluice.app.store.PlanFixture.US;
import static io.sluice.app.store.PlanFixture.baseline;
import static io.sluice.app.store.PlanFixture.id;

import io.sluice.plan.Gate;
import io.sluice.plan.GateReading;
import io.sluice.plan.HoldReason;
import io.sluice.plan.HookAnswer;
import io.sluice.plan.JournalLine;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanEvent.DriftChoice;
import io.sluice.plan.PlanEvent.Purpose;
import io.sluice.plan.Principal;
import io.sluice.plan.Proof;
import io.sluice.plan.RevertCause;
import io.sluice.plan.RevertCause.Kind;
import io.sluice.plan.RouteShare;
import io.sluice.plan.RouteWeights;
import io.sluice.plan.Step;
import io.sluice.plan.Survey;
import io.sluice.plan.Verdict;
import io.sluice.plan.Vote;
import io.sluice.traffic.RouteChange;
import io.sluice.traffic.Side;
import io.sluice.traffic.TimeWindow;
import io.sluice.traffic.Weights;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The lines of {@code journal/v1.jsonl} as values, in its order. What is new adds lines at the end of both. */
final class EveryEvent {
    private static final Instant LATER = Instant.parse("2026-11-24T22:00:00Z");
    private static final TimeWindow MINUTE = new TimeWindow(LATER.minusSeconds(60), LATER);

    /** So many lines there were before lines said how somebody had proved who they are. */
    private static final int EVENTS_BEFORE_PROOFS = 95;

    private EveryEvent() {}

    static List<JournalLine> lines() {
        List<JournalLine> lines = new ArrayList<>();
        for (PlanEvent event : events()) {
            boolean first = lines.isEmpty();
            lines.add(new JournalLine(lines.size() + 1, first ? NOON : LATER, first ? ANN : Principal.SLUICE, event));
            if (lines.size() == EVENTS_BEFORE_PROOFS) {
                for (Proof how : Proof.values()) {
                    lines.add(new JournalLine(
                            lines.size() + 1, LATER, ANN.provedBy(how), new PlanEvent.PauseAsked("lunch")));
                }
            }
        }
        return lines;
    }

    private static List<PlanEvent> events() {
        Side stranger = new Side("arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/x/1");
        RevertCause ordered = RevertCause.ordered("checkout is down: \"5xx\" \u00fcberall", true);
        List<PlanEvent> events = new ArrayList<>(List.of(
                new PlanEvent.Submitted("sha256:d1", Map.of("edge", ALL_EU, "api", FIVE_US)),
                new PlanEvent.RevertTaken(id(7), baseline("edge", "api"), ordered),
                new PlanEvent.Started(baseline("edge")),
                new PlanEvent.StepStarted(1),
                new PlanEvent.PauseStarted(2, Optional.of(LATER)),
                new PlanEvent.PauseStarted(2, Optional.empty()),
                new PlanEvent.WriteApplied(1),
                new PlanEvent.WriteRefused(2, "throttled", true, "asked too often"),
                new PlanEvent.WriteRefused(3, "denied", false, "not allowed to modify listeners"),
                new PlanEvent.WriteUnknown(4, "no answer within 10 s"),
                new PlanEvent.WeightsVerified(1),
                new PlanEvent.PauseAsked("lunch"),
                new PlanEvent.HoldEnded("window", "the window is open"),
                new PlanEvent.ResumeAsked(Optional.empty(), "looks fine"),
                new PlanEvent.PromoteAsked("enough"),
                new PlanEvent.CancelAsked("stays so"),
                new PlanEvent.BaselineBack(List.of("sticky clients may stay until 22:10", "")),
                new PlanEvent.BaselineBack(List.of()),
                new PlanEvent.BaselineLost("edge", new Weights(Map.of(EU, 3333, US, 3333, stranger, 3334))),
                new PlanEvent.Reverted(),
                new PlanEvent.Completed()));
        for (Purpose purpose :
                List.of(Purpose.ATTACH, Purpose.FORWARD, Purpose.BACK, Purpose.REASSERT, Purpose.REVERT)) {
            boolean baseline = purpose == Purpose.REVERT;
            Optional<Weights> from = baseline ? Optional.empty() : Optional.of(ALL_EU);
            Optional<Weights> to = baseline ? Optional.empty() : Optional.of(FIVE_US);
            events.add(new PlanEvent.WriteIntended(5, "edge", from, to, purpose, LATER.plusSeconds(300), 17));
        }
        for (Verdict verdict : List.of(Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN, Verdict.NOT_JUDGED)) {
            events.add(judged(verdict));
        }
        events.add(new PlanEvent.GateJudged("p99", Verdict.UNKNOWN, Optional.empty(), "no data", List.of()));
        for (DriftChoice choice : List.of(DriftChoice.REASSERT, DriftChoice.ADOPT)) {
            events.add(new PlanEvent.ResumeAsked(Optional.of(choice), "known"));
        }
        for (Kind kind : List.of(Kind.ORDERED, Kind.GATE, Kind.GUARD, Kind.DRIFT, Kind.STUCK)) {
            events.add(new PlanEvent.RevertStarted(new RevertCause(kind, "because", false)));
        }
        for (HoldReason why : holdReasons()) {
            events.add(new PlanEvent.HoldStarted(why));
        }
        // What later releases added stands at the end: lines that were written once keep their place.
        events.add(judged(Verdict.UNDECIDED));
        events.add(new PlanEvent.GateJudged(
                "errors",
                Verdict.FAIL,
                Optional.of(MINUTE),
                "why",
                List.of(new GateReading(
                        "edge",
                        US,
                        Verdict.FAIL,
                        Optional.of(2.5),
                        Optional.of(1.5),
                        "percent",
                        Optional.of(MINUTE),
                        "5 of 200 here and 10 of 1000 there",
                        Optional.of(Map.of("bad", 5.0, "total", 200.0))))));
        Survey known = new Survey(
                MINUTE,
                Duration.ofMinutes(3),
                Optional.of(41.5),
                Optional.of(0.1),
                Map.of("latency-p99", 0.08),
                Optional.of(1.25));
        Survey unknown =
                new Survey(MINUTE, Duration.ZERO, Optional.empty(), Optional.empty(), Map.of(), Optional.empty());
        events.add(new PlanEvent.Surveyed(Map.of("edge", known, "api", unknown)));
        events.add(new PlanEvent.ApprovalAsked(
                3, "leads", 2, Optional.of(LATER), Step.OnTimeout.REVERT, Map.of("errors", Verdict.PASS)));
        events.add(new PlanEvent.ApprovalGiven(PlanFixture.ANN, "errors are fine"));
        events.add(new PlanEvent.ApprovalVoided(
                "gate errors says fail", Map.of("errors", Verdict.FAIL), Optional.empty()));
        events.add(new PlanEvent.ApprovalRejected(PlanFixture.ANN, "not tonight"));
        events.add(new PlanEvent.HoldStarted(APPROVAL));
        events.add(new PlanEvent.RevertStarted(RevertCause.automatic(Kind.APPROVAL, "rejected")));
        events.add(new PlanEvent.StepTakenBack(2, new RouteWeights(Map.of("edge", ALL_EU, "api", FIVE_US))));
        events.add(new PlanEvent.HoldStarted(
                new HoldReason.Window(Optional.of(LATER.plusSeconds(3600)), Optional.of(LATER), Optional.empty())));
        events.add(new PlanEvent.RevertStarted(RevertCause.automatic(Kind.WINDOW, "the window shut")));
        events.add(new PlanEvent.HoldStarted(new HoldReason.Calendar("calendar freeze is not known: no answer")));
        events.add(new PlanEvent.RevertStarted(RevertCause.automatic(Kind.END, "through, and back")));
        events.add(new PlanEvent.ClockStepped(Duration.ofMinutes(-61)));
        events.add(new PlanEvent.BakeStopped(LATER, Optional.of(LATER.plusSeconds(3600))));
        events.add(new PlanEvent.BakeStopped(LATER, Optional.empty()));
        events.add(new PlanEvent.ApprovalOverdue());
        events.add(new PlanEvent.HoldStarted(new HoldReason.Approval(
                3,
                "leads",
                1,
                Optional.of(LATER),
                Step.OnTimeout.HOLD,
                Map.of(),
                List.of(),
                Optional.empty(),
                Optional.of(LATER))));
        events.add(new PlanEvent.HoldStarted(new HoldReason.Window(
                Optional.of(LATER.plusSeconds(3600)), Optional.empty(), Optional.of("season freeze"))));
        events.add(new PlanEvent.ApprovalGiven(PlanFixture.ANN, "errors are fine", Optional.of(52L)));
        events.add(new PlanEvent.ApprovalRejected(PlanFixture.ANN, "not tonight", Optional.of(54L)));
        events.add(new PlanEvent.WebhookReached(3, "smoke", Duration.ofMinutes(10), Gate.OnFail.HOLD));
        events.add(new PlanEvent.WebhookAsked("pl_1.17.smoke", LATER.plusSeconds(600)));
        for (HookAnswer.Says says : HookAnswer.Says.values()) {
            events.add(new PlanEvent.WebhookAnswered("pl_1.17.smoke", HookAnswer.of(says, "")));
        }
        HookAnswer all = new HookAnswer(
                HookAnswer.Says.WAIT,
                "12 of 40 tests",
                Optional.of(30.5),
                Optional.of("percent"),
                Optional.of(Duration.ofSeconds(30)));
        events.add(new PlanEvent.WebhookAnswered("pl_1.17.smoke", all));
        events.add(new PlanEvent.HoldStarted(new HoldReason.Webhook(
                3,
                "smoke",
                Duration.ofMinutes(10),
                Gate.OnFail.REVERT,
                Optional.of(new HoldReason.Asked(
                        "pl_1.17.smoke",
                        LATER,
                        LATER.plusSeconds(600),
                        1,
                        Optional.of(all),
                        Optional.of(LATER.plusSeconds(1)))),
                false)));
        events.add(new PlanEvent.RevertStarted(RevertCause.automatic(Kind.WEBHOOK, "hook smoke failed")));
        for (DriftChoice choice : List.of(DriftChoice.REASSERT, DriftChoice.ADOPT)) {
            events.add(new PlanEvent.DriftHandled(choice, Map.of("edge", FIVE_US), "somebody moved it"));
        }
        events.add(new PlanEvent.LateLanding(4, "edge", FIVE_US));
        RouteChange byAnn = new RouteChange(
                LATER, "arn:aws:iam::1:user/ann", "ModifyListener", Optional.of("192.0.2.7"), Optional.empty());
        RouteChange bySluice = new RouteChange(
                LATER, "arn:aws:iam::1:role/sluice", "ModifyRule", Optional.empty(), Optional.of("pl_2-3"));
        events.add(new PlanEvent.DriftTraced(Map.of("edge", List.of(byAnn, bySluice), "api", List.of()), "CloudTrail"));
        events.add(new PlanEvent.DriftTraced(Map.of(), "nobody in CloudTrail"));
        events.add(new PlanEvent.ShareJudged(
                2,
                new RouteShare(
                        "edge",
                        RouteShare.Says.DISAGREES,
                        Optional.of(US),
                        Optional.of(25.0),
                        Optional.of(2.98),
                        1040,
                        "edge says 25 % for us, which gets 2.98 % of the requests (of 1040)")));
        for (RouteShare.Says says : RouteShare.Says.values()) {
            events.add(new PlanEvent.ShareJudged(3, RouteShare.uncounted("api", says, "why")));
        }
        events.add(new PlanEvent.HoldStarted(new HoldReason.Share("edge", "edge says 25 % for us")));
        events.add(
                new PlanEvent.TrafficBack("edge", Optional.of(Duration.ofMillis(3200)), "us had 0 % of 812 requests"));
        events.add(new PlanEvent.TrafficBack("api", Optional.empty(), "not measured: no requests were counted"));
        return events;
    }

    private static PlanEvent judged(Verdict verdict) {
        GateReading measured = new GateReading(
                "edge",
                US,
                verdict,
                Optional.of(0.12),
                Optional.of(1.0),
                "percent",
                Optional.of(MINUTE),
                "0.12 % ≤ 1 %");
        GateReading missing = new GateReading(
                "edge", US, verdict, Optional.empty(), Optional.empty(), "percent", Optional.empty(), "no series");
        return new PlanEvent.GateJudged("errors", verdict, Optional.of(MINUTE), "why", List.of(measured, missing));
    }

    private static final HoldReason APPROVAL = new HoldReason.Approval(
            3,
            "leads",
            2,
            Optional.of(LATER),
            Step.OnTimeout.HOLD,
            Map.of("errors", Verdict.PASS),
            List.of(new Vote(PlanFixture.ANN, "errors are fine", LATER)),
            Optional.of(new Vote(PlanFixture.ANN, "no", LATER)),
            Optional.empty());

    static List<HoldReason> holdReasons() {
        return List.of(
                new HoldReason.Pause(Optional.of(LATER), "the plan pauses here"),
                new HoldReason.Pause(Optional.empty(), "lunch"),
                new HoldReason.Window(Optional.of(LATER)),
                new HoldReason.Window(Optional.empty()),
                new HoldReason.Gate("errors", "2 % > 1 %"),
                new HoldReason.NoData("errors", "no series"),
                new HoldReason.Drift(Map.of("edge", FIVE_US, "api", ALL_EU), "somebody moved it"),
                new HoldReason.Stuck(Set.of("edge", "api", "dns"), "not shown in 10 minutes"),
                new HoldReason.ProviderFailure("edge", "not allowed"),
                new HoldReason.NoWayBack(RevertCause.automatic(Kind.GUARD, "us has no healthy target"), "eu has none"));
    }
}
