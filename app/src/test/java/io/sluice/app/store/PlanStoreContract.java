package io.sluice.app.store;

import static io.sluice.app.store.PlanFixture.ANN;
import static io.sluice.app.store.PlanFixture.FIVE_US;
import static io.sluice.app.store.PlanFixture.NOON;
import static io.sluice.app.store.PlanFixture.baseline;
import static io.sluice.app.store.PlanFixture.id;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.app.store.PlanFixture.Submission;
import io.sluice.plan.IllegalTransition;
import io.sluice.plan.JournalLine;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanId;
import io.sluice.plan.PlanState;
import io.sluice.plan.Principal;
import io.sluice.plan.RevertCause;
import io.sluice.plan.engine.Look;
import io.sluice.plan.engine.PlanStore;
import io.sluice.plan.engine.PlanStore.Claim;
import io.sluice.plan.engine.PlanStore.Created;
import io.sluice.plan.engine.PlanStore.NewPlan;
import io.sluice.plan.engine.PlanStore.PlanQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What every {@link PlanStore} does: each "must" sentence of the interface is a test here. */
abstract class PlanStoreContract {
    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final Duration LONG = Duration.ofMinutes(5);

    private PlanStore store;

    /** An empty store. */
    protected abstract PlanStore open();

    /** Lets time pass, by the store's own clock, until a short claim is over. */
    protected abstract void awaitTheEndOf(Claim claim);

    @BeforeEach
    void openTheStore() {
        store = open();
    }

    private Plan stored(Submission submission) {
        Created created = store.create(submission.plan());
        assertThat(created).isInstanceOf(Created.Stored.class);
        return ((Created.Stored) created).plan();
    }

    /** Whether a claim is the last one and not over. */
    private boolean holds(Claim claim) {
        return store.permits(claim, store.plan(claim.plan()).generation());
    }

    private Plan appended(Plan plan, PlanEvent... events) {
        return store.append(plan, List.of(events), ANN, NOON.plusSeconds(plan.version()))
                .orElseThrow();
    }

    private Plan reverted(Plan plan) {
        RevertCause cause = RevertCause.ordered("back", false);
        return appended(plan, new PlanEvent.RevertStarted(cause));
    }

    private static Plan folded(Plan blank, List<JournalLine> lines) {
        Plan plan = blank;
        for (JournalLine line : lines) {
            plan = plan.after(line);
        }
        return plan;
    }

    /** The same done by many at once. */
    private static <T> List<T> atOnce(int times, IntFunction<Callable<T>> work) throws Exception {
        List<T> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(Math.min(times, 50))) {
            List<Callable<T>> all = new ArrayList<>();
            for (int i = 0; i < times; i++) {
                all.add(work.apply(i));
            }
            for (Future<T> answer : threads.invokeAll(all)) {
                answers.add(answer.get());
            }
        }
        return answers;
    }

    @Nested
    class Create {
        @Test
        void keepsThePlanAndItsFirstLines() {
            Submission submission = Submission.of(1, "edge", "api").labelled(Map.of("team", "payments"));
            Plan plan = stored(submission);
            assertThat(plan.version()).isEqualTo(1);
            assertThat(plan.submittedAt()).isEqualTo(NOON);
            assertThat(store.find(id(1))).contains(plan);
            assertThat(store.plan(id(1))).isEqualTo(plan);
            assertThat(store.journal(id(1), 0, 10))
                    .containsExactly(new JournalLine(1, NOON, ANN, PlanFixture.submitted()));
            PlanStore.NewPlan asked = submission.plan();
            assertThat(store.document(id(1)))
                    .isEqualTo(new PlanStore.Document(
                            asked.document(), asked.digest(), asked.routeKeys(), Optional.empty()));
            assertThat(store.findOwner("key of edge")).contains(id(1));
            assertThat(store.findOwner("key of dns")).isEmpty();
        }

        @Test
        void keepsNothingIfALineIsIllegal() {
            Submission submission = Submission.of(1, "edge").withKey("k", "d");
            assertThatThrownBy(() -> store.create(submission
                            .saying(PlanFixture.submitted(), new PlanEvent.StepStarted(1))
                            .plan()))
                    .isInstanceOf(IllegalTransition.class);
            assertThat(store.find(id(1))).isEmpty();
            assertThat(store.findOwner("key of edge")).isEmpty();
            stored(submission);
        }

        @Test
        void oneRouteHasOnePlanThatIsNotEnded() {
            Plan first = stored(Submission.of(1, "edge", "api"));
            assertThat(store.create(Submission.of(2, "dns", "edge").plan()))
                    .isEqualTo(new Created.RouteTaken("edge", id(1)));
            assertThat(store.find(id(2))).isEmpty();
            assertThat(store.findOwner("key of dns")).isEmpty();
            reverted(first);
            stored(Submission.of(2, "dns", "edge"));
            assertThat(store.findOwner("key of edge")).contains(id(2));
        }

        @Test
        void ofAHundredAtOnceOnOneRouteExactlyOneIsStored() throws Exception {
            List<Created> answers = atOnce(
                    100,
                    i -> () -> store.create(
                            Submission.of(1 + i, "edge", "route" + i).plan()));
            List<PlanId> stored = answers.stream()
                    .filter(Created.Stored.class::isInstance)
                    .map(created -> ((Created.Stored) created).plan().id())
                    .toList();
            assertThat(stored).hasSize(1);
            assertThat(answers)
                    .filteredOn(created -> !(created instanceof Created.Stored))
                    .containsOnly(new Created.RouteTaken("edge", stored.getFirst()));
            assertThat(store.list(query())).hasSize(1);
        }

        @Test
        void aKeyOfIdempotencyMakesOnePlan() {
            Plan plan = stored(Submission.of(1, "edge").withKey("k", "d"));
            assertThat(store.create(Submission.of(2, "edge").withKey("k", "d").plan()))
                    .isEqualTo(new Created.Repeated(plan));
            Plan moved = appended(plan, new PlanEvent.Started(baseline("edge")));
            NewPlan again = Submission.of(3, "edge").withKey("k", "d").plan();
            assertThat(store.findCreated(again.by(), again.idempotencyKey().orElseThrow(), again.at()))
                    .as("asked before anything else is checked")
                    .contains(new Created.Repeated(moved));
            assertThat(store.create(Submission.of(3, "edge").withKey("k", "d").plan()))
                    .as("the plan as it is now")
                    .isEqualTo(new Created.Repeated(moved));
            assertThat(store.create(
                            Submission.of(2, "api").withKey("k", "other").plan()))
                    .isEqualTo(new Created.KeyReused());
            assertThat(store.find(id(2))).isEmpty();
        }

        @Test
        void keysOfDifferentPrincipalsAreDifferent() {
            stored(Submission.of(1, "edge").withKey("k", "d"));
            stored(Submission.of(2, "api").withKey("k", "other").by("bob"));
        }

        @Test
        void aKeyIsForgottenAfterADay() {
            Duration day = Duration.ofHours(24);
            Plan plan = stored(Submission.of(1, "edge").withKey("k", "d"));
            Submission almost =
                    Submission.of(2, "api").withKey("k", "d").at(NOON.plus(day).minusMillis(1));
            assertThat(store.create(almost.plan())).isEqualTo(new Created.Repeated(plan));
            Submission later = almost.at(NOON.plus(day));
            Plan second = stored(later);
            assertThat(store.create(later.plan())).isEqualTo(new Created.Repeated(second));
        }

        @Test
        void aThousandDuplicatesMakeOnePlan() throws Exception {
            List<Created> answers = atOnce(
                    1_000,
                    i -> () -> store.create(
                            Submission.of(1 + i, "edge").withKey("k", "d").plan()));
            assertThat(answers).filteredOn(Created.Stored.class::isInstance).hasSize(1);
            assertThat(answers).filteredOn(Created.Repeated.class::isInstance).hasSize(999);
            assertThat(store.list(query())).hasSize(1);
        }

        @Test
        void oneEndedPlanIsPutBackOnce() throws Exception {
            Plan ended = appended(stored(Submission.of(1, "edge")), new PlanEvent.CancelAsked("stays so"));
            List<Created> answers = atOnce(
                    20,
                    i -> () -> store.create(
                            Submission.of(2 + i, "edge").saying(taken(ended)).plan()));
            List<Plan> stored = answers.stream()
                    .filter(Created.Stored.class::isInstance)
                    .map(created -> ((Created.Stored) created).plan())
                    .toList();
            assertThat(stored).hasSize(1);
            assertThat(stored.getFirst().state()).isInstanceOf(PlanState.Reverting.class);
            assertThat(answers)
                    .filteredOn(Created.Repeated.class::isInstance)
                    .hasSize(19)
                    .containsOnly(new Created.Repeated(stored.getFirst()));
            assertThat(store.findRevertOf(id(1))).contains(stored.getFirst().id());
            assertThat(store.findRevertOf(stored.getFirst().id())).isEmpty();
        }

        private PlanEvent taken(Plan ended) {
            return new PlanEvent.RevertTaken(ended.id(), baseline("edge"), RevertCause.ordered("back", false));
        }

        @Test
        void theGenerationIsAboveAllEarlierOnesOnAnyOfItsKeys() {
            Plan first = stored(Submission.of(1, "edge"));
            Plan second = stored(Submission.of(2, "api"));
            second = appended(second, new PlanEvent.Started(baseline("api")), new PlanEvent.WeightsVerified(0));
            second = appended(reverted(second), new PlanEvent.BaselineBack(List.of()), new PlanEvent.Reverted());
            assertThat(second.generation()).isGreaterThan(first.generation());
            reverted(first);
            Plan third = stored(Submission.of(3, "edge", "api"));
            assertThat(third.generation()).isGreaterThan(second.generation());
            reverted(third);
            assertThat(stored(Submission.of(4, "edge")).generation()).isGreaterThan(third.generation() + 1);
        }
    }

    @Nested
    class Append {
        @Test
        void addsAllLinesOrNone() {
            Plan plan = stored(Submission.of(1, "edge"));
            assertThatThrownBy(() -> appended(plan, new PlanEvent.PauseAsked("lunch"), new PlanEvent.Completed()))
                    .isInstanceOf(IllegalTransition.class);
            assertThat(store.find(id(1))).contains(plan);
            assertThat(store.journal(id(1), 0, 10)).hasSize(1);
            Plan next = appended(plan, new PlanEvent.PauseAsked("lunch"), new PlanEvent.PauseAsked("dinner"));
            assertThat(next.version()).isEqualTo(3);
            assertThat(store.find(id(1))).contains(next);
        }

        @Test
        void thePlanIsTheFoldOfItsJournal() {
            Plan plan = stored(Submission.of(1, "edge", "api"));
            Plan blank = Plan.blank(id(1), plan.spec(), plan.generation(), NOON);
            for (PlanEvent event : List.of(
                    new PlanEvent.Started(baseline("edge", "api")),
                    new PlanEvent.WriteIntended(
                            1,
                            "edge",
                            Optional.empty(),
                            Optional.of(FIVE_US),
                            PlanEvent.Purpose.FORWARD,
                            NOON.plusSeconds(300),
                            1),
                    new PlanEvent.WriteRefused(1, "denied", false, "no"),
                    new PlanEvent.WeightsVerified(0),
                    new PlanEvent.StepStarted(1),
                    new PlanEvent.PauseAsked("lunch"),
                    new PlanEvent.RevertStarted(RevertCause.ordered("back", false)),
                    new PlanEvent.BaselineBack(List.of()),
                    new PlanEvent.Reverted())) {
                plan = appended(plan, event);
                assertThat(store.find(id(1))).contains(plan);
                assertThat(folded(blank, store.journal(id(1), 0, 100))).isEqualTo(plan);
            }
        }

        @Test
        void aVersionIsLeftBehindOnce() {
            Plan plan = stored(Submission.of(1, "edge"));
            appended(plan, new PlanEvent.PauseAsked("lunch"));
            assertThat(store.append(plan, List.of(new PlanEvent.PauseAsked("dinner")), ANN, NOON))
                    .isEmpty();
            assertThat(store.append(plan, List.of(new PlanEvent.Completed()), ANN, NOON))
                    .as("an event that would be illegal, said of what is no more")
                    .isEmpty();
            assertThat(store.journal(id(1), 0, 10)).hasSize(2);
        }

        @Test
        void ofManyAtOneVersionExactlyOneSucceeds() throws Exception {
            Plan plan = stored(Submission.of(1, "edge"));
            for (int round = 0; round < 10; round++) {
                Plan read = plan;
                List<Optional<Plan>> answers = atOnce(
                        8,
                        i -> () -> store.append(
                                read, List.of(new PlanEvent.PauseAsked("by " + i)), new Principal("p" + i), NOON));
                assertThat(answers).filteredOn(Optional::isPresent).hasSize(1);
                plan = store.plan(id(1));
                assertThat(answers).contains(Optional.of(plan));
            }
            assertThat(store.journal(id(1), 0, 100)).hasSize(11);
        }

        @Test
        void whoReadsMeanwhileSeesAWholePlan() throws Exception {
            Plan stored = stored(Submission.of(1, "edge"));
            String longReason = "why ".repeat(2_000);
            List<Long> seen = atOnce(4, i -> () -> {
                Plan plan = stored;
                while (plan.version() < 200) {
                    plan = i == 0 ? appended(plan, new PlanEvent.WriteUnknown(1, longReason)) : store.plan(id(1));
                    long version = plan.version();
                    assertThat(store.journal(id(1), version - 1, 1))
                            .extracting(JournalLine::seq)
                            .containsExactly(version);
                }
                return plan.version();
            });
            assertThat(seen).containsOnly(200L);
        }

        @Test
        void anEndFreesTheRoutesInTheSameMoment() throws Exception {
            Plan plan = stored(Submission.of(1, "edge"));
            List<Boolean> answers = atOnce(2, i -> () -> {
                if (i == 0) {
                    return reverted(plan).isTerminal();
                }
                Created created = store.create(Submission.of(2, "edge").plan());
                return created instanceof Created.Stored
                        ? store.plan(id(1)).isTerminal()
                        : created.equals(new Created.RouteTaken("edge", id(1)));
            });
            assertThat(answers).containsOnly(true);
        }

        @Test
        void anEndedPlanTakesAnswersToEarlierCallsAndNothingElse() {
            Plan started = appended(stored(Submission.of(1, "edge")), new PlanEvent.Started(baseline("edge")));
            Plan ended = appended(started, new PlanEvent.CancelAsked("stays so"));
            assertThat(ended.endedAt()).isPresent();
            Set<Class<?>> facts = Set.of(
                    PlanEvent.WriteApplied.class,
                    PlanEvent.WriteRefused.class,
                    PlanEvent.WriteUnknown.class,
                    PlanEvent.WebhookAnswered.class);
            Plan last = ended;
            for (JournalLine line : EveryEvent.lines()) {
                Plan read = last;
                if (facts.contains(line.event().getClass())) {
                    last = appended(read, line.event());
                    assertThat(last.state()).isEqualTo(ended.state());
                    assertThat(last.endedAt()).isEqualTo(ended.endedAt());
                } else {
                    assertThatThrownBy(() -> appended(read, line.event()))
                            .as(line.toString())
                            .isInstanceOf(IllegalTransition.class);
                }
            }
            assertThat(store.plan(id(1))).isEqualTo(last);
        }

        @Test
        void aPlanThatIsNotThereTakesNothing() {
            Plan plan = Plan.blank(id(9), Submission.of(9, "edge").plan().spec(), 1, NOON);
            assertThatThrownBy(() -> appended(plan, PlanFixture.submitted()))
                    .isInstanceOf(NoSuchElementException.class);
        }
    }

    @Nested
    class Read {
        @Test
        void whatIsNotThereIsNotFound() {
            assertThat(store.find(id(9))).isEmpty();
            assertThatThrownBy(() -> store.plan(id(9))).isInstanceOf(NoSuchElementException.class);
            assertThatThrownBy(() -> store.document(id(9))).isInstanceOf(NoSuchElementException.class);
            assertThat(store.findRevertOf(id(9))).isEmpty();
            assertThat(store.findLook(id(9))).isEmpty();
        }

        @Test
        void aJournalIsReadInPages() {
            Plan plan = stored(Submission.of(1, "edge"));
            appended(
                    plan,
                    new PlanEvent.PauseAsked("one"),
                    new PlanEvent.PauseAsked("two"),
                    new PlanEvent.PauseAsked("three"));
            assertThat(store.journal(id(1), 0, 2)).extracting(JournalLine::seq).containsExactly(1L, 2L);
            assertThat(store.journal(id(1), 2, 2)).extracting(JournalLine::seq).containsExactly(3L, 4L);
            assertThat(store.journal(id(1), 4, 2)).isEmpty();
        }

        @Test
        void plansAreListedNewestFirstInPages() {
            for (int i = 1; i <= 5; i++) {
                stored(Submission.of(i, "route" + i));
            }
            List<Plan> first = store.list(page(Optional.empty(), 2));
            assertThat(first).extracting(Plan::id).containsExactly(id(5), id(4));
            stored(Submission.of(6, "route6"));
            assertThat(store.list(page(Optional.of(id(4)), 2)))
                    .extracting(Plan::id)
                    .containsExactly(id(3), id(2));
            assertThat(store.list(page(Optional.of(id(2)), 2)))
                    .extracting(Plan::id)
                    .containsExactly(id(1));
            assertThat(store.list(page(Optional.of(id(1)), 2))).isEmpty();
        }

        private PlanQuery page(Optional<PlanId> after, int limit) {
            return new PlanQuery(Set.of(), Map.of(), Optional.empty(), Optional.empty(), after, limit);
        }

        @Test
        void allCriteriaMustMatch() {
            Plan first = stored(Submission.of(1, "edge").labelled(Map.of("team", "payments", "kind", "region")));
            stored(Submission.of(2, "api").labelled(Map.of("team", "payments")).ownedBy("search"));
            Plan third = stored(Submission.of(3, "dns"));
            reverted(third);
            Plan started = appended(first, new PlanEvent.Started(baseline("edge")));
            assertThat(started.state().word()).isEqualTo("shifting");

            assertFound(Set.of("shifting"), Map.of(), Optional.empty(), 1);
            assertFound(Set.of("shifting", "reverted"), Map.of(), Optional.empty(), 3, 1);
            assertFound(Set.of("completed"), Map.of(), Optional.empty());
            assertFound(Set.of(), Map.of("team", "payments"), Optional.empty(), 2, 1);
            assertFound(Set.of(), Map.of("team", "payments", "kind", "region"), Optional.empty(), 1);
            assertFound(Set.of(), Map.of("team", "pay"), Optional.empty());
            assertFound(Set.of(), Map.of(), Optional.of("search"), 2);
            assertFound(Set.of("scheduled"), Map.of("team", "payments"), Optional.of("search"), 2);
            assertFound(Set.of("shifting"), Map.of("team", "payments"), Optional.of("search"));
        }

        private void assertFound(
                Set<String> states, Map<String, String> labels, Optional<String> owner, Integer... numbers) {
            assertThat(store.list(new PlanQuery(states, labels, owner, Optional.empty(), Optional.empty(), 10)))
                    .extracting(Plan::id)
                    .containsExactly(Arrays.stream(numbers).map(PlanFixture::id).toArray(PlanId[]::new));
        }

        @Test
        void plansThatEndedLongAgoCanBeLeftOut() {
            Plan early = stored(Submission.of(1, "edge"));
            Plan late = stored(Submission.of(2, "api"));
            stored(Submission.of(3, "dns"));
            PlanEvent cancel = new PlanEvent.CancelAsked("enough");
            assertThat(store.append(early, List.of(cancel), ANN, NOON)).isPresent();
            assertThat(store.append(late, List.of(cancel), ANN, NOON.plusSeconds(10)))
                    .isPresent();
            assertThat(endedSince(NOON)).containsExactly(id(3), id(2), id(1));
            assertThat(endedSince(NOON.plusSeconds(1))).containsExactly(id(3), id(2));
            assertThat(endedSince(NOON.plusSeconds(10))).containsExactly(id(3), id(2));
            assertThat(endedSince(NOON.plusSeconds(11))).containsExactly(id(3));
        }

        private List<PlanId> endedSince(Instant since) {
            return store
                    .list(new PlanQuery(Set.of(), Map.of(), Optional.empty(), Optional.of(since), Optional.empty(), 10))
                    .stream()
                    .map(Plan::id)
                    .toList();
        }

        @Test
        void criteriaAreTakenLiterally() {
            stored(Submission.of(1, "edge").labelled(Map.of("team", "payments")));
            int number = 2;
            for (String odd :
                    List.of("' or '1'='1", "%", "_", "\\", "\"", "; drop table plan; --", ":v0", "<x>", "?")) {
                assertFound(Set.of(odd), Map.of(), Optional.empty());
                assertFound(Set.of(), Map.of("team", odd), Optional.empty());
                assertFound(Set.of(), Map.of(odd, "payments"), Optional.empty());
                assertFound(Set.of(), Map.of(), Optional.of(odd));
                assertThat(store.findOwner(odd)).isEmpty();
                stored(Submission.of(number, odd).ownedBy(odd).withKey(odd, odd).by(odd));
                assertFound(Set.of(), Map.of(), Optional.of(odd), number);
                assertThat(store.findOwner("key of " + odd)).contains(id(number));
                number++;
            }
        }

        @Test
        void theLastLookIsKept() {
            stored(Submission.of(1, "edge"));
            Look first = new Look(7, NOON, NOON.plusSeconds(5), "waits", List.of(), List.of());
            Look second = new Look(7, NOON.plusSeconds(5), NOON.plusSeconds(9), "moves", List.of(), List.of());
            store.saveLook(id(1), first);
            assertThat(store.findLook(id(1))).contains(first);
            store.saveLook(id(1), second);
            assertThat(store.findLook(id(1))).contains(second);
        }
    }

    private static PlanQuery query() {
        return new PlanQuery(Set.of(), Map.of(), Optional.empty(), Optional.empty(), Optional.empty(), 2_000);
    }

    @Nested
    class Claims {
        private Plan plan;

        @BeforeEach
        void storeAPlan() {
            plan = stored(Submission.of(1, "edge"));
        }

        @Test
        void oneHasItAtATime() {
            Claim claim = store.claim(id(1), LONG).orElseThrow();
            assertThat(holds(claim)).isTrue();
            assertThat(store.claim(id(1), LONG)).isEmpty();
            store.release(claim, Long.MAX_VALUE, NOON);
            assertThat(holds(claim)).isFalse();
            Claim next = store.claim(id(1), LONG).orElseThrow();
            assertThat(next.epoch()).isGreaterThan(claim.epoch());
            assertThat(holds(claim)).isFalse();
        }

        @Test
        void ofManyAtOnceExactlyOneGetsIt() throws Exception {
            List<Optional<Claim>> answers = atOnce(20, _ -> () -> store.claim(id(1), LONG));
            assertThat(answers).filteredOn(Optional::isPresent).hasSize(1);
        }

        @Test
        void itEndsByItself() {
            Claim claim = store.claim(id(1), SHORT).orElseThrow();
            assertThat(holds(claim)).isTrue();
            awaitTheEndOf(claim);
            assertThat(holds(claim)).isFalse();
            assertThat(store.claim(id(1), LONG)).isPresent();
        }

        @Test
        void aRevertTakesItFromWhoeverHasIt() {
            Claim claim = store.claim(id(1), LONG).orElseThrow();
            Claim seized = store.seize(id(1), LONG);
            assertThat(holds(claim)).isFalse();
            assertThat(holds(seized)).isTrue();
            store.release(claim, Long.MAX_VALUE, NOON.plusSeconds(1000));
            assertThat(holds(seized)).as("a claim lost gives nothing back").isTrue();
            assertThat(store.due(NOON, 10)).containsExactly(id(1));
            assertThat(store.claim(id(1), LONG)).isEmpty();
        }

        @Test
        void aRenewedClaimLastsFromNow() {
            Claim renewed = store.claim(id(1), SHORT).orElseThrow();
            assertThat(store.renew(List.of(renewed), LONG)).containsExactly(renewed);
            stored(Submission.of(2, "api"));
            awaitTheEndOf(store.claim(id(2), SHORT).orElseThrow());
            assertThat(holds(renewed)).as("for longer than it was first given").isTrue();
            assertThat(store.claim(id(1), LONG)).isEmpty();
        }

        @Test
        void onlyWhatIsStillOursIsRenewed() {
            stored(Submission.of(2, "api"));
            stored(Submission.of(3, "dns"));
            stored(Submission.of(4, "cdn"));
            Claim ours = store.claim(id(1), LONG).orElseThrow();
            Claim seized = store.claim(id(2), LONG).orElseThrow();
            Claim seizing = store.seize(id(2), LONG);
            Claim released = store.claim(id(3), LONG).orElseThrow();
            store.release(released, Long.MAX_VALUE, NOON);
            Claim late = store.claim(id(4), SHORT).orElseThrow();
            awaitTheEndOf(late);
            Claim after = store.claim(id(4), LONG).orElseThrow();
            assertThat(store.renew(List.of(ours, seized, released, late), LONG)).containsExactly(ours);
            assertThat(holds(seizing)).isTrue();
            assertThat(holds(after)).isTrue();
            assertThat(store.claim(id(3), LONG)).as("given back").isPresent();
            assertThat(store.renew(List.of(), LONG)).isEmpty();
        }

        @Test
        void aClaimThatIsOverIsRenewedIfNobodyCameAfter() {
            Claim claim = store.claim(id(1), SHORT).orElseThrow();
            awaitTheEndOf(claim);
            assertThat(store.renew(List.of(claim), LONG)).containsExactly(claim);
            assertThat(holds(claim)).isTrue();
        }

        @Test
        void ofARenewalAndAClaimAtOnceOneWins() throws Exception {
            Claim over = store.claim(id(1), SHORT).orElseThrow();
            awaitTheEndOf(over);
            List<Set<Claim>> answers = atOnce(
                    20,
                    i -> () -> i % 2 == 0
                            ? store.renew(List.of(over), LONG)
                            : store.claim(id(1), LONG).map(Set::of).orElse(Set.of()));
            Set<Claim> claims = answers.stream().flatMap(Set::stream).collect(toSet());
            assertThat(claims).hasSize(1);
            assertThat(holds(claims.iterator().next())).isTrue();
        }

        @Test
        void aClaimPermitsCallsOfItsGenerationUntilItIsOver() {
            Claim claim = store.claim(id(1), LONG).orElseThrow();
            assertThat(store.permits(claim, plan.generation())).isTrue();
            assertThat(store.permits(claim, plan.generation() - 1)).isFalse();
            assertThat(store.permits(claim, plan.generation() + 1)).isFalse();
            assertThat(store.permits(new Claim(id(1), claim.epoch() + 1), plan.generation()))
                    .isFalse();
            Plan going = appended(plan, new PlanEvent.Started(baseline("edge")));
            Plan reverting = reverted(going);
            assertThat(store.permits(claim, going.generation()))
                    .as("a revert has begun")
                    .isFalse();
            assertThat(store.permits(claim, reverting.generation())).isTrue();
            store.release(claim, Long.MAX_VALUE, NOON);
            assertThat(store.permits(claim, reverting.generation())).isFalse();
        }

        @Test
        void ofWhatIsDueTheLongestWaitingIsClaimedAndWhatSomebodyHasIsNot() {
            stored(Submission.of(2, "api").at(NOON.minusSeconds(5)));
            stored(Submission.of(3, "dns").at(NOON.minusSeconds(9)));
            stored(Submission.of(4, "cdn").at(NOON.plusSeconds(5)));
            Claim had = store.claim(id(3), LONG).orElseThrow();
            List<Claim> claims = store.claimDue(NOON, 1, LONG);
            assertThat(claims).extracting(Claim::plan).containsExactly(id(2));
            assertThat(claims).allMatch(PlanStoreContract.this::holds);
            assertThat(store.claim(id(2), LONG)).isEmpty();
            assertThat(store.claimDue(NOON, 10, LONG)).extracting(Claim::plan).containsExactly(id(1));
            assertThat(store.claimDue(NOON, 10, LONG)).isEmpty();
            assertThat(store.claimDue(NOON.plusSeconds(5), 0, LONG)).isEmpty();
            assertThat(holds(had)).isTrue();
            store.release(had, Long.MAX_VALUE, NOON.minusSeconds(1));
            store.release(claims.getFirst(), Long.MAX_VALUE, NOON.minusSeconds(2));
            assertThat(store.claimDue(NOON.plusSeconds(5), 10, LONG))
                    .extracting(Claim::plan)
                    .containsExactly(id(2), id(3), id(4));
        }

        @Test
        void anAlarmClaimsNothingThatIsNotDueOrThatSomebodyHas() {
            Instant later = NOON.plusSeconds(60);
            assertThat(store.claimIfDue(id(9), later, LONG)).as("is not there").isEmpty();
            Claim first = store.claimIfDue(id(1), NOON, LONG).orElseThrow();
            assertThat(holds(first)).isTrue();
            assertThat(store.claimIfDue(id(1), NOON, LONG)).isEmpty();
            store.release(first, Long.MAX_VALUE, later);
            assertThat(store.claimIfDue(id(1), later.minusMillis(1), LONG)).isEmpty();
            Claim second = store.claimIfDue(id(1), later, SHORT).orElseThrow();
            assertThat(second.epoch()).isGreaterThan(first.epoch());
            awaitTheEndOf(second);
            Claim third = store.claimIfDue(id(1), later, LONG).orElseThrow();
            appended(plan, new PlanEvent.CancelAsked("stays so"));
            store.release(third, Long.MAX_VALUE, later);
            assertThat(store.claimIfDue(id(1), later, LONG)).as("has ended").isEmpty();
        }

        @Test
        void whatADeadHolderHadIsClaimedOnceItsClaimIsOver() {
            Claim dead = store.claimDue(NOON, 10, SHORT).getFirst();
            awaitTheEndOf(dead);
            Claim claim = store.claimDue(NOON, 10, LONG).getFirst();
            assertThat(claim.epoch()).isGreaterThan(dead.epoch());
            assertThat(holds(dead)).isFalse();
            assertThat(store.renew(List.of(dead, claim), LONG)).containsExactly(claim);
        }

        @Test
        void ofManyWhoClaimAtOnceEachPlanHasOne() throws Exception {
            for (int i = 2; i <= 40; i++) {
                stored(Submission.of(i, "r" + i));
            }
            List<Claim> claims = new ArrayList<>();
            while (claims.size() < 40) {
                List<List<Claim>> answers = atOnce(4, _ -> () -> store.claimDue(NOON.plusSeconds(60), 7, LONG));
                assertThat(answers).anyMatch(answer -> !answer.isEmpty());
                answers.forEach(claims::addAll);
            }
            assertThat(claims).extracting(Claim::plan).doesNotHaveDuplicates().hasSize(40);
            assertThat(claims).allMatch(PlanStoreContract.this::holds);
        }

        @Test
        void nobodyClaimsWhatIsNotThere() {
            assertThatThrownBy(() -> store.seize(id(9), LONG)).isInstanceOf(NoSuchElementException.class);
            assertThat(store.claim(id(9), LONG)).isEmpty();
        }

        @Test
        void aLineAddedSinceTheHolderDecidedKeepsThePlanDue() {
            Plan decided = store.plan(id(1));
            Claim claim = store.claim(id(1), LONG).orElseThrow();
            appended(decided, new PlanEvent.PauseAsked("wait"));
            store.release(claim, decided.version(), NOON.plusSeconds(60));
            assertThat(store.due(NOON.plusSeconds(59), 10)).containsExactly(id(1));
        }

        @Test
        void aPlanIsDueWhenItsHolderSaidAndAfterEachLine() {
            Instant later = NOON.plusSeconds(60);
            store.release(store.claim(id(1), LONG).orElseThrow(), Long.MAX_VALUE, later);
            assertThat(store.due(later.minusMillis(1), 10)).isEmpty();
            assertThat(store.due(later, 10)).containsExactly(id(1));
            assertThat(store.append(plan, List.of(new PlanEvent.PauseAsked("lunch")), ANN, NOON.plusSeconds(5)))
                    .isPresent();
            assertThat(store.due(NOON.plusSeconds(5), 10)).containsExactly(id(1));
        }

        @Test
        void aPlanThatNeedsNoLookIsNotDue() {
            store.release(store.claim(id(1), LONG).orElseThrow(), Long.MAX_VALUE, Instant.MAX);
            assertThat(store.due(NOON.plus(Duration.ofDays(10_000)), 10)).isEmpty();
        }

        @Test
        void theLongestWaitingIsFirst() {
            stored(Submission.of(2, "api").at(NOON.minusSeconds(5)));
            stored(Submission.of(3, "dns").at(NOON.plusSeconds(5)));
            assertThat(store.due(NOON.plusSeconds(60), 10)).containsExactly(id(2), id(1), id(3));
            assertThat(store.due(NOON.plusSeconds(60), 2)).containsExactly(id(2), id(1));
            assertThat(store.due(NOON, 10)).containsExactly(id(2), id(1));
        }

        @Test
        void whatHasEndedIsNeverDue() {
            Claim claim = store.claim(id(1), LONG).orElseThrow();
            Plan ended = reverted(plan);
            assertThat(store.due(NOON.plusSeconds(60), 10)).isEmpty();
            store.release(claim, Long.MAX_VALUE, NOON);
            appended(ended, new PlanEvent.WriteUnknown(1, "late"));
            assertThat(store.due(NOON.plusSeconds(60), 10)).isEmpty();
        }
    }
}
