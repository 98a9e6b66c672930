package io.sluice.plan.engine;

import io.sluice.plan.JournalLine;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanId;
import io.sluice.plan.PlanSpec;
import io.sluice.plan.Principal;
import io.sluice.plan.decide.Decider;
import io.sluice.plan.decide.Pace;
import io.sluice.provider.inmemory.InMemoryCloud;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** One plan over the one route {@code edge}, run by the real engine on a clock that is told to go on; it begins at 08:00:00. */
final class OneRoute {
    static final Instant START = Instant.parse("2026-11-24T08:00:00Z");
    static final PlanId ID = Specs.id(1);

    final ManualClock clock = new ManualClock(START);
    final InMemoryCloud cloud = new InMemoryCloud(clock);
    final MemoryPlanStore store = new MemoryPlanStore(clock);
    BaselineVault vault = (_, _) -> {};
    private final Map<PlanId, Instant> alarms = new HashMap<>();
    private Optional<Engine> engine = Optional.empty();

    /** A process comes up: of the one before nothing is left but the store and the cloud. */
    void startProcess(Supplier<Providers> providers) {
        engine = Optional.of(new Engine(
                store,
                providers.get(),
                Calls.inline(),
                new Decider(Pace.STANDARD, 5.0),
                vault,
                (plan, at) -> alarms.merge(plan, at, (one, other) -> one.isBefore(other) ? one : other),
                clock,
                clock::nanoTime));
    }

    void submit(PlanSpec spec) {
        cloud.backend("edge-us", 3);
        cloud.route("edge", Map.of("edge-eu", 1));
        store.create(new PlanStore.NewPlan(
                ID,
                spec,
                "{}",
                "sha256:0",
                Map.of("edge", "p/edge"),
                List.of(new PlanEvent.Submitted("sha256:0", spec.expected().byRoute())),
                Principal.LOCAL,
                START,
                START,
                Optional.empty()));
        alarms.put(ID, START);
    }

    void runFor(Duration time) {
        Instant end = clock.instant().plus(time);
        for (Instant next = alarm(); !next.isAfter(end); next = alarm()) {
            clock.advanceTo(next);
            alarms.remove(ID);
            engine.orElseThrow().tick(ID);
        }
        clock.advanceTo(end);
    }

    private Instant alarm() {
        return alarms.getOrDefault(ID, Instant.MAX);
    }

    Plan plan() {
        return store.plan(ID);
    }

    /** What the journal has of one kind, oldest first. */
    <T extends PlanEvent> List<T> events(Class<T> kind) {
        return store.journal(ID, 0, Integer.MAX_VALUE).stream()
                .map(JournalLine::event)
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }
}
