package io.sluice.plan.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.plan.HoldReason;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanEvent.DriftTraced;
import io.sluice.plan.PlanId;
import io.sluice.plan.PlanSpec.OnDrift;
import io.sluice.plan.PlanState;
import io.sluice.plan.Principal;
import io.sluice.plan.RevertCause;
import io.sluice.plan.decide.Decider;
import io.sluice.plan.decide.Pace;
import io.sluice.provider.AuditTrail;
import io.sluice.provider.MetricSource;
import io.sluice.provider.Provider;
import io.sluice.provider.SignalSource;
import io.sluice.provider.TrafficProvider;
import io.sluice.provider.inmemory.InMemoryAuditTrail;
import io.sluice.provider.inmemory.InMemoryCloud;
import io.sluice.provider.inmemory.InMemoryProvider;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import io.sluice.traffic.Route;
import io.sluice.traffic.RouteChange;
import io.sluice.traffic.TimeWindow;
import io.sluice.traffic.Timing;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who it was that set other weights: asked of the cloud's own record, beside the plan and some time later. */
class DriftTracerTest {
    private static final Instant START = Instant.parse("2026-11-24T08:00:00Z");
    private static final Duration LAG = Duration.ofMinutes(15);
    private static final Timing TIMING =
            new Timing(Duration.ofSeconds(5), Duration.ZERO, Duration.ofSeconds(20), Duration.ofSeconds(2));

    private final ManualClock clock = new ManualClock(START);
    private final InMemoryCloud cloud = new InMemoryCloud(clock);
    private final MemoryPlanStore store = new MemoryPlanStore(clock);
    private final Map<PlanId, Instant> alarms = new HashMap<>();
    private final List<Runnable> aside = new ArrayList<>();
    private final List<Set<Route>> asked = new ArrayList<>();
    private Optional<ProviderError> refusal = Optional.empty();
    private Duration delay = Duration.ofSeconds(30);
    private boolean atOnce = true;
    private boolean takesNoTraces;
    private final Engine engine = new Engine(
            new ForwardingStore(store) {
                @Override
                public Optional<Plan> append(Plan read, List<PlanEvent> events, Principal by, Instant at) {
                    if (takesNoTraces && events.getFirst() instanceof DriftTraced) {
                        throw new StoreUnavailable("gone for a moment", new IOException("broken"));
                    }
                    return super.append(read, events, by, at);
                }
            },
            new Providers(Map.of("p", new Audited(new InMemoryProvider(cloud, "p", TIMING)))),
            new Aside(),
            new Decider(Pace.STANDARD, 5.0),
            (_, _) -> {},
            (plan, at) -> alarms.merge(plan, at, (one, other) -> one.isBefore(other) ? one : other),
            clock,
            clock::nanoTime);

    @Test
    void whoItWasIsWrittenDownOnceTheCloudKnowsAndIsTheReasonThatPeopleSee() {
        drifts(OnDrift.HOLD, 1);

        runFor(Duration.ofMinutes(3));

        DriftTraced traced = traced(1).getFirst();
        assertThat(traced.changes().get("r1")).singleElement().satisfies(change -> {
            assertThat(change.actor()).isEqualTo("stranger");
            assertThat(change.requestId())
                    .as("the plan's own calls are left out")
                    .isEmpty();
        });
        assertThat(store.plan(Specs.id(1)).state())
                .isInstanceOfSatisfying(
                        PlanState.Held.class,
                        held -> assertThat(((HoldReason.Drift) held.why()).why())
                                .contains("somebody else set r1", "r1 was changed by stranger with set at"));
        assertThat(asked).as("at once, and after a minute").hasSize(2);
        runFor(Duration.ofHours(1));
        assertThat(asked).hasSize(2);
    }

    @Test
    void whatIsWrittenOverIsTracedToo() {
        drifts(OnDrift.REASSERT, 1);

        runFor(Duration.ofMinutes(3));

        assertThat(traced(1).getFirst().told()).startsWith("r1 was changed by stranger with set at");
        assertThat(store.plan(Specs.id(1)).state()).isInstanceOf(PlanState.Baking.class);
    }

    @Test
    void whoPutTheRouteBackByItsCapsuleIsToldAsSluiceAndByThisPlan() {
        bake(OnDrift.HOLD, 1);
        Plan plan = store.plan(Specs.id(1));
        LastResort way = LastResort.of(
                Specs.id(2),
                new LastResort.Order(
                        plan.id(),
                        plan.spec(),
                        new PlanStore.Document("{}", "sha256:0", Map.of("r1", "p/r1"), Optional.empty()),
                        plan.baseline().orElseThrow(),
                        RevertCause.ordered("checkout is down", false),
                        Principal.LOCAL,
                        clock.instant()),
                new LastResort.Parts(
                        new Providers(Map.of("p", new InMemoryProvider(cloud, "p", TIMING))),
                        Calls.inline(),
                        new Decider(Pace.STANDARD, 5.0),
                        clock,
                        clock::nanoTime));
        assertThat(way.look()).isPresent();

        runFor(Duration.ofMinutes(3));

        assertThat(traced(1).getFirst().told()).contains("(Sluice, call " + plan.id() + "-");
    }

    @Test
    void itIsAskedFourTimesAndThenItWasNobodyKnown() {
        delay = Duration.ofDays(1);
        drifts(OnDrift.HOLD, 1);

        runFor(LAG.minusSeconds(1));
        assertThat(traced(1)).isEmpty();
        runFor(Duration.ofHours(1));

        assertThat(traced(1))
                .singleElement()
                .satisfies(line -> assertThat(line.told()).isEqualTo("nobody in the cloud's own log"));
        assertThat(asked).hasSize(4);
    }

    @Test
    void aCloudThatMayNotBeAskedIsAskedOnce() {
        refusal = Optional.of(new ProviderError.Denied("not allowed to look events up"));
        drifts(OnDrift.HOLD, 1);

        runFor(Duration.ofHours(1));

        assertThat(traced(1))
                .singleElement()
                .satisfies(line -> assertThat(line.told())
                        .isEqualTo("the cloud's own log could not be asked: not allowed to look events up"));
        assertThat(asked).hasSize(1);
    }

    @Test
    void oneThatCannotBeAskedNowIsAskedAgain() {
        refusal = Optional.of(new ProviderError.Throttled("too often", Optional.empty()));
        drifts(OnDrift.HOLD, 1);
        runFor(Duration.ofSeconds(30));
        refusal = Optional.empty();

        runFor(Duration.ofMinutes(2));

        assertThat(traced(1).getFirst().changes()).containsOnlyKeys("r1");
    }

    /** Clouds let themselves be asked seldom: what comes while a question is under way is asked together. */
    @Test
    void theDriftOfManyPlansIsOneQuestion() {
        atOnce = false;
        delay = Duration.ZERO;
        drifts(OnDrift.HOLD, 20);

        runFor(Duration.ofSeconds(30));
        assertThat(aside).as("nobody waits for it").hasSize(1);
        aside.removeFirst().run();
        runFor(Duration.ofSeconds(30));

        assertThat(asked).singleElement().satisfies(routes -> assertThat(routes).hasSize(20));
        for (int i = 1; i <= 20; i++) {
            assertThat(traced(i)).as("plan " + i).hasSize(1);
        }
    }

    @Test
    void aLineThatTheStoreDoesNotTakeIsAskedForAgainAndSoAreThoseAskedForWithIt() {
        atOnce = false;
        delay = Duration.ZERO;
        drifts(OnDrift.HOLD, 3);
        runFor(Duration.ofSeconds(30));
        takesNoTraces = true;
        aside.removeFirst().run();
        takesNoTraces = false;
        atOnce = true;

        runFor(Duration.ofMinutes(2));

        for (int i = 1; i <= 3; i++) {
            assertThat(traced(i)).as("plan " + i).hasSize(1);
        }
    }

    /** Plans over a route each that bake, and a stranger who then moves all of them. */
    private void drifts(OnDrift policy, int plans) {
        bake(policy, plans);
        for (int i = 1; i <= plans; i++) {
            cloud.strangerSets("r" + i, Map.of("r" + i + "-eu", 60, "r" + i + "-us", 40));
        }
    }

    private void bake(OnDrift policy, int plans) {
        for (int i = 1; i <= plans; i++) {
            cloud.backend("r" + i + "-us", 3);
            cloud.route("r" + i, Map.of("r" + i + "-eu", 1));
            store.create(new PlanStore.NewPlan(
                    Specs.id(i),
                    Specs.over("p/r" + i)
                            .shift(5, Duration.ofHours(9))
                            .onDrift(policy)
                            .build(),
                    "{}",
                    "sha256:0",
                    Map.of("r" + i, "p/r" + i),
                    List.of(new PlanEvent.Submitted("sha256:0", Map.of())),
                    Principal.LOCAL,
                    clock.instant(),
                    clock.instant(),
                    Optional.empty()));
            alarms.put(Specs.id(i), clock.instant());
        }
        runFor(Duration.ofMinutes(1));
        for (int i = 1; i <= plans; i++) {
            assertThat(store.plan(Specs.id(i)).state()).isInstanceOf(PlanState.Baking.class);
        }
    }

    private List<DriftTraced> traced(int plan) {
        return store.journal(Specs.id(plan), 0, Integer.MAX_VALUE).stream()
                .filter(line -> line.event() instanceof DriftTraced)
                .map(line -> (DriftTraced) line.event())
                .toList();
    }

    private void runFor(Duration time) {
        Instant end = clock.instant().plus(time);
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

    /** Calls one after the other; what is beside the ticks can be kept until later. */
    private final class Aside implements Calls {
        @Override
        public <T> List<Answer<T>> all(List<Call<T>> calls) {
            return Calls.inline().all(calls);
        }

        @Override
        public void aside(Runnable task) {
            if (atOnce) {
                task.run();
            } else {
                aside.add(task);
            }
        }
    }

    /** The cloud in memory, with a record that comes late. */
    private final class Audited implements Provider, AuditTrail {
        private final Provider provider;

        Audited(Provider provider) {
            this.provider = provider;
        }

        @Override
        public Optional<AuditTrail> auditTrail() {
            return Optional.of(this);
        }

        @Override
        public String name() {
            return "the cloud's own log";
        }

        @Override
        public Duration lag() {
            return LAG;
        }

        @Override
        public Map<Route, List<RouteChange>> changes(Set<Route> routes, TimeWindow window) {
            asked.add(routes);
            refusal.ifPresent(error -> {
                throw new ProviderException(error);
            });
            return new InMemoryAuditTrail(cloud, clock, delay, LAG).changes(routes, window);
        }

        @Override
        public TrafficProvider traffic() {
            return provider.traffic();
        }

        @Override
        public SignalSource signals() {
            return provider.signals();
        }

        @Override
        public Optional<MetricSource> metrics() {
            return provider.metrics();
        }

        @Override
        public Timing timing() {
            return provider.timing();
        }

        @Override
        public void close() {
            provider.close();
        }
    }
}
