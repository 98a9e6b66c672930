package io.sluice.plan.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.plan.ApprovalEvidence;
import io.sluice.plan.Baseline;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanEvent.ApprovalAsked;
import io.sluice.plan.PlanEvent.ApprovalVoided;
import io.sluice.plan.PlanId;
import io.sluice.plan.PlanSpec;
import io.sluice.plan.Principal;
import io.sluice.plan.Step;
import io.sluice.plan.Verdict;
import io.sluice.plan.engine.Moves.Answered;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What becomes of asking one person once: the first word counts, and nothing but the journal remembers it. */
class AskingsTest {
    private static final Instant START = Instant.parse("2026-11-24T08:00:00Z");
    private static final Principal ANN = new Principal("ann");
    private static final Principal BOB = new Principal("bob");
    private static final Principal CAROL = new Principal("carol");
    private static final People LEADS = new People(Map.of("leads", Set.of(ANN, BOB, CAROL)));

    private final ManualClock clock = new ManualClock(START);
    private final MemoryPlanStore store = new MemoryPlanStore(clock);
    private final PlanId id = Specs.id(1);
    private final Moves moves = moves(LEADS);

    AskingsTest() {
        PlanSpec spec = Specs.over("p/edge")
                .shift(50, Duration.ofMinutes(1))
                .approval("leads", 2, Optional.empty(), Step.OnTimeout.HOLD)
                .shift(100, Duration.ZERO)
                .build();
        store.create(new PlanStore.NewPlan(
                id,
                spec,
                "{}",
                "sha256:0",
                Map.of("edge", "p/edge"),
                List.of(new PlanEvent.Submitted("sha256:0", spec.expected().byRoute())),
                ANN,
                START,
                START,
                Optional.empty()));
        happens(
                new PlanEvent.Started(new Baseline(Map.of())),
                new PlanEvent.WeightsVerified(0),
                new PlanEvent.StepStarted(1),
                new PlanEvent.WeightsVerified(1));
    }

    private Moves moves(People people) {
        PlanJournal journal = new PlanJournal(store, clock, clock::nanoTime);
        return new Moves(store, journal, _ -> {}, (_, _) -> {}, people, clock, () -> Specs.id(2));
    }

    private Askings askings() {
        return new Askings(store, LEADS);
    }

    private Plan happens(PlanEvent... events) {
        clock.advance(Duration.ofSeconds(1));
        return store.append(store.plan(id), List.of(events), Principal.SLUICE, clock.instant())
                .orElseThrow();
    }

    private Asked asked(Principal person) {
        happens(new ApprovalAsked(
                2, "leads", 2, Optional.empty(), Step.OnTimeout.HOLD, Map.of("errors", Verdict.PASS)));
        return question(person);
    }

    /** What the last line asks. */
    private Asked question(Principal person) {
        return askings().find(id, store.plan(id).version(), person).orElseThrow();
    }

    private Standing standing(Asked asked) {
        return askings().standing(asked);
    }

    private static Standing refused(Answered answered) {
        return answered instanceof Answered.NotOpen(Standing standing)
                ? standing
                : new Standing.NotTheirs("counted: " + answered);
    }

    @Test
    void row44AVoteOfSomebodyWhoHasLeftTheGroupCountsNoMoreAfterAStart() {
        Asked bob = asked(BOB);
        moves.answer(bob, true, "fine");
        review(LEADS);
        assertThat(store.plan(id).approval().orElseThrow().votes()).hasSize(1);

        review(new People(Map.of("leads", Set.of(ANN, CAROL))));
        assertThat(store.plan(id).approval().orElseThrow().votes()).isEmpty();
        assertThat(store.journal(id, store.plan(id).version() - 1, 1).getFirst().event())
                .isEqualTo(new PlanEvent.ApprovalVoided(
                        "bob is not in group leads", Map.of("errors", Verdict.PASS), Optional.empty()));
    }

    private void review(People people) {
        new VoteReview(store, new PlanJournal(store, clock, clock::nanoTime), people, clock).review();
    }

    @Test
    void aYesAfterItsTimeIsRefusedWhereThePlanGoesBackThen() {
        Instant end = clock.instant().plusSeconds(60);
        Plan plan = happens(new ApprovalAsked(
                2, "leads", 2, Optional.of(end), Step.OnTimeout.REVERT, Map.of("errors", Verdict.PASS)));
        ApprovalEvidence evidence = plan.approval().orElseThrow().evidence("sha256:0");
        assertThat(moves.approve(id, evidence, "fine", BOB)).isInstanceOf(Moves.Moved.InForce.class);

        clock.advanceTo(end);
        assertThat(moves.approve(id, evidence, "fine", CAROL)).isInstanceOf(Moves.Moved.NotAllowed.class);
        assertThat(store.plan(id).approval().orElseThrow().votes()).hasSize(1);
    }

    @Test
    void anAskingOfAnotherStepIsNotThisOneAskedAgain() {
        Asked bob = asked(BOB);
        happens(new PlanEvent.HoldEnded("approval", "enough"), new PlanEvent.StepStarted(3));
        assertThat(standing(bob)).isInstanceOf(Standing.Over.class);
    }

    @Test
    void theFirstWordCountsAndIsSaidOfEveryLaterOne() {
        Asked bob = asked(BOB);
        assertThat(standing(bob)).isInstanceOf(Standing.Open.class);

        assertThat(moves.answer(bob, true, "fine")).isInstanceOf(Answered.Counted.class);
        long version = store.plan(id).version();
        for (boolean yes : List.of(true, false)) {
            assertThat(refused(moves.answer(bob, yes, "once more")))
                    .isInstanceOfSatisfying(Standing.Spoken.class, spoken -> {
                        assertThat(spoken.yes()).isTrue();
                        assertThat(spoken.reason()).isEqualTo("fine");
                        assertThat(spoken.at()).isEqualTo(clock.instant());
                        assertThat(spoken.voided()).isEmpty();
                    });
        }
        assertThat(store.plan(id).version()).isEqualTo(version);
    }

    @Test
    void theJournalNamesWhoSaidItAndThatItCameByALink() {
        Asked bob = asked(BOB);
        moves.answer(bob, false, "no");
        assertThat(store.journal(id, bob.line(), 10)).singleElement().satisfies(line -> {
            assertThat(line.by()).isEqualTo(BOB);
            assertThat(line.event()).isEqualTo(new PlanEvent.ApprovalRejected(BOB, "no", Optional.of(bob.line())));
        });
    }

    @Test
    void ofManyAtOnceExactlyOneCounts() throws Exception {
        Asked bob = asked(BOB);
        CountDownLatch together = new CountDownLatch(1);
        List<Future<Answered>> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 16; i++) {
                boolean yes = i % 2 == 0;
                Callable<Answered> answer = () -> {
                    together.await();
                    return moves.answer(bob, yes, "now");
                };
                answers.add(threads.submit(answer));
            }
            together.countDown();
        }
        long counted = 0;
        for (Future<Answered> answer : answers) {
            counted += answer.get() instanceof Answered.Counted ? 1 : 0;
        }
        assertThat(counted).isEqualTo(1);
        assertThat(store.journal(id, bob.line(), 100)).hasSize(1);
    }

    @Test
    void whoHasSpokenToTheApiHasSpoken() {
        Asked bob = asked(BOB);
        moves.approve(
                id, store.plan(id).approval().orElseThrow().evidence("sha256:0"), "by hand", new Principal("Bob "));
        assertThat(refused(moves.answer(bob, true, "again"))).isInstanceOf(Standing.Spoken.class);
    }

    @Test
    void oneAnswerIsNotAnothers() {
        Asked bob = asked(BOB);
        Asked carol = question(CAROL);
        moves.answer(bob, true, "fine");
        assertThat(standing(carol)).isInstanceOf(Standing.Open.class);
        assertThat(moves.answer(carol, true, "fine")).isInstanceOf(Answered.Counted.class);
        assertThat(store.plan(id).approval().orElseThrow().isGiven()).isTrue();
    }

    @Test
    void row44WhatWasShownIsOutOfDateOnceAGateStandsWorse() {
        Asked bob = asked(BOB);
        Asked carol = question(CAROL);
        moves.answer(bob, true, "fine");
        happens(new ApprovalVoided(
                "gate errors says fail since people were asked", Map.of("errors", Verdict.FAIL), Optional.empty()));

        assertThat(refused(moves.answer(carol, true, "too late"))).isInstanceOf(Standing.AskedAnew.class);
        assertThat(standing(bob))
                .isInstanceOfSatisfying(
                        Standing.Spoken.class,
                        spoken ->
                                assertThat(spoken.voided()).contains("gate errors says fail since people were asked"));
        assertThat(moves.answer(question(BOB), true, "still")).isInstanceOf(Answered.Counted.class);
    }

    @Test
    void askedAgainIsAskedAnewEvenWhereEveryGateStandsAsBefore() {
        Asked first = asked(BOB);
        happens(new PlanEvent.HoldEnded("approval", "the weights are put back first; people are asked again then"));
        assertThat(standing(first)).isInstanceOf(Standing.Over.class);
        Asked second = asked(BOB);

        assertThat(refused(moves.answer(first, true, "old"))).isInstanceOf(Standing.AskedAnew.class);
        assertThat(standing(second)).isInstanceOf(Standing.Open.class);
    }

    @Test
    void nobodyIsAskedOnceThePlanGoesBack() {
        Asked bob = asked(BOB);
        Asked carol = question(CAROL);
        moves.answer(bob, false, "not tonight");
        assertThat(refused(moves.answer(carol, true, "but"))).isInstanceOf(Standing.Over.class);
        moves.revert(id, false, "back", ANN);
        assertThat(refused(moves.answer(carol, false, "but"))).isInstanceOf(Standing.Over.class);
        assertThat(standing(bob)).isInstanceOf(Standing.Spoken.class);
    }

    @Test
    void row45WhoSubmittedItIsNotAskedHoweverTheyAreSpelled() {
        asked(BOB);
        for (String spelling : List.of("ann", "ANN", " Ann", "\uff41nn")) {
            Asked ann = question(new Principal(spelling));
            assertThat(standing(ann)).isInstanceOf(Standing.NotTheirs.class);
            assertThat(refused(moves.answer(ann, true, "mine"))).isInstanceOf(Standing.NotTheirs.class);
        }
        assertThat(store.plan(id).approval().orElseThrow().votes()).isEmpty();
    }

    @Test
    void whoHasLeftTheGroupIsNotAskedAnyMore() {
        Asked bob = asked(BOB);
        People left = new People(Map.of("leads", Set.of(ANN, CAROL)));
        assertThat(refused(moves(left).answer(bob, true, "I was"))).isInstanceOf(Standing.NotTheirs.class);
        moves.answer(bob, true, "fine");
        assertThat(new Askings(store, left).standing(bob)).isInstanceOf(Standing.NotTheirs.class);
        assertThat(new Askings(store, People.NOBODY).standing(bob)).isInstanceOf(Standing.NotTheirs.class);
    }

    @Test
    void aVoteOfSomebodyWhoMayNotApproveThisPlanCountsNot() {
        Asked bob = asked(BOB);
        People scoped = new People(
                LEADS.groups(),
                Optional.empty(),
                (person, labels) -> !person.equals(BOB) || labels.containsKey("team"));
        assertThat(new Askings(store, scoped).standing(bob)).isInstanceOf(Standing.NotTheirs.class);
        assertThat(refused(moves(scoped).answer(bob, true, "mine"))).isInstanceOf(Standing.NotTheirs.class);
        moves.answer(bob, true, "fine");
        review(scoped);
        assertThat(store.plan(id).approval().orElseThrow().votes())
                .as("given before it was asked whose plan it is")
                .isEmpty();
    }

    @Test
    void whatTheJournalNeverAskedIsNoQuestion() {
        Asked bob = asked(BOB);
        assertThat(askings().find(id, 1, BOB)).isEmpty();
        assertThat(askings().find(id, bob.line() + 1, BOB)).isEmpty();
        assertThat(askings().find(Specs.id(9), bob.line(), BOB)).isEmpty();
        for (Asked other : List.of(
                new Asked(Specs.id(9), bob.line(), BOB, bob.shown()),
                new Asked(id, 1, BOB, bob.shown()),
                new Asked(id, bob.line(), BOB, "0".repeat(32)))) {
            assertThat(refused(moves.answer(other, true, "yes"))).isInstanceOf(Standing.NeverAsked.class);
        }
    }

    @Test
    void anotherProcessOverTheSameStoreKnowsItToo() {
        Asked bob = asked(BOB);
        moves.answer(bob, true, "fine");
        assertThat(refused(moves(LEADS).answer(bob, true, "again"))).isInstanceOf(Standing.Spoken.class);
    }
}
