package io.sluice.app.capsule;

import static io.sluice.app.store.PlanFixture.ANN;
import static io.sluice.app.store.PlanFixture.NOON;
import static io.sluice.app.store.PlanFixture.baseline;
import static io.sluice.app.store.PlanFixture.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.app.store.PlanFixture;
import io.sluice.app.store.PlanFixture.Submission;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanId;
import io.sluice.plan.PlanState;
import io.sluice.plan.decide.Decider;
import io.sluice.plan.decide.Pace;
import io.sluice.plan.engine.Calls;
import io.sluice.plan.engine.Engine;
import io.sluice.plan.engine.LastResort;
import io.sluice.plan.engine.MemoryPlanStore;
import io.sluice.plan.engine.Moves;
import io.sluice.plan.engine.People;
import io.sluice.plan.engine.PlanStore;
import io.sluice.plan.engine.PlanStore.Document;
import io.sluice.plan.engine.PlanStore.NewPlan;
import io.sluice.plan.engine.Providers;
import io.sluice.provider.inmemory.InMemoryCloud;
import io.sluice.provider.inmemory.InMemoryProvider;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the database is told of orders that were accepted without it. */
class OrderDeliveryTest {
    private static final PlanId UNREADABLE = id(9);
    private static final Map<String, Place> HERE = Map.of("aws-prod", new Place("aws", Map.of("region", "eu-west-1")));
    private static final Instant ORDERED = NOON.plusSeconds(60);

    private final AtomicInteger ids = new AtomicInteger(100);
    private final InstantSource clock = () -> ORDERED;
    private final MemoryPlanStore memory = new MemoryPlanStore(clock);
    private final PlanStore store = withOneOfAReleaseToCome();
    private final Reverts.Parts parts;
    private final OrderDelivery delivery;

    OrderDeliveryTest(@TempDir Path directory) {
        Providers providers = new Providers(
                Map.of("aws-prod", new InMemoryProvider(new InMemoryCloud(clock), "aws-prod", InMemoryProvider.QUICK)));
        Decider decider = new Decider(Pace.STANDARD, 5.0);
        Engine engine = new Engine(
                store, providers, Calls.inline(), decider, (_, _) -> {}, (_, _) -> {}, clock, System::nanoTime);
        parts = Reverts.Parts.of(
                new Moves(
                        store,
                        engine.journal(),
                        _ -> {},
                        (_, _) -> {},
                        People.NOBODY,
                        clock,
                        () -> id(ids.incrementAndGet())),
                store,
                new CapsuleFiles(directory.resolve("capsules")),
                new OrderBook(directory.resolve("reverts")),
                HERE,
                PlanFixture::read,
                () -> id(ids.incrementAndGet()),
                new LastResort.Parts(providers, Calls.inline(), decider, clock, System::nanoTime),
                _ -> {},
                Patience.SHARED);
        delivery = new OrderDelivery(parts, new PlanSelector(parts));
    }

    @AfterEach
    void stop() {
        parts.ongoing().values().forEach(OngoingRevert::stop);
        parts.book().close();
    }

    private PlanStore withOneOfAReleaseToCome() {
        return (PlanStore) Proxy.newProxyInstance(
                PlanStore.class.getClassLoader(), new Class<?>[] {PlanStore.class}, (_, method, arguments) -> {
                    if (method.getName().equals("find") && UNREADABLE.equals(arguments[0])) {
                        throw new IllegalArgumentException("a word that this release does not know");
                    }
                    try {
                        return method.invoke(memory, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getTargetException();
                    }
                });
    }

    private void ordered(PlanId plan, Instant at) {
        ordered(plan, at, Map.of());
    }

    private void ordered(PlanId plan, Instant at, Map<PlanId, RevertOrder.Outcome> settled) {
        parts.book()
                .keep(new RevertOrder(
                        "rv_" + plan,
                        List.of(plan),
                        Optional.empty(),
                        at,
                        ANN,
                        Optional.empty(),
                        "checkout is down",
                        false,
                        settled))
                .join();
    }

    private Plan started(int number) {
        memory.create(Submission.of(number, "r" + number).plan());
        return add(memory.plan(id(number)), new PlanEvent.Started(baseline("r" + number)));
    }

    private Plan add(Plan plan, PlanEvent event) {
        return memory.append(plan, List.of(event), ANN, NOON).orElseThrow();
    }

    private void capsule(int number) {
        NewPlan plan = Submission.of(number, "r" + number).plan();
        parts.capsules()
                .keep(Capsule.of(
                        Plan.blank(id(number), plan.spec(), 7, NOON),
                        baseline("r" + number),
                        new Document(plan.document(), plan.digest(), plan.routeKeys(), Optional.empty()),
                        HERE));
    }

    @Test
    void aPlanThatThisReleaseCannotReadKeepsNoOtherFromGoingBack() {
        started(1);
        ordered(UNREADABLE, ORDERED.minusSeconds(1));
        ordered(id(1), ORDERED);

        delivery.round();

        assertThat(memory.plan(id(1)).state()).isInstanceOf(PlanState.Reverting.class);
        assertThat(parts.book().awaits(id(1))).isFalse();
        assertThat(parts.book().awaits(UNREADABLE)).as("it is tried again").isTrue();
    }

    @Test
    void aPlanThatHadEndedBeforeItWasOrderedBackIsPutBackByOneOfItsOwn() {
        add(started(1), new PlanEvent.CancelAsked("enough"));
        ordered(id(1), ORDERED);

        delivery.round();

        assertThat(memory.findRevertOf(id(1)))
                .hasValueSatisfying(
                        own -> assertThat(memory.plan(own).state()).isInstanceOf(PlanState.Reverting.class));
        assertThat(parts.book().all().getFirst().outcomes())
                .containsEntry(
                        id(1),
                        new RevertOrder.Outcome(
                                true,
                                "goes back by plan "
                                        + memory.findRevertOf(id(1)).orElseThrow()));
    }

    @Test
    void ofAPlanThatEndedSinceOthersHaveSeenToIt() {
        add(started(1), new PlanEvent.CancelAsked("enough"));
        ordered(id(1), NOON.minusSeconds(1));

        delivery.round();

        assertThat(memory.findRevertOf(id(1))).isEmpty();
        assertThat(parts.book().all().getFirst().outcomes().values())
                .extracting(RevertOrder.Outcome::inForce)
                .containsExactly(false);
    }

    @Test
    void whatTheDatabaseHasForgottenAndADeadProcessHadBegunIsBegunAnew() {
        capsule(1);
        ordered(id(1), ORDERED);

        delivery.round();

        assertThat(parts.ongoing()).containsKey(id(1));
        assertThat(parts.book().awaits(id(1)))
                .as("settled once somebody is at it")
                .isTrue();
    }

    @Test
    void thePlanThatPutsAnEndedOneBackIsMadeAgainWhereAStandbyHasForgottenIt() {
        add(started(1), new PlanEvent.CancelAsked("enough"));
        ordered(id(1), ORDERED, Map.of(id(1), new RevertOrder.Outcome(true, "goes back by plan of a lost database")));

        delivery.round();

        PlanId again = memory.findRevertOf(id(1)).orElseThrow();
        assertThat(memory.plan(again).state()).isInstanceOf(PlanState.Reverting.class);
        assertThat(parts.book().all().getFirst().outcomes().values())
                .containsExactly(new RevertOrder.Outcome(true, "goes back by plan " + again));
    }

    @Test
    void aForgottenRevertOfAnEndedPlanTakesNoRouteFromAnother() {
        add(started(1), new PlanEvent.CancelAsked("enough"));
        memory.create(Submission.of(2, "r1").plan());
        ordered(id(1), ORDERED, Map.of(id(1), new RevertOrder.Outcome(true, "goes back by plan of a lost database")));

        delivery.round();

        assertThat(memory.findRevertOf(id(1))).isEmpty();
        assertThat(parts.book().all().getFirst().outcomes().values())
                .extracting(RevertOrder.Outcome::inForce)
                .as("it is not asked for each second")
                .containsExactly(false);
    }

    @Test
    void allMeansAllHoweverManyPagesTheyAre() {
        for (int i = 1; i <= 5; i++) {
            started(i);
        }
        Selection all = new Selection(true, Map.of(), Optional.empty(), Optional.empty(), Optional.empty());
        for (int page : List.of(2, 5, 6)) {
            assertThat(new PlanSelector(parts, page).fromStore(all).plans())
                    .extracting(Reverts.Chosen::plan)
                    .as("%d at a time", page)
                    .containsExactly(id(5), id(4), id(3), id(2), id(1));
        }
    }
}
