package io.sluice.plan.engine;

import static io.sluice.plan.engine.Specs.EU;
import static io.sluice.plan.engine.Specs.US;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.plan.HoldReason;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanEvent.CancelAsked;
import io.sluice.plan.PlanEvent.DriftChoice;
import io.sluice.plan.PlanEvent.HoldStarted;
import io.sluice.plan.PlanId;
import io.sluice.plan.PlanSpec;
import io.sluice.plan.PlanState;
import io.sluice.plan.Principal;
import io.sluice.plan.RevertCause;
import io.sluice.plan.Step;
import io.sluice.plan.Verdict;
import io.sluice.plan.decide.Decider;
import io.sluice.plan.decide.Pace;
import io.sluice.plan.engine.Moves.Moved;
import io.sluice.provider.inmemory.InMemoryCloud;
import io.sluice.provider.inmemory.InMemoryProvider;
import io.sluice.provider.inmemory.Mishap;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.Side;
import io.sluice.traffic.Weights;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every move in every state: it is made, it is in force already, or it is refused with a sentence; never silence. */
class MovesTest {
    private static final Weights THEIRS = Weights.of(US, 4_000, EU);
    private static final String ASK_TO_PAUSE = "look";

    private static final HoldReason APPROVAL = new HoldReason.Approval(
            2,
            "leads",
            1,
            Optional.empty(),
            Step.OnTimeout.HOLD,
            Map.of("errors", Verdict.PASS),
            List.of(),
            Optional.empty(),
            Optional.empty());

    private static final Map<String, Consumer<World>> STATES = new LinkedHashMap<>();

    static {
        STATES.put("scheduled", world -> {});
        STATES.put("shifting", World::shifting);
        STATES.put("baking", World::baking);
        STATES.put("pause", world -> world.baking().held(new HoldReason.Pause(Optional.empty(), ASK_TO_PAUSE)));
        STATES.put(
                "pause step",
                world -> world.baking()
                        .held(new HoldReason.Pause(Optional.of(World.START.plusSeconds(600)), "the plan pauses here")));
        STATES.put("approval", world -> world.baking().held(APPROVAL));
        STATES.put("window", world -> world.baking().held(new HoldReason.Window(Optional.empty())));
        STATES.put("gate", world -> world.baking().held(new HoldReason.Gate("errors", "failed")));
        STATES.put("no-data", world -> world.baking().held(new HoldReason.NoData("errors", "none")));
        STATES.put("drift", world -> world.baking().held(new HoldReason.Drift(Map.of("edge", THEIRS), "moved")));
        STATES.put(
                "drift before the start", world -> world.held(new HoldReason.Drift(Map.of("edge", THEIRS), "moved")));
        STATES.put(
                "drift to a stranger",
                world -> world.baking()
                        .held(new HoldReason.Drift(Map.of("edge", Weights.of(new Side("backend/x"), 1, EU)), "moved")));
        STATES.put("stuck", world -> world.shifting().held(new HoldReason.Stuck(Set.of("edge"), "does not move")));
        STATES.put("provider-error", world -> world.baking().held(new HoldReason.ProviderFailure("edge", "denied")));
        STATES.put("share", world -> world.baking().held(new HoldReason.Share("edge", "edge says 50 %, us gets 3 %")));
        STATES.put(
                "no way back",
                world -> world.baking()
                        .held(new HoldReason.NoWayBack(
                                RevertCause.automatic(RevertCause.Kind.GUARD, "dead"), "dead too")));
        STATES.put(
                "reverting by itself",
                world -> world.baking()
                        .happens(new PlanEvent.RevertStarted(RevertCause.automatic(RevertCause.Kind.GATE, "bad"))));
        STATES.put(
                "reverting by order",
                world -> world.baking().happens(new PlanEvent.RevertStarted(RevertCause.ordered("bad", false))));
        STATES.put("completed", World::completed);
        STATES.put(
                "reverted",
                world -> world.baking()
                        .happens(
                                new PlanEvent.RevertStarted(RevertCause.ordered("bad", false)),
                                new PlanEvent.BaselineBack(List.of()),
                                new PlanEvent.Reverted()));
        STATES.put("cancelled", world -> world.baking().happens(new CancelAsked("leave it")));
        STATES.put("cancelled before the start", world -> world.happens(new CancelAsked("never mind")));
    }

    private static final Map<String, Function<World, Moved>> MOVES = new LinkedHashMap<>();

    static {
        MOVES.put("pause", world -> world.moves.pause(world.id, ASK_TO_PAUSE, Principal.LOCAL));
        MOVES.put("resume", world -> world.moves.resume(world.id, Optional.empty(), "on", Principal.LOCAL));
        MOVES.put(
                "reassert",
                world -> world.moves.resume(world.id, Optional.of(DriftChoice.REASSERT), "ours", Principal.LOCAL));
        MOVES.put(
                "adopt",
                world -> world.moves.resume(world.id, Optional.of(DriftChoice.ADOPT), "theirs", Principal.LOCAL));
        MOVES.put("promote", world -> world.moves.promote(world.id, "enough", Principal.LOCAL));
        MOVES.put("cancel", world -> world.moves.cancel(world.id, "leave it", Principal.LOCAL));
        MOVES.put("revert", world -> world.moves.revert(world.id, false, "back", Principal.LOCAL));
    }

    /**
     * The state afterwards in the order of the moves above (a hold by its word); {@code =} nothing changed since it was in force
     * already; {@code -} refused.
     */
    private static final String TABLE = """
            state                      | pause | resume   | reassert | adopt     | promote  | cancel    | revert
            scheduled                  | pause | -        | -        | -         | -        | cancelled | reverted
            shifting                   | pause | =        | =        | =         | -        | cancelled | reverting
            baking                     | pause | =        | =        | =         | baking   | cancelled | reverting
            pause                      | =     | baking   | -        | -         | baking   | cancelled | reverting
            pause step                 | pause | baking   | -        | -         | baking   | cancelled | reverting
            approval                   | pause | -        | -        | -         | -        | cancelled | reverting
            window                     | pause | -        | -        | -         | -        | cancelled | reverting
            gate                       | pause | baking   | -        | -         | -        | cancelled | reverting
            no-data                    | pause | baking   | -        | -         | -        | cancelled | reverting
            drift                      | pause | -        | shifting | baking    | -        | cancelled | reverting
            drift before the start     | pause | -        | -        | scheduled | -        | cancelled | reverted
            drift to a stranger        | pause | -        | shifting | -         | -        | cancelled | reverting
            stuck                      | pause | shifting | -        | -         | -        | cancelled | reverting
            share                      | pause | baking   | -        | -         | -        | cancelled | reverting
            provider-error             | pause | baking   | -        | -         | -        | cancelled | reverting
            no way back                | pause | baking   | -        | -         | -        | cancelled | reverting
            reverting by itself        | -     | -        | -        | -         | -        | -         | reverting
            reverting by order         | -     | -        | -        | -         | -        | -         | =
            completed                  | -     | -        | -        | -         | -        | -         | reverting
            reverted                   | -     | -        | -        | -         | -        | -         | =
            cancelled                  | -     | -        | -        | -         | -        | =         | reverting
            cancelled before the start | -     | -        | -        | -         | -        | =         | =
            """;

    @TestFactory
    Stream<DynamicTest> everyMoveInEveryState() {
        List<String> rows = TABLE.lines().skip(1).toList();
        assertThat(rows).hasSameSizeAs(STATES.keySet());
        return rows.stream().flatMap(row -> {
            List<String> cells =
                    Stream.of(row.split("\\|", -1)).map(String::strip).toList();
            List<String> moves = List.copyOf(MOVES.keySet());
            return IntStream.range(0, moves.size())
                    .mapToObj(i -> DynamicTest.dynamicTest(
                            "%s + %s = %s".formatted(cells.getFirst(), moves.get(i), cells.get(i + 1)),
                            () -> assertThat(made(cells.getFirst(), moves.get(i)))
                                    .isEqualTo(cells.get(i + 1))));
        });
    }

    private static String made(String state, String move) {
        World world = new World();
        Optional.ofNullable(STATES.get(state)).orElseThrow().accept(world);
        Plan before = world.plan();
        Moved moved = Optional.ofNullable(MOVES.get(move)).orElseThrow().apply(world);
        return switch (moved) {
            case Moved.InForce(Plan plan) -> plan.equals(before) ? "=" : word(plan.state());
            case Moved.NotAllowed(Plan plan, String why) -> {
                assertThat(why).isNotBlank();
                assertThat(plan).isEqualTo(before);
                assertThat(world.plan()).as("nothing was written").isEqualTo(before);
                yield "-";
            }
            case Moved.Forbidden(Plan plan, String why) -> {
                assertThat(why).isNotBlank();
                assertThat(world.plan()).as("nothing was written").isEqualTo(before);
                yield "not " + plan.spec().name();
            }
            case Moved.OwnedByOther other -> other.toString();
        };
    }

    private static String word(PlanState state) {
        return state instanceof PlanState.Held held ? held.why().word() : state.word();
    }

    @Test
    void aRefusalSaysWhatTheStateIs() {
        World world = new World();
        world.completed();

        assertThat(world.moves.pause(world.id, "hm", Principal.LOCAL))
                .isEqualTo(new Moved.NotAllowed(world.plan(), "not possible while completed"));
    }

    @Test
    void aRevertMakesItsFirstCallsBeforeItAnswers() {
        World world = new World().baking();
        world.moves.revert(world.id, false, "back", Principal.LOCAL);

        assertThat(world.cloud.state("edge").natives()).isEqualTo(Map.of("edge-eu", 1));
    }

    @Test
    void aRevertOfACompletedPlanIsOnePlanHoweverOftenItIsOrdered() {
        World world = new World().completed();
        Moved first = world.moves.revert(world.id, false, "back", Principal.LOCAL);
        Moved second = world.moves.revert(world.id, false, "back!", Principal.LOCAL);

        assertThat(first).isInstanceOfSatisfying(Moved.InForce.class, moved -> {
            assertThat(moved.plan().revertOf()).contains(world.id);
            assertThat(moved.plan().generation()).isGreaterThan(world.plan().generation());
        });
        assertThat(second).isEqualTo(first);
        assertThat(world.cloud.state("edge").natives()).isEqualTo(Map.of("edge-eu", 1));
        assertThat(world.plan().state())
                .as("the plan itself has ended for good")
                .isInstanceOf(PlanState.Completed.class);
    }

    @Test
    void orderedByManyAtOnceItIsStillOne() throws Exception {
        World world = new World().completed();
        List<Callable<Moved>> orders = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            orders.add(() -> world.moves.revert(world.id, false, "back", Principal.LOCAL));
        }
        try (ExecutorService people = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var answer : people.invokeAll(orders)) {
                assertThat(answer.get())
                        .isInstanceOfSatisfying(
                                Moved.InForce.class,
                                moved -> assertThat(moved.plan().id())
                                        .isEqualTo(world.store
                                                .findRevertOf(world.id)
                                                .orElseThrow()));
            }
        }
    }

    @Test
    void aRouteThatALaterPlanOwnsIsNotTakenFromIt() {
        World world = new World().completed();
        PlanId later = world.submit(Specs.id(2));

        assertThat(world.moves.revert(world.id, false, "back", Principal.LOCAL))
                .isEqualTo(new Moved.OwnedByOther(world.plan(), "edge", later));
        assertThat(world.cloud.state("edge").natives()).isEqualTo(Map.of("edge-eu", 0, "edge-us", 1));
    }

    @Test
    void anExactRevertIsMoreThanAPlainOne() {
        World world = new World().baking();
        world.cloud.onNextWrite("edge", new Mishap.Refuse(new ProviderError.Unavailable("down")));
        world.moves.revert(world.id, false, "back", Principal.LOCAL);
        long version = world.plan().version();
        world.moves.revert(world.id, false, "back!", Principal.LOCAL);
        assertThat(world.plan().version()).isEqualTo(version);

        world.moves.revert(world.id, true, "all of it", Principal.LOCAL);
        assertThat(world.plan().state())
                .isInstanceOfSatisfying(
                        PlanState.Reverting.class,
                        state -> assertThat(state.cause().exact()).isTrue());
    }

    /** One plan over one route on its way from eu to us, and everything around it. */
    private static final class World {
        static final Instant START = Instant.parse("2026-11-24T08:00:00Z");

        final ManualClock clock = new ManualClock(START);
        final InMemoryCloud cloud = new InMemoryCloud(clock);
        final MemoryPlanStore store = new MemoryPlanStore(clock);
        final PlanId id = Specs.id(1);
        final Moves moves;
        private final Engine engine;
        private final PlanSpec spec = Specs.over("p/edge")
                .shift(50, Duration.ofMinutes(1))
                .shift(100, Duration.ZERO)
                .build();

        World() {
            cloud.backend("edge-us", 3);
            cloud.route("edge", Map.of("edge-eu", 1));
            Providers providers = new Providers(Map.of("p", new InMemoryProvider(cloud, "p", InMemoryProvider.QUICK)));
            AtomicInteger ids = new AtomicInteger(100);
            engine = new Engine(
                    store,
                    providers,
                    Calls.inline(),
                    new Decider(Pace.STANDARD, 5.0),
                    (_, _) -> {},
                    (_, _) -> {},
                    clock,
                    clock::nanoTime);
            moves = new Moves(
                    store,
                    engine.journal(),
                    engine::seizeAndTick,
                    (_, _) -> {},
                    People.NOBODY,
                    clock,
                    () -> Specs.id(ids.incrementAndGet()));
            submit(id);
        }

        PlanId submit(PlanId plan) {
            assertThat(store.create(new PlanStore.NewPlan(
                            plan,
                            spec,
                            "{}",
                            "sha256:0",
                            Map.of("edge", "p/edge"),
                            List.of(new PlanEvent.Submitted(
                                    "sha256:0", spec.expected().byRoute())),
                            Principal.LOCAL,
                            clock.instant(),
                            clock.instant(),
                            Optional.empty())))
                    .isInstanceOf(PlanStore.Created.Stored.class);
            return plan;
        }

        Plan plan() {
            return store.plan(id);
        }

        World baking() {
            engine.tick(id);
            assertThat(plan().state()).isInstanceOf(PlanState.Baking.class);
            return this;
        }

        World shifting() {
            baking();
            return happens(new PlanEvent.StepStarted(2));
        }

        World completed() {
            baking();
            clock.advance(Duration.ofMinutes(1));
            engine.tick(id);
            assertThat(plan().state()).isInstanceOf(PlanState.Completed.class);
            return this;
        }

        World held(HoldReason why) {
            return happens(new HoldStarted(why));
        }

        World happens(PlanEvent... events) {
            assertThat(store.append(plan(), List.of(events), Principal.SLUICE, clock.instant()))
                    .isPresent();
            return this;
        }
    }
}
