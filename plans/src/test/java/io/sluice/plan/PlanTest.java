package io.sluice.plan;

import static io.sluice.plan.engine.Specs.EU;
import static io.sluice.plan.engine.Specs.US;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.plan.PlanEvent.DriftChoice;
import io.sluice.plan.PlanEvent.DriftHandled;
import io.sluice.plan.PlanEvent.HoldEnded;
import io.sluice.plan.PlanEvent.HoldStarted;
import io.sluice.plan.PlanEvent.Purpose;
import io.sluice.plan.PlanEvent.ResumeAsked;
import io.sluice.plan.PlanEvent.RevertStarted;
import io.sluice.plan.PlanEvent.StepTakenBack;
import io.sluice.plan.PlanEvent.WeightsVerified;
import io.sluice.plan.PlanEvent.WriteIntended;
import io.sluice.plan.PlanState.Baking;
import io.sluice.plan.PlanState.Held;
import io.sluice.plan.PlanState.Reverting;
import io.sluice.plan.PlanState.Scheduled;
import io.sluice.plan.PlanState.Shifting;
import io.sluice.plan.PlanState.Underway;
import io.sluice.plan.RevertCause.Kind;
import io.sluice.plan.RouteLedger.Outstanding;
import io.sluice.plan.RouteShare.Says;
import io.sluice.plan.engine.Specs;
import io.sluice.traffic.Snapshot;
import io.sluice.traffic.TimeWindow;
import io.sluice.traffic.Weights;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What a plan knows after each event. The plan below has lived: nothing that it knows is as it was at its beginning, so that what an
 * event changes shows, and what it must not touch as well. It stands since second 0, and every event happens at second 60.
 */
class PlanTest {
    private static final Instant ZERO = Instant.parse("2026-11-24T08:00:00Z");
    private static final Instant AT = ZERO.plusSeconds(60);
    private static final Weights BEFORE = percent(0);
    private static final Weights THEIRS = percent(40);

    /** Steps: 1 to 10 %, 2 pauses, 3 to 50 %, 4 to 100 %. */
    private static final PlanSpec SPEC = Specs.over("p/edge", "p/api")
            .shift(10, Duration.ofHours(1))
            .pause(Optional.empty())
            .shift(50, Duration.ofHours(1))
            .shift(100, Duration.ofHours(1))
            .errors(Duration.ofMinutes(1), Gate.OnFail.HOLD, Gate.OnNoData.HOLD, 2)
            .errors(Duration.ofMinutes(1), Gate.OnFail.HOLD, Gate.OnNoData.HOLD, 2)
            .build();

    private static final Baseline BASELINE = new Baseline(Map.of("edge", stood(percent(5)), "api", stood(BEFORE)));

    /** Two calls of which only the last may still land, the last of three attempts. */
    private static final RouteLedger BUSY = new RouteLedger(
            List.of(
                    new Outstanding(3, Optional.of(percent(10)), ZERO.plusSeconds(20)),
                    new Outstanding(5, Optional.of(percent(50)), ZERO.plusSeconds(80))),
            3,
            Optional.of(ZERO),
            Optional.of("denied"),
            Optional.of(percent(50)),
            Optional.of(percent(10)),
            true,
            Optional.of(ZERO),
            true,
            Optional.of("denied"));

    private static final GateTally FAILED = new GateTally(Verdict.FAIL, Optional.of(ZERO), 2, Optional.of(ZERO), false);

    private static final Shifting SHIFTING = new Shifting(3, ZERO, Duration.ZERO, Map.of());
    private static final Baking BAKING = new Baking(1, ZERO, Duration.ZERO, false);
    private static final Reverting REVERTING =
            new Reverting(RevertCause.ordered("wrong", false), ZERO, Optional.of(ZERO));
    private static final HoldReason DRIFT = new HoldReason.Drift(Map.of("api", THEIRS), "somebody else");

    private static final HoldReason APPROVAL = new HoldReason.Approval(
            2,
            "leads",
            1,
            Optional.empty(),
            Step.OnTimeout.HOLD,
            Map.of(),
            List.of(),
            Optional.empty(),
            Optional.empty());

    private static final HoldReason WEBHOOK =
            new HoldReason.Webhook(2, "smoke", Duration.ofMinutes(10), Gate.OnFail.HOLD, Optional.empty(), false);

    /** What an event changes besides the version, which each raises. */
    private record Row(PlanState in, PlanEvent event, String changes) {}

    private static final List<Row> TABLE = List.of(
            row(new Scheduled(), new PlanEvent.Submitted("sha256:0", Map.of()), ""),
            row(
                    new Scheduled(),
                    new PlanEvent.RevertTaken(Specs.id(9), BASELINE, RevertCause.ordered("wrong", false)),
                    "state startedAt revertOf baseline ledgers"),
            row(BAKING, new PlanEvent.Surveyed(Map.of("edge", survey(20))), "surveys"),
            row(new Scheduled(), new PlanEvent.Started(BASELINE), "state startedAt baseline"),
            row(new Baking(3, ZERO, Duration.ZERO, false), new PlanEvent.StepStarted(4), "state step adopted ledgers"),
            row(BAKING, new PlanEvent.PauseStarted(2, Optional.empty()), "state step"),
            row(
                    BAKING,
                    new PlanEvent.ApprovalAsked(2, "leads", 1, Optional.empty(), Step.OnTimeout.HOLD, Map.of()),
                    "state step"),
            row(held(APPROVAL), new PlanEvent.ApprovalGiven(new Principal("ann"), "yes"), "state"),
            row(held(APPROVAL), new PlanEvent.ApprovalRejected(new Principal("ann"), "no"), "state"),
            row(
                    held(APPROVAL),
                    new PlanEvent.ApprovalVoided("worse", Map.of("errors0", Verdict.FAIL), Optional.empty()),
                    "state"),
            row(held(APPROVAL), new PlanEvent.ApprovalOverdue(), "state"),
            row(
                    BAKING,
                    new PlanEvent.WebhookReached(2, "smoke", Duration.ofMinutes(10), Gate.OnFail.HOLD),
                    "state step"),
            row(held(WEBHOOK), new PlanEvent.WebhookAsked("q", AT.plusSeconds(600)), "state"),
            row(held(WEBHOOK), new PlanEvent.WebhookAnswered("q", HookAnswer.of(HookAnswer.Says.WAIT, "")), ""),
            row(
                    SHIFTING,
                    new WriteIntended(
                            6,
                            "edge",
                            Optional.empty(),
                            Optional.of(percent(50)),
                            Purpose.FORWARD,
                            AT.plusSeconds(20),
                            3),
                    "ledgers writes"),
            row(SHIFTING, new PlanEvent.WriteApplied(5), "ledgers"),
            row(SHIFTING, new PlanEvent.WriteRefused(5, "throttled", true, "later"), "ledgers"),
            row(SHIFTING, new PlanEvent.WriteUnknown(5, "no answer"), "ledgers"),
            row(SHIFTING, new WeightsVerified(3), "state settled verifiedAt ledgers tallies shares"),
            row(
                    new Baking(3, ZERO, Duration.ZERO, false),
                    new StepTakenBack(3, weights(5, 0)),
                    "state settled verifiedAt ledgers tallies shares"),
            row(BAKING, judged("errors0", Verdict.PASS), "tallies"),
            row(BAKING, new PlanEvent.ShareJudged(1, RouteShare.uncounted("edge", Says.AGREES, "it does")), "shares"),
            row(BAKING, new HoldStarted(new HoldReason.Stuck(Set.of("edge"), "it does not move")), "state"),
            row(BAKING, new HoldStarted(DRIFT), "state untraced"),
            row(held(new HoldReason.Stuck(Set.of("edge"), "")), new HoldEnded("stuck", "it moves"), "state ledgers"),
            row(BAKING, new PlanEvent.PauseAsked("look"), "state"),
            row(
                    held(new HoldReason.Pause(Optional.empty(), "look")),
                    new ResumeAsked(Optional.empty(), "go on"),
                    "state ledgers"),
            row(held(DRIFT), new ResumeAsked(Optional.of(DriftChoice.REASSERT), "ours"), "state ledgers drifts"),
            row(
                    held(DRIFT),
                    new ResumeAsked(Optional.of(DriftChoice.ADOPT), "theirs"),
                    "state settled adopted verifiedAt ledgers tallies drifts shares"),
            row(
                    BAKING,
                    new DriftHandled(DriftChoice.REASSERT, Map.of("edge", THEIRS), "policy"),
                    "state ledgers drifts untraced"),
            row(
                    BAKING,
                    new DriftHandled(DriftChoice.ADOPT, Map.of("api", THEIRS), "policy"),
                    "settled adopted verifiedAt ledgers tallies drifts untraced shares"),
            row(BAKING, new PlanEvent.DriftTraced(Map.of(), "nobody can tell"), "untraced"),
            row(BAKING, new PlanEvent.LateLanding(3, "edge", percent(10)), "state ledgers"),
            row(BAKING, new PlanEvent.PromoteAsked("now"), "state"),
            row(BAKING, new PlanEvent.CancelAsked("leave it"), "state generation endedAt"),
            row(BAKING, new RevertStarted(RevertCause.ordered("wrong", false)), "state generation ledgers"),
            row(
                    BAKING,
                    new RevertStarted(RevertCause.automatic(Kind.DRIFT, "somebody else")),
                    "state generation ledgers untraced"),
            row(REVERTING, new PlanEvent.BaselineBack(List.of()), "state"),
            row(REVERTING, new PlanEvent.BaselineLost("edge", percent(10)), "state ledgers"),
            row(REVERTING, new PlanEvent.TrafficBack("edge", Optional.empty(), "not counted"), "returns"),
            row(REVERTING, new PlanEvent.Reverted(), "state endedAt"),
            row(BAKING, new PlanEvent.BakeStopped(AT, Optional.empty()), "state"),
            row(
                    BAKING,
                    new PlanEvent.ClockStepped(Duration.ofSeconds(30)),
                    "state verifiedAt ledgers tallies drifts untraced"),
            row(new Baking(4, ZERO, Duration.ZERO, false), new PlanEvent.Completed(), "state endedAt"));

    @TestFactory
    Stream<DynamicTest> eachEventChangesWhatItIsAboutAndNothingElse() {
        return TABLE.stream()
                .map(row -> DynamicTest.dynamicTest(
                        "%s: %s".formatted(Told.event(row.event()), row.changes()),
                        () -> assertThat(changes(lived(row.in()), after(lived(row.in()), row.event())))
                                .isEqualTo(row.changes())));
    }

    @Test
    void theTableHasEveryKindOfEvent() {
        Set<Class<?>> told = TABLE.stream().map(row -> row.event().getClass()).collect(toSet());

        assertThat(told).containsExactlyInAnyOrder(PlanEvent.class.getPermittedSubclasses());
    }

    @Test
    void linesAreFoldedInTheirOrderAndNoneIsLeftOut() {
        Plan plan = Plan.blank(Specs.id(1), SPEC, 3, ZERO);
        JournalLine first = line(1, new PlanEvent.Submitted("sha256:0", Map.of()));
        JournalLine second = line(2, new PlanEvent.Started(BASELINE));

        assertThat(plan.after(List.of(first, second)))
                .isEqualTo(plan.after(first).after(second))
                .extracting(Plan::version, Plan::state)
                .containsExactly(2L, new Shifting(0, AT, Duration.ZERO, Map.of()));
        assertThat(plan.after(List.of())).isEqualTo(plan);
        assertThatThrownBy(() -> plan.after(second))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("line 2 does not follow version 0");
        assertThatThrownBy(() -> plan.after(first).after(first)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aPlanThatHasEndedKeepsTheTimeOfItsEnd() {
        Plan cancelled = after(lived(BAKING), new PlanEvent.CancelAsked("leave it"));
        assertThat(cancelled.endedAt()).contains(AT);
        assertThat(cancelled.isTerminal()).isTrue();
        assertThat(lived(BAKING).isTerminal()).isFalse();

        Plan answered = cancelled.after(new JournalLine(
                cancelled.version() + 1, AT.plusSeconds(5), Principal.SLUICE, new PlanEvent.WriteApplied(5)));

        assertThat(answered.endedAt()).contains(AT);
    }

    // ---- ledgers

    @Test
    void aCallIsWrittenDownForItsOwnRouteAlone() {
        Plan plan = after(
                lived(SHIFTING),
                new WriteIntended(
                        6, "api", Optional.empty(), Optional.of(percent(50)), Purpose.FORWARD, AT.plusSeconds(20), 3));

        assertThat(plan.writes()).isEqualTo(6);
        assertThat(plan.ledger("edge")).isEqualTo(BUSY);
        assertThat(plan.ledger("api").outstanding())
                .containsExactly(new Outstanding(6, Optional.of(percent(50)), AT.plusSeconds(20)));
        assertThat(plan.ledger("none of the plan")).isEqualTo(RouteLedger.EMPTY);
    }

    @Test
    void anAnswerEndsItsCallAndOneThatNeverCameLeavesItOpen() {
        assertThat(calls(after(lived(SHIFTING), new PlanEvent.WriteApplied(5)))).containsExactly(3);
        assertThat(calls(after(lived(SHIFTING), new PlanEvent.WriteRefused(5, "denied", false, "no"))))
                .containsExactly(3);

        Plan unanswered = after(lived(SHIFTING), new PlanEvent.WriteUnknown(5, "no answer"));
        assertThat(calls(unanswered)).containsExactly(3, 5);
        assertThat(unanswered.ledger("edge").changedAt()).contains(AT);
    }

    @Test
    void aCallThatLandedLateIsNotWaitedForAnyMore() {
        Plan plan = after(lived(BAKING), new PlanEvent.LateLanding(3, "edge", percent(10)));

        assertThat(calls(plan)).containsExactly(5);
    }

    @Test
    void itHasSomethingOutstandingUntilTheLastCallCanLandNoMore() {
        assertThat(lived(BAKING).hasOutstanding(ZERO.plusSeconds(79))).isTrue();
        assertThat(lived(BAKING).hasOutstanding(ZERO.plusSeconds(80))).isFalse();
    }

    /** Whatever a plan wants anew it may ask for at once; what may still land stays on the books. */
    @TestFactory
    Stream<DynamicTest> aNewWishIsNotSlowedDownByAttemptsAtTheLast() {
        return Stream.of(
                        row(new Baking(3, ZERO, Duration.ZERO, false), new PlanEvent.StepStarted(4), ""),
                        row(SHIFTING, new WeightsVerified(3), ""),
                        row(new Baking(3, ZERO, Duration.ZERO, false), new StepTakenBack(3, weights(5, 0)), ""),
                        row(
                                held(new HoldReason.ProviderFailure("edge", "denied")),
                                new HoldEnded("provider-error", ""),
                                ""),
                        row(
                                held(new HoldReason.ProviderFailure("edge", "denied")),
                                new ResumeAsked(Optional.empty(), ""),
                                ""),
                        row(BAKING, new DriftHandled(DriftChoice.REASSERT, Map.of("edge", THEIRS), ""), ""),
                        row(BAKING, new RevertStarted(RevertCause.ordered("wrong", false)), ""),
                        row(REVERTING, new PlanEvent.BaselineLost("edge", percent(10)), ""))
                .map(row -> DynamicTest.dynamicTest(Told.event(row.event()), () -> {
                    Plan plan = after(lived(row.in()), row.event());
                    assertThat(plan.ledger("edge").attempts()).isZero();
                    assertThat(plan.ledger("edge").failure()).isEmpty();
                    assertThat(calls(plan)).containsExactly(3, 5);
                }));
    }

    @Test
    void aRevertMustPutBackEachRouteAndATakenOverOneEvenWhatItNeverTouched() {
        Plan reverting = after(lived(BAKING), new RevertStarted(RevertCause.ordered("wrong", false)));
        assertThat(reverting.ledger("edge").restored()).isFalse();
        assertThat(reverting.ledger("api").mayHaveMoved()).isFalse();

        Plan taken = after(
                Plan.blank(Specs.id(2), SPEC, 4, ZERO),
                new PlanEvent.RevertTaken(Specs.id(1), BASELINE, RevertCause.ordered("wrong", false)));
        assertThat(taken.ledger("api").mayHaveMoved()).isTrue();
        assertThat(taken.revertOf()).contains(Specs.id(1));
        assertThat(taken.baseline()).contains(BASELINE);
        assertThat(taken.startedAt()).contains(AT);
    }

    @Test
    void aRouteThatLeftItsBaselineIsPutBackAloneAndTheOthersStayRestored() {
        Plan plan = after(lived(REVERTING), new PlanEvent.BaselineLost("api", percent(10)));

        assertThat(plan.ledger("edge").restored()).isTrue();
        assertThat(plan.ledger("api").restored()).isFalse();
    }

    // ---- generation

    @Test
    void whatIsAboutToBeSentIsStaleOnceAPlanIsRevertedOrCancelled() {
        assertThat(after(lived(BAKING), new RevertStarted(RevertCause.ordered("wrong", false)))
                        .generation())
                .isEqualTo(4);
        assertThat(after(lived(BAKING), new PlanEvent.CancelAsked("leave it")).generation())
                .isEqualTo(4);
    }

    // ---- what routes shall show

    @Test
    void theTargetOfAStepIsThatOfTheLastShiftUpToItAndKeepsWhatWasAdopted() {
        Plan plan = lived(BAKING);

        assertThat(plan.target(0)).isEqualTo(plan.settled());
        assertThat(plan.target(1)).isEqualTo(weights(40, 10));
        assertThat(plan.target(2)).isEqualTo(weights(40, 10));
        assertThat(plan.target(3)).isEqualTo(weights(40, 50));
        assertThat(plan.target(4)).isEqualTo(weights(40, 100));
    }

    @Test
    void beforeAStepIsTheShiftBeforeItAndBeforeTheFirstTheBaseline() {
        Plan plan = lived(BAKING);

        assertThat(plan.before(1)).isEqualTo(weights(40, 0));
        assertThat(plan.before(2)).isEqualTo(weights(40, 10));
        assertThat(plan.before(3)).isEqualTo(weights(40, 10));
        assertThat(plan.before(4)).isEqualTo(weights(40, 50));
        Plan started = after(Plan.blank(Specs.id(1), SPEC, 1, ZERO), new PlanEvent.Started(BASELINE));
        assertThat(started.before(1)).isEqualTo(weights(5, 0));
        assertThat(Plan.blank(Specs.id(1), SPEC, 1, ZERO).before(1)).isEqualTo(weights(0, 0));
    }

    @Test
    void beforeAnyShiftThePlanWantsWhatItExpects() {
        PlanSpec pauseFirst = Specs.over("p/edge", "p/api")
                .pause(Optional.empty())
                .shift(10, Duration.ofHours(1))
                .build();

        assertThat(Plan.blank(Specs.id(1), pauseFirst, 1, ZERO).target(1)).isEqualTo(weights(0, 0));
    }

    /** Traffic follows another split from now on: nothing that was found out about the last one counts. */
    @Test
    void aVerifiedStepForgetsWhatGatesAndRequestsSaidOfTheLastAndNotWhatAPersonWaived() {
        Plan plan = after(lived(SHIFTING), new WeightsVerified(3));

        assertThat(plan.settled()).isEqualTo(weights(40, 50));
        assertThat(plan.verifiedAt()).contains(AT);
        assertThat(plan.tally("errors0")).isEqualTo(GateTally.NONE);
        assertThat(plan.tally("errors1")).isEqualTo(GateTally.NONE);
        assertThat(plan.tally("no gate of the plan")).isEqualTo(GateTally.NONE);
        assertThat(plan.shares()).containsOnlyKeys("api");
    }

    @Test
    void aStepThatIsTakenBackLeavesTheSplitThatItGoesBackTo() {
        Plan plan = after(lived(new Baking(3, ZERO, Duration.ZERO, false)), new StepTakenBack(3, weights(5, 0)));

        assertThat(plan.settled()).isEqualTo(weights(5, 0));
        assertThat(plan.verifiedAt()).contains(AT);
    }

    // ---- adoption

    @Test
    void whatIsAdoptedIsKeptForTheStepBesideWhatWasAdoptedBefore() {
        for (Plan plan : List.of(
                after(lived(held(DRIFT)), new ResumeAsked(Optional.of(DriftChoice.ADOPT), "theirs")),
                after(lived(BAKING), new DriftHandled(DriftChoice.ADOPT, Map.of("api", THEIRS), "policy")))) {
            assertThat(plan.adopted()).isEqualTo(Map.of("edge", THEIRS, "api", THEIRS));
            assertThat(plan.settled()).isEqualTo(weights(40, 40));
            assertThat(plan.target(1)).isEqualTo(weights(40, 40));
        }
        Plan next = after(lived(new Baking(3, ZERO, Duration.ZERO, false)), new PlanEvent.StepStarted(4));
        assertThat(next.adopted()).isEmpty();
        assertThat(next.target(4)).isEqualTo(weights(100, 100));
    }

    @Test
    void aPersonWhoLookedAtDriftStartsTheCountOfFightsAnewAndThePlanItselfGoesOnCounting() {
        assertThat(after(lived(held(DRIFT)), new ResumeAsked(Optional.of(DriftChoice.REASSERT), "ours"))
                        .drifts())
                .isEqualTo(DriftTally.NONE);
        assertThat(after(lived(BAKING), new DriftHandled(DriftChoice.REASSERT, Map.of("edge", THEIRS), "policy"))
                        .drifts()
                        .last())
                .containsExactly(new DriftTally.Handled(2, ZERO), new DriftTally.Handled(1, AT));
    }

    /** A word about drift says nothing of a hold that is about something else. */
    @Test
    void aChoiceAboutDriftAdoptsNothingWhereSomethingElseHoldsThePlan() {
        Plan plan = after(
                lived(held(new HoldReason.Stuck(Set.of("edge"), "it does not move"))),
                new ResumeAsked(Optional.of(DriftChoice.ADOPT), "theirs"));

        assertThat(plan.adopted()).isEqualTo(Map.of("edge", THEIRS));
        assertThat(plan.drifts()).isEqualTo(lived(BAKING).drifts());
    }

    // ---- whom drift is traced to

    @Test
    void driftIsTracedFromWhenAllWasInOrderAtTheLatest() {
        UntracedDrift sinceVerified = new UntracedDrift(Set.of("api"), ZERO.minusSeconds(30), AT);
        assertThat(after(lived(BAKING), new HoldStarted(DRIFT)).untraced()).contains(sinceVerified);
        assertThat(after(lived(BAKING), new DriftHandled(DriftChoice.REASSERT, Map.of("api", THEIRS), ""))
                        .untraced())
                .contains(sinceVerified);

        Plan submitted = Plan.blank(Specs.id(1), SPEC, 1, ZERO);
        assertThat(after(submitted, new HoldStarted(DRIFT)).untraced())
                .contains(new UntracedDrift(Set.of("api"), ZERO, AT));
        Plan started = submitted.after(
                new JournalLine(1, ZERO.plusSeconds(10), Principal.SLUICE, new PlanEvent.Started(BASELINE)));
        assertThat(after(started, new HoldStarted(DRIFT)).untraced())
                .contains(new UntracedDrift(Set.of("api"), ZERO.plusSeconds(10), AT));
    }

    /** A clock that was set back must not ask the cloud for a time that ends before it begins. */
    @Test
    void aTraceNeverBeginsAfterTheDriftWasFound() {
        Plan early = Plan.blank(Specs.id(1), SPEC, 1, AT.plusSeconds(1));

        assertThat(after(early, new HoldStarted(DRIFT)).untraced()).contains(new UntracedDrift(Set.of("api"), AT, AT));
    }

    @Test
    void aRevertForDriftIsTracedOnceWhetherOrNotItHadToWaitForAWayBack() {
        RevertCause drift = RevertCause.automatic(Kind.DRIFT, "somebody else");
        UntracedDrift everywhere = new UntracedDrift(Set.of("edge", "api"), ZERO.minusSeconds(30), AT);
        HoldReason noWayBack = new HoldReason.NoWayBack(drift, "eu is dead");
        Optional<UntracedDrift> earlier = lived(BAKING).untraced();

        assertThat(after(lived(BAKING), new RevertStarted(drift)).untraced()).contains(everywhere);
        assertThat(after(lived(BAKING), new HoldStarted(noWayBack)).untraced()).contains(everywhere);
        assertThat(after(lived(held(noWayBack)), new RevertStarted(drift)).untraced())
                .isEqualTo(earlier);
        HoldReason other = new HoldReason.NoWayBack(RevertCause.automatic(Kind.GUARD, "us is dead"), "eu is too");
        assertThat(after(lived(BAKING), new HoldStarted(other)).untraced()).isEqualTo(earlier);
        assertThat(after(lived(held(other)), new RevertStarted(drift)).untraced())
                .contains(everywhere);
    }

    // ---- what a resumed hold overlooks

    @Test
    void aPersonWhoResumesOverlooksWhatHeldThePlanAndNothingElse() {
        Plan gate = resumed(new HoldReason.Gate("errors0", "it failed"));
        assertThat(gate.tally("errors0").forgiven()).isTrue();
        assertThat(gate.tally("errors1")).isEqualTo(FAILED);

        assertThat(resumed(new HoldReason.NoData("errors1", "none"))
                        .tally("errors1")
                        .forgiven())
                .isTrue();
        assertThat(resumed(new HoldReason.NoData("errors1", "none")).tally("errors0"))
                .isEqualTo(FAILED);

        Plan noWayBack =
                resumed(new HoldReason.NoWayBack(RevertCause.automatic(Kind.GUARD, "us is dead"), "eu is too"));
        assertThat(noWayBack.tallies().values()).allMatch(GateTally::forgiven).hasSize(2);

        Plan share = resumed(new HoldReason.Share("edge", "5 % for us, which gets nothing"));
        assertThat(share.shares()).containsEntry("edge", RouteShare.uncounted("edge", Says.WAIVED, "it does not"));
        assertThat(share.tallies()).isEqualTo(lived(BAKING).tallies());

        assertThat(resumed(new HoldReason.Pause(Optional.empty(), "look")).tallies())
                .isEqualTo(lived(BAKING).tallies());
    }

    @Test
    void aGateThatPassesAgainIsCountedAnewBelowOtherHoldsToo() {
        HoldReason gate = new HoldReason.Gate("errors0", "it failed");
        HoldReason pause = new HoldReason.Pause(Optional.empty(), "look");

        assertThat(after(lived(held(gate)), new HoldEnded("gate", "passes"))
                        .tally("errors0")
                        .failures())
                .isZero();
        Plan below = after(lived(held(held(gate), pause)), new HoldEnded("gate", "passes"));
        assertThat(below.tally("errors0").failures()).isZero();
        assertThat(below.tally("errors1")).isEqualTo(FAILED);
        assertThat(after(lived(held(held(gate), pause)), new HoldEnded("pause", "over"))
                        .tally("errors0"))
                .isEqualTo(FAILED);
        assertThat(after(lived(held(new HoldReason.NoData("errors0", "none"))), new HoldEnded("no-data", "data"))
                        .tally("errors0"))
                .isEqualTo(FAILED);
    }

    @Test
    void whatItWaitsForIsFoundBelowOtherHolds() {
        HoldReason pause = new HoldReason.Pause(Optional.empty(), "look");

        assertThat(lived(held(held(APPROVAL), pause)).approval()).contains((HoldReason.Approval) APPROVAL);
        assertThat(lived(held(held(APPROVAL), pause)).webhook()).isEmpty();
        assertThat(lived(held(held(WEBHOOK), pause)).webhook()).contains((HoldReason.Webhook) WEBHOOK);
        assertThat(lived(BAKING).approval()).isEmpty();
    }

    // ---- the clock

    @Test
    void aClockThatIsSetMovesEveryMomentThatAWaitIsCountedFrom() {
        Plan plan = after(lived(BAKING), new PlanEvent.ClockStepped(Duration.ofSeconds(-30)));

        assertThat(plan.verifiedAt()).contains(ZERO.minusSeconds(60));
        assertThat(plan.ledger("edge").lastAttempt()).contains(ZERO.minusSeconds(30));
        assertThat(plan.ledger("edge").outstanding())
                .extracting(Outstanding::mayLandUntil)
                .containsExactly(ZERO.minusSeconds(10), ZERO.plusSeconds(50));
        assertThat(plan.tally("errors0").judgedThrough()).contains(ZERO.minusSeconds(30));
        assertThat(plan.drifts().last()).containsExactly(new DriftTally.Handled(2, ZERO.minusSeconds(30)));
        assertThat(plan.untraced())
                .contains(new UntracedDrift(Set.of("edge"), ZERO.minusSeconds(50), ZERO.minusSeconds(30)));
    }

    // ---- the plan that has lived

    private static Plan lived(PlanState state) {
        int step = state instanceof Baking baking
                ? baking.step()
                : state instanceof Shifting shifting ? shifting.step() : 1;
        return new Plan(
                Specs.id(1),
                SPEC,
                state,
                7,
                3,
                ZERO.minusSeconds(120),
                Optional.of(ZERO.minusSeconds(90)),
                Optional.empty(),
                Optional.of(Specs.id(8)),
                Optional.of(new Baseline(Map.of("edge", stood(percent(1)), "api", stood(BEFORE)))),
                step,
                weights(40, 10),
                Map.of("edge", THEIRS),
                Optional.of(ZERO.minusSeconds(30)),
                Map.of("edge", BUSY, "api", RouteLedger.EMPTY),
                Map.of("errors0", FAILED, "errors1", FAILED),
                5,
                Map.of("edge", survey(10)),
                DriftTally.NONE.handled(2, ZERO),
                Optional.of(new UntracedDrift(Set.of("edge"), ZERO.minusSeconds(20), ZERO)),
                Map.of(
                        "edge", RouteShare.uncounted("edge", Says.DISAGREES, "it does not"),
                        "api", RouteShare.uncounted("api", Says.WAIVED, "never mind")),
                Map.of("api", new PlanEvent.TrafficBack("api", Optional.empty(), "not counted")));
    }

    private static Row row(PlanState in, PlanEvent event, String changes) {
        return new Row(in, event, changes);
    }

    private static Held held(HoldReason why) {
        return held(BAKING, why);
    }

    private static Held held(Underway at, HoldReason why) {
        return new Held(at, why, ZERO);
    }

    private static Plan resumed(HoldReason from) {
        return after(lived(held(from)), new ResumeAsked(Optional.empty(), "go on"));
    }

    private static Plan after(Plan plan, PlanEvent event) {
        return plan.after(line(plan.version() + 1, event));
    }

    private static JournalLine line(long seq, PlanEvent event) {
        return new JournalLine(seq, AT, Principal.SLUICE, event);
    }

    private static List<Integer> calls(Plan plan) {
        return plan.ledger("edge").outstanding().stream()
                .map(Outstanding::write)
                .toList();
    }

    private static PlanEvent judged(String gate, Verdict verdict) {
        return new PlanEvent.GateJudged(gate, verdict, Optional.of(new TimeWindow(ZERO, AT)), "as it is", List.of());
    }

    private static Survey survey(double requestsPerSecond) {
        return new Survey(
                new TimeWindow(ZERO.minusSeconds(720), ZERO),
                Duration.ZERO,
                Optional.of(requestsPerSecond),
                Optional.empty(),
                Map.of(),
                Optional.empty());
    }

    private static Baseline.OfRoute stood(Weights weights) {
        return new Baseline.OfRoute(
                weights, Set.of(EU, US), Optional.empty(), "as it was", new Snapshot("tests/1", ""));
    }

    private static RouteWeights weights(int edge, int api) {
        return new RouteWeights(Map.of("edge", percent(edge), "api", percent(api)));
    }

    private static Weights percent(int us) {
        return Weights.of(US, us * 100, EU);
    }

    /** The names of what differs besides the version, in the order of the record. */
    private static String changes(Plan before, Plan after) {
        return Arrays.stream(Plan.class.getRecordComponents())
                .filter(part -> !part.getName().equals("version"))
                .filter(part -> !value(part, before).equals(value(part, after)))
                .map(RecordComponent::getName)
                .collect(joining(" "));
    }

    private static Object value(RecordComponent part, Plan plan) {
        try {
            return part.getAccessor().invoke(plan);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("a component of a record that cannot be read", e);
        }
    }
}
