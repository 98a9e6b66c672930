package io.sluice.plan.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.plan.HoldReason;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanEvent.HoldStarted;
import io.sluice.plan.PlanId;
import io.sluice.plan.PlanState.Held;
import io.sluice.plan.Principal;
import io.sluice.plan.Schedule;
import io.sluice.plan.Schedule.AtWindowEnd;
import io.sluice.plan.Step;
import io.sluice.plan.decide.Decider;
import io.sluice.plan.decide.Pace;
import io.sluice.provider.inmemory.InMemoryCloud;
import io.sluice.provider.inmemory.InMemoryProvider;
import io.sluice.traffic.Timing;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Promise P10: whatever a plan waits for, what others do to its weights is seen within one watch interval, every time. */
class DriftSeenTest {
    private static final Instant START = Instant.parse("2026-11-24T08:00:00Z");
    private static final int STRANGERS = 400;
    private static final Timing TIMING =
            new Timing(Duration.ofSeconds(5), Duration.ZERO, Duration.ofSeconds(20), Duration.ofSeconds(2));

    private final ManualClock clock = new ManualClock(START);
    private final InMemoryCloud cloud = new InMemoryCloud(clock);
    private final MemoryPlanStore store = new MemoryPlanStore(clock);
    private final Map<PlanId, Instant> alarms = new HashMap<>();
    private final Engine engine = new Engine(
            store,
            new Providers(Map.of("p", new InMemoryProvider(cloud, "p", TIMING))),
            Calls.inline(),
            new Decider(Pace.STANDARD, 5.0),
            (_, _) -> {},
            (plan, at) -> alarms.merge(plan, at, (one, other) -> one.isBefore(other) ? one : other),
            clock,
            clock::nanoTime);

    @Test
    void everyDriftOfAPlanThatWaitsIsSeenWithinOneInterval() {
        Duration day = Duration.ofHours(20);
        List<Specs> waiting = List.of(
                route(1).shift(5, day),
                route(2).shift(5, Duration.ZERO).pause(Optional.empty()),
                route(3).shift(5, Duration.ZERO).approval("leads", 1, Optional.empty(), Step.OnTimeout.HOLD),
                route(4).shift(5, Duration.ofMinutes(30)).schedule(untilNine()),
                route(5).shift(5, day));
        for (int i = 1; i <= waiting.size(); i++) {
            submit(waiting.get(i - 1), i);
        }
        runUntil(START.plus(Duration.ofMinutes(5)));
        store.append(
                store.plan(Specs.id(5)), List.of(new PlanEvent.PauseAsked("hm")), Principal.LOCAL, clock.instant());
        runUntil(START.plus(Duration.ofMinutes(70)));
        assertThat(waits(1)).isEqualTo("baking");
        assertThat(waits(2)).isEqualTo("held by pause");
        assertThat(waits(3)).isEqualTo("held by approval");
        assertThat(waits(4)).isEqualTo("held by window");
        assertThat(waits(5)).isEqualTo("held by pause");

        Random random = new Random(7);
        int seen = 0;
        for (int n = 0; n < STRANGERS; n++) {
            int plan = 1 + random.nextInt(waiting.size());
            String before = waits(plan);
            runUntil(clock.instant().plusMillis(random.nextInt(40_000)));
            long version = store.plan(Specs.id(plan)).version();
            weigh(plan, 20 + random.nextInt(80));
            runUntil(clock.instant().plus(Pace.STANDARD.watch()));
            seen += drifted(plan, version) ? 1 : 0;
            weigh(plan, 5);
            runUntil(clock.instant().plus(Pace.STANDARD.watch()));
            assertThat(waits(plan)).as("plan %d waits as before", plan).isEqualTo(before);
        }

        assertThat(seen).isEqualTo(STRANGERS);
        System.out.printf(
                "P10: %d of %d strangers' changes seen within one interval of %d s%n",
                seen, STRANGERS, Pace.STANDARD.watch().toSeconds());
    }

    private static Specs route(int number) {
        return Specs.over("p/r" + number);
    }

    private String waits(int plan) {
        return store.plan(Specs.id(plan)).state() instanceof Held held
                ? "held by " + held.why().word()
                : store.plan(Specs.id(plan)).state().word();
    }

    private boolean drifted(int plan, long since) {
        return store.journal(Specs.id(plan), since, Integer.MAX_VALUE).stream()
                .anyMatch(line -> line.event() instanceof HoldStarted(HoldReason.Drift _));
    }

    private void weigh(int plan, int us) {
        cloud.strangerSets("r" + plan, Map.of("r" + plan + "-eu", 100 - us, "r" + plan + "-us", us));
    }

    private void submit(Specs specs, int number) {
        String name = "r" + number;
        cloud.backend(name + "-us", 3);
        cloud.route(name, Map.of(name + "-eu", 1));
        store.create(new PlanStore.NewPlan(
                Specs.id(number),
                specs.build(),
                "{}",
                "sha256:0",
                Map.of(name, "p/" + name),
                List.of(new PlanEvent.Submitted("sha256:0", Map.of())),
                Principal.LOCAL,
                START,
                START,
                Optional.empty()));
        alarms.put(Specs.id(number), START);
    }

    private void runUntil(Instant end) {
        for (Optional<PlanId> next = next(end); next.isPresent(); next = next(end)) {
            clock.advanceTo(alarms.getOrDefault(next.get(), end));
            alarms.remove(next.get());
            engine.tick(next.get());
        }
        clock.advanceTo(end);
    }

    private Optional<PlanId> next(Instant end) {
        return alarms.entrySet().stream()
                .filter(alarm -> !alarm.getValue().isAfter(end))
                .min(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey);
    }

    /** Open on Tuesdays (the first day here) from 07:00 until 09:00, and the step starts to bake within. */
    private static Schedule untilNine() {
        return new Schedule(
                Optional.of(START.plus(Duration.ofMinutes(50))),
                ZoneOffset.UTC,
                List.of(new Schedule.Window(Set.of(DayOfWeek.TUESDAY), LocalTime.of(7, 0), LocalTime.of(9, 0))),
                List.of(),
                AtWindowEnd.HOLD,
                false);
    }
}
