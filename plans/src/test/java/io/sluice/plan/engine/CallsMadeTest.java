package io.sluice.plan.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanId;
import io.sluice.plan.PlanSpec;
import io.sluice.plan.PlanState.Baking;
import io.sluice.plan.PlanState.Completed;
import io.sluice.plan.Principal;
import io.sluice.plan.decide.Decider;
import io.sluice.plan.decide.Pace;
import io.sluice.provider.TrafficProvider;
import io.sluice.provider.inmemory.InMemoryCloud;
import io.sluice.provider.inmemory.InMemoryProvider;
import io.sluice.traffic.ByHand;
import io.sluice.traffic.Fault;
import io.sluice.traffic.Restoration;
import io.sluice.traffic.Route;
import io.sluice.traffic.Sight;
import io.sluice.traffic.Snapshot;
import io.sluice.traffic.Timing;
import io.sluice.traffic.WeightChange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How often clouds are asked: they bill and throttle by the call. */
class CallsMadeTest {
    private static final Instant START = Instant.parse("2026-11-24T08:00:00Z");
    private static final Timing TIMING =
            new Timing(Duration.ofSeconds(5), Duration.ZERO, Duration.ofSeconds(20), Duration.ofSeconds(2));

    private final ManualClock clock = new ManualClock(START);
    private final InMemoryCloud cloud = new InMemoryCloud(clock);
    private final MemoryPlanStore store = new MemoryPlanStore(clock);
    private final Map<PlanId, Instant> alarms = new HashMap<>();
    private final List<String> calls = new ArrayList<>();
    private final List<Integer> figures = new ArrayList<>();
    private final Engine engine = new Engine(
            store,
            new Providers(Map.of("p", new Counted(new InMemoryProvider(cloud, "p", TIMING)))),
            Calls.inline(),
            new Decider(Pace.STANDARD, 5.0),
            (_, _) -> {},
            (plan, at) -> alarms.merge(plan, at, (one, other) -> one.isBefore(other) ? one : other),
            clock,
            clock::nanoTime);

    /** Promise M4: when nothing goes wrong, each step of a route is one look before, one write and one look after. */
    @Test
    void each_step_is_one_look_before_one_write_to_each_route_and_one_look_after() {
        submit(Specs.over("p/api", "p/edge")
                .shift(5, Duration.ZERO)
                .shift(50, Duration.ZERO)
                .shift(100, Duration.ZERO)
                .build());

        runUntil(START.plusSeconds(60));

        assertThat(store.plan(Specs.id(1)).state()).isInstanceOf(Completed.class);
        List<String> steps = calls.subList(calls.indexOf("apply api"), calls.size());
        List<String> step = List.of("apply api", "apply edge", "observe 2");
        // The first is the attaching of the new sides; the look after each write is the one before the next.
        assertThat(steps)
                .isEqualTo(List.of(step, step, step, step).stream()
                        .flatMap(List::stream)
                        .toList());
    }

    /** Whether requests follow the weights is asked for with the figures of a look, and only until it is known. */
    @Test
    void what_tells_whether_requests_follow_takes_no_call_of_its_own() {
        submit(Specs.over("p/edge").shift(5, Duration.ofHours(2)).build());

        runUntil(START.plusSeconds(120));

        assertThat(figures)
                .hasSameSizeAs(calls.stream()
                        .filter(call -> call.startsWith("observe"))
                        .skip(1) // the look with which the baseline is taken needs no figures
                        .toList());
        // Healthy targets of two sides, errors of the balancer; and once the requests of two sides in the windows so
        // far.
        assertThat(figures.stream().filter(count -> count > 3)).containsExactly(3 + 2 * 3);
        assertThat(figures).last().isEqualTo(3);
    }

    /** Promise M5: however many plans are watched, their provider is asked once in each interval. */
    @Test
    void plans_that_are_only_watched_are_looked_at_together() {
        for (int i = 0; i < 20; i++) {
            submit(Specs.over("p/r" + i).shift(5, Duration.ofHours(2)).build(), i + 1);
            runUntil(START.plusMillis(1700L * (i + 1))); // each begins at another moment
        }
        runUntil(START.plusSeconds(120));
        calls.clear();
        Duration watched = Duration.ofMinutes(30);

        runUntil(START.plusSeconds(120).plus(watched));

        long intervals = watched.dividedBy(Pace.STANDARD.watch());
        assertThat(store.plan(Specs.id(20)).state()).isInstanceOf(Baking.class);
        assertThat(calls).containsOnly("observe 20");
        assertThat((double) calls.size() / intervals)
                .as("%d looks in %d intervals", calls.size(), intervals)
                .isBetween(0.9, 1.1);
    }

    @Test
    void what_a_stranger_does_is_seen_within_an_interval_all_the_same() {
        for (int i = 0; i < 5; i++) {
            submit(Specs.over("p/r" + i).shift(5, Duration.ofHours(2)).build(), i + 1);
            runUntil(START.plusSeconds(4L * (i + 1)));
        }
        runUntil(START.plusSeconds(100));
        for (int i = 0; i < 5; i++) {
            cloud.strangerSets("r" + i, Map.of("r" + i + "-eu", 60, "r" + i + "-us", 40));
        }

        runUntil(clock.instant().plus(Pace.STANDARD.watch()).plusMillis(1));

        for (int i = 0; i < 5; i++) {
            assertThat(store.plan(Specs.id(i + 1)).state().word()).isEqualTo("held");
        }
    }

    private void submit(PlanSpec spec) {
        submit(spec, 1);
    }

    private void submit(PlanSpec spec, int number) {
        Map<String, String> keys = new HashMap<>();
        spec.routes().forEach(route -> {
            keys.put(route.name(), route.ref().toString());
            cloud.backend(route.name() + "-us", 3);
            cloud.route(route.name(), Map.of(route.name() + "-eu", 1));
        });
        Instant now = clock.instant();
        store.create(new PlanStore.NewPlan(
                Specs.id(number),
                spec,
                "{}",
                "sha256:0",
                keys,
                List.of(new PlanEvent.Submitted("sha256:0", spec.expected().byRoute())),
                Principal.LOCAL,
                now,
                now,
                Optional.empty()));
        alarms.put(Specs.id(number), now);
    }

    /** Ticks every plan whenever it wanted to be looked at, in order. */
    private void runUntil(Instant end) {
        Optional<Map.Entry<PlanId, Instant>> next = next();
        while (next.isPresent() && !next.get().getValue().isAfter(end)) {
            PlanId id = next.get().getKey();
            clock.advanceTo(next.get().getValue());
            alarms.remove(id);
            engine.tick(id);
            next = next();
        }
        clock.advanceTo(end);
    }

    private Optional<Map.Entry<PlanId, Instant>> next() {
        return alarms.entrySet().stream()
                .min(Map.Entry.<PlanId, Instant>comparingByValue()
                        .thenComparing(alarm -> alarm.getKey().value()));
    }

    /** A provider that writes down what it is asked. */
    private final class Counted implements io.sluice.provider.Provider {
        private final io.sluice.provider.Provider real;

        Counted(io.sluice.provider.Provider real) {
            this.real = real;
        }

        @Override
        public TrafficProvider traffic() {
            TrafficProvider traffic = real.traffic();
            return new TrafficProvider() {
                @Override
                public List<Fault> check(Route route) {
                    return traffic.check(route);
                }

                @Override
                public String canonicalKey(Route route) {
                    return traffic.canonicalKey(route);
                }

                @Override
                public Map<Route, Sight> observe(Set<Route> routes) {
                    calls.add("observe " + routes.size());
                    return traffic.observe(routes);
                }

                @Override
                public void apply(WeightChange change) {
                    calls.add("apply " + change.route().name());
                    traffic.apply(change);
                }

                @Override
                public Snapshot snapshot(Route route) {
                    return traffic.snapshot(route);
                }

                @Override
                public void restore(Restoration restoration) {
                    calls.add("restore " + restoration.route().name());
                    traffic.restore(restoration);
                }

                @Override
                public ByHand byHand(Route route, Snapshot baseline) {
                    return traffic.byHand(route, baseline);
                }
            };
        }

        @Override
        public io.sluice.provider.SignalSource signals() {
            return queries -> {
                figures.add(queries.size());
                return real.signals().read(queries);
            };
        }

        @Override
        public Timing timing() {
            return real.timing();
        }

        @Override
        public void close() {
            real.close();
        }
    }
}
