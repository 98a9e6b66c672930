package io.sluice.plan.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.plan.HoldReason;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanSpec;
import io.sluice.plan.PlanSpec.OnStuck;
import io.sluice.plan.PlanState.Baking;
import io.sluice.plan.PlanState.Completed;
import io.sluice.plan.PlanState.Held;
import io.sluice.plan.PlanState.Reverted;
import io.sluice.plan.PlanState.Shifting;
import io.sluice.plan.PlanState.Underway;
import io.sluice.plan.Principal;
import io.sluice.plan.RouteWeights;
import io.sluice.plan.decide.Decider;
import io.sluice.plan.decide.Pace;
import io.sluice.provider.Provider;
import io.sluice.provider.inmemory.InMemoryCloud;
import io.sluice.provider.inmemory.InMemoryProvider;
import io.sluice.provider.inmemory.Mishap;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.Route;
import io.sluice.traffic.Side;
import io.sluice.traffic.Timing;
import io.sluice.traffic.WeightScale;
import io.sluice.traffic.Weights;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One plan over four routes on four clouds: whatever goes wrong on one of them, at whichever step, outside reverts each route
 * really has the step's weights or the ones before, and in the end all routes agree.
 */
class LockstepTest {
    private static final Instant START = Instant.parse("2026-11-24T08:00:00Z");
    private static final Timing TIMING =
            new Timing(Duration.ofSeconds(5), Duration.ZERO, Duration.ofSeconds(20), Duration.ofSeconds(2));
    private static final List<String> ROUTES = List.of("edge", "api", "gateway", "name");
    private static final int STEPS = 4;
    private static final Duration TIMEOUT = Duration.ofMinutes(3);

    /** By then every retry, timeout and compensation is over. */
    private static final Duration LONG = Duration.ofMinutes(30);

    private final ManualClock clock = new ManualClock(START);
    private final MemoryPlanStore store = new MemoryPlanStore(clock);
    private final Map<String, InMemoryCloud> clouds = new HashMap<>();
    private final ManualAlarm alarm = new ManualAlarm();

    /** What goes wrong on one route. */
    enum Trouble {
        REFUSED,
        REPLY_LOST,
        LANDS_LATE,
        THROTTLED_FOR_A_MINUTE,
        STALE_READ,
        NEVER_MOVES_AND_HOLDS,
        NEVER_MOVES_AND_REVERTS
    }

    /** A trouble at a route and a step. */
    record Case(String route, int step, Trouble trouble) {}

    static Stream<Case> everyRouteEveryStepEveryTrouble() {
        List<Case> cases = new ArrayList<>();
        for (String route : ROUTES) {
            for (int step = 1; step <= STEPS; step++) {
                for (Trouble trouble : Trouble.values()) {
                    cases.add(new Case(route, step, trouble));
                }
            }
        }
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("everyRouteEveryStepEveryTrouble")
    void all_routes_or_none(Case one) {
        PlanSpec spec = submit(one.trouble() == Trouble.NEVER_MOVES_AND_HOLDS ? OnStuck.HOLD : OnStuck.REVERT);
        Engine engine = engine();
        boolean ordered = false;
        Instant end = START.plus(LONG);
        boolean agreedWhileHeld = false;
        while (!plan().isTerminal() && clock.instant().isBefore(end)) {
            if (!ordered && isAbout(one.step())) {
                ordered = true;
                order(one);
            }
            clock.advanceTo(alarm.setFor(Specs.id(1)).orElseThrow());
            engine.tick(Specs.id(1));
            checkVectors();
            if (plan().state() instanceof Held(Underway _, HoldReason _, Instant since)
                    && clock.instant().isAfter(since.plusSeconds(120))) {
                agreedWhileHeld = agreed().isPresent();
                assertThat(agreedWhileHeld).as("held: %s", shown()).isTrue();
                if (one.trouble() == Trouble.NEVER_MOVES_AND_HOLDS) {
                    break;
                }
                resume();
            }
        }
        settleAll();
        switch (one.trouble()) {
            case REFUSED -> {
                assertThat(agreedWhileHeld).as("was held, and all agreed").isTrue();
                assertThat(plan().state()).isInstanceOf(Completed.class);
            }
            case REPLY_LOST, LANDS_LATE, THROTTLED_FOR_A_MINUTE, STALE_READ ->
                assertThat(plan().state()).isInstanceOf(Completed.class);
            case NEVER_MOVES_AND_HOLDS -> assertThat(agreedWhileHeld).isTrue();
            case NEVER_MOVES_AND_REVERTS -> assertThat(plan().state()).isInstanceOf(Reverted.class);
        }
        assertThat(agreed())
                .as("one vector on all routes: %s", shown())
                .contains(
                        switch (plan().state()) {
                            case Completed _ -> Weights.allTo(Specs.US);
                            case Reverted _ -> Weights.allTo(Specs.EU);
                            default -> weights(spec, one.step() - 1);
                        });
    }

    // ---- the plan

    private PlanSpec submit(OnStuck onStuck) {
        PlanSpec spec = Specs.over("c0/edge", "c1/api", "c2/gateway", "c3/name")
                .shift(10, Duration.ofSeconds(10))
                .shift(25, Duration.ofSeconds(1))
                .shift(50, Duration.ofSeconds(30))
                .shift(100, Duration.ofSeconds(5))
                .onStuck(onStuck)
                .stepTimeout(TIMEOUT)
                .build();
        List<Integer> scales = List.of(999, 1000, 100, 255);
        Map<String, String> keys = new HashMap<>();
        for (int i = 0; i < ROUTES.size(); i++) {
            Route route = spec.routes().get(i);
            boolean comparesRevisions = i % 2 == 1;
            Duration settle = i == 3 ? Duration.ofSeconds(30) : Duration.ZERO;
            InMemoryCloud cloud =
                    new InMemoryCloud("c" + i, clock, new WeightScale(scales.get(i)), comparesRevisions, settle);
            cloud.backend(route.name() + "-us", 3);
            cloud.route(route.name(), Map.of(route.name() + "-eu", 1, route.name() + "-us", 0));
            clouds.put(route.name(), cloud);
            keys.put(route.name(), route.ref().toString());
        }
        store.create(new PlanStore.NewPlan(
                Specs.id(1),
                spec,
                "{}",
                "sha256:0",
                keys,
                List.of(new PlanEvent.Submitted("sha256:0", spec.expected().byRoute())),
                Principal.LOCAL,
                START,
                START,
                Optional.empty()));
        alarm.set(Specs.id(1), START);
        return spec;
    }

    private Engine engine() {
        Map<String, Provider> providers = new HashMap<>();
        clouds.values()
                .forEach(cloud -> providers.put(cloud.name(), new InMemoryProvider(cloud, cloud.name(), TIMING)));
        return new Engine(
                store,
                new Providers(providers),
                Calls.inline(),
                new Decider(Pace.STANDARD, 5.0),
                (_, _) -> {},
                alarm,
                clock,
                clock::nanoTime);
    }

    private Plan plan() {
        return store.plan(Specs.id(1));
    }

    private void resume() {
        new Moves(store, engine().journal(), _ -> {}, alarm, People.NOBODY, clock, () -> Specs.id(2))
                .resume(Specs.id(1), Optional.empty(), "sorted out", Principal.LOCAL);
    }

    /** Whether the plan is about to begin a step: still before the start, or baking the step before. */
    private boolean isAbout(int step) {
        return step == 1 || (plan().state() instanceof Baking baking && baking.step() == step - 1);
    }

    // ---- the trouble

    private void order(Case one) {
        switch (one.trouble()) {
            case REFUSED -> next(one, new Mishap.Refuse(new ProviderError.Denied("not allowed")), 1);
            case REPLY_LOST -> next(one, new Mishap.LoseReply(), 1);
            case LANDS_LATE -> next(one, new Mishap.LandLate(Duration.ofSeconds(15)), 1);
            // Asked again after 1, 2, 4, 8, 16 and 30 seconds: so many calls fall into a minute, and into the timeout.
            case THROTTLED_FOR_A_MINUTE ->
                next(one, new Mishap.Refuse(new ProviderError.Throttled("Rate exceeded", Optional.empty())), 6);
            case NEVER_MOVES_AND_HOLDS, NEVER_MOVES_AND_REVERTS -> next(one, new Mishap.LoseRequest(), 10);
            case STALE_READ -> cloud(one.route()).staleReads(one.route(), Duration.ofSeconds(40));
        }
    }

    private void next(Case one, Mishap mishap, int times) {
        for (int i = 0; i < times; i++) {
            cloud(one.route()).onNextWrite(one.route(), mishap);
        }
    }

    // ---- what is really there

    private InMemoryCloud cloud(String route) {
        return Optional.ofNullable(clouds.get(route)).orElseThrow();
    }

    private void settleAll() {
        clock.advance(Duration.ofMinutes(2));
        clouds.values().forEach(InMemoryCloud::settle);
    }

    private Weights shown(String route) {
        Map<Side, Integer> natives = new HashMap<>();
        cloud(route)
                .state(route)
                .natives()
                .forEach((backend, weight) -> natives.put(new Side(backend.substring(route.length() + 1)), weight));
        return WeightScale.toWeights(natives);
    }

    private Map<String, Weights> shown() {
        Map<String, Weights> shown = new HashMap<>();
        ROUTES.forEach(route -> shown.put(route, shown(route)));
        return shown;
    }

    /** The one split that all routes show, if they do. */
    private Optional<Weights> agreed() {
        Set<Weights> all = Set.copyOf(shown().values());
        return all.size() == 1 ? Optional.of(all.iterator().next()) : Optional.empty();
    }

    private static Weights weights(PlanSpec spec, int step) {
        return step == 0 ? spec.expect() : weights(spec, step, ROUTES.getFirst());
    }

    private static Weights weights(PlanSpec spec, int step, String route) {
        return switch (spec.step(step)) {
            case io.sluice.plan.Step.Shift shift -> shift.weights().of(route);
            case io.sluice.plan.Step.Pause _, io.sluice.plan.Step.Approval _, io.sluice.plan.Step.Webhook _ ->
                weights(spec, step - 1, route);
        };
    }

    /** Outside reverts: the step's vector or the one before. */
    private void checkVectors() {
        if (!(plan().state() instanceof Underway)) {
            return;
        }
        int step = plan().step();
        RouteWeights settled = plan().settled();
        for (String route : ROUTES) {
            List<Weights> allowed = new ArrayList<>(List.of(settled.of(route)));
            if (step > 0) {
                allowed.add(weights(plan().spec(), step, route));
                allowed.add(weights(plan().spec(), step - 1));
            }
            assertThat(allowed)
                    .as("%s at step %d, %s", route, step, plan().state())
                    .contains(shown(route));
        }
        if (!(waypointIsShifting() || plan().state() instanceof Held)) {
            assertThat(agreed()).as("between steps all agree: %s", shown()).isPresent();
        }
    }

    private boolean waypointIsShifting() {
        return plan().state() instanceof Shifting;
    }
}
