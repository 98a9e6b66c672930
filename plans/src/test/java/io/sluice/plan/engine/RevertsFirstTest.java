package io.sluice.plan.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanId;
import io.sluice.plan.PlanSpec;
import io.sluice.plan.PlanState.Baking;
import io.sluice.plan.Principal;
import io.sluice.plan.decide.Decider;
import io.sluice.plan.decide.Pace;
import io.sluice.provider.Provider;
import io.sluice.provider.SignalSource;
import io.sluice.provider.TrafficProvider;
import io.sluice.provider.inmemory.InMemoryCloud;
import io.sluice.provider.inmemory.InMemoryProvider;
import io.sluice.traffic.ByHand;
import io.sluice.traffic.CallQuota;
import io.sluice.traffic.CallQuota.Cost;
import io.sluice.traffic.CallQuota.Operation;
import io.sluice.traffic.Fault;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import io.sluice.traffic.Restoration;
import io.sluice.traffic.Route;
import io.sluice.traffic.Sight;
import io.sluice.traffic.Snapshot;
import io.sluice.traffic.Timing;
import io.sluice.traffic.WeightChange;
import io.sluice.traffic.WeightScale;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * Promise M2 with the real engine and real threads: an account that allows 20 changes at once and 3 a second (here 30, so that
 * nobody waits for the test), 20 plans that keep ramping, and 60 that are put back. How long that takes is on a virtual clock in
 * {@link TokenBucketTest}; here is that the cloud never has to refuse, and that no ramp gets in between.
 */
class RevertsFirstTest {
    private static final int BURST = 20;
    private static final double PER_SECOND = 30;
    private static final long PAUSE_NANOS = Duration.ofMillis(5).toNanos();
    private static final int REVERTED = 60;
    private static final int RAMPING = 20;
    private static final Timing TIMING =
            new Timing(Duration.ofSeconds(5), Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(10));

    private final InstantSource clock = InstantSource.system();
    private final InMemoryCloud cloud = new InMemoryCloud("memory", clock, new WeightScale(999), false, Duration.ZERO);
    private final MemoryPlanStore store = new MemoryPlanStore(clock);
    private final Account account = new Account(new InMemoryProvider(cloud, "p", TIMING));
    private final VirtualThreadCalls calls = new VirtualThreadCalls();
    private final Engine engine = new Engine(
            store,
            new Providers(Map.of("p", account)),
            calls,
            new Decider(Pace.STANDARD, 5.0),
            (_, _) -> {},
            (_, _) -> {},
            clock,
            System::nanoTime);

    @Test
    void sixty_reverts_among_twenty_busy_ramps() throws Exception {
        for (int i = 1; i <= REVERTED + RAMPING; i++) {
            submit(i, i > REVERTED);
        }
        AtomicBoolean over = new AtomicBoolean();
        try (calls;
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> _ = threads.submit(() -> {
                while (!over.get()) {
                    engine.claims().renewAll();
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            });
            all(threads, 1, REVERTED, id -> {
                while (!(store.plan(id).state() instanceof Baking baking) || baking.step() == 0) {
                    engine.tick(id);
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            });
            for (int i = REVERTED + 1; i <= REVERTED + RAMPING; i++) {
                PlanId id = Specs.id(i);
                Future<?> _ = threads.submit(() -> {
                    while (!over.get() && !store.plan(id).isTerminal()) {
                        engine.tick(id);
                        LockSupport.parkNanos(PAUSE_NANOS);
                    }
                });
            }
            account.awaitRamps(2 * RAMPING); // they are busy

            Moves moves = new Moves(
                    store,
                    engine.journal(),
                    engine::seizeAndTick,
                    (_, _) -> {},
                    People.NOBODY,
                    clock,
                    () -> Specs.id(1000));
            all(threads, 1, REVERTED, id -> moves.revert(id, false, "back", Principal.LOCAL));
            over.set(true);
            engine.windDown(); // a ramp of 500 steps would go on within its tick
        }

        assertThat(account.restored.get()).isGreaterThanOrEqualTo(REVERTED);
        for (int i = 1; i <= REVERTED; i++) {
            assertThat(cloud.state("r" + i).natives()).containsEntry("r" + i + "-us", 0);
        }
        assertThat(account.refused.get()).as("calls that the cloud refused").isZero();
        // What had its turn already when the reverts came may still go out; a ramp that queued behind them may not.
        assertThat(account.rampsAmongRestores.get())
                .as("ramps among the reverts")
                .isLessThan(RAMPING);
        System.out.printf(
                "P18: %d routes back among %d busy ramps: %d calls refused by the cloud, %d ramps that had their turn already%n",
                REVERTED, RAMPING, account.refused.get(), account.rampsAmongRestores.get());
    }

    private interface Work {
        void on(PlanId id);
    }

    private static void all(ExecutorService threads, int from, int to, Work work) throws Exception {
        List<Future<?>> running = new ArrayList<>();
        for (int i = from; i <= to; i++) {
            PlanId id = Specs.id(i);
            running.add(threads.submit(() -> work.on(id)));
        }
        for (Future<?> one : running) {
            one.get();
        }
    }

    private void submit(int number, boolean ramps) {
        String route = "r" + number;
        Specs specs = Specs.over("p/" + route);
        if (ramps) {
            for (int i = 0; i < 500; i++) {
                specs.shift(10 + i % 2, Duration.ZERO);
            }
        } else {
            specs.shift(5, Duration.ofHours(1));
        }
        PlanSpec spec = specs.build();
        cloud.backend(route + "-us", 3);
        cloud.route(route, Map.of(route + "-eu", 1, route + "-us", 0));
        Map<String, String> keys = new HashMap<>(Map.of(route, "p/" + route));
        store.create(new PlanStore.NewPlan(
                Specs.id(number),
                spec,
                "{}",
                "sha256:0",
                keys,
                List.of(new PlanEvent.Submitted("sha256:0", spec.expected().byRoute())),
                Principal.LOCAL,
                clock.instant(),
                clock.instant(),
                Optional.empty()));
    }

    /** An account whose cloud counts for itself, and refuses what is too much. */
    private static final class Account implements Provider {
        private final Provider real;
        private final AtomicInteger ramps = new AtomicInteger();
        private final AtomicInteger restored = new AtomicInteger();
        private final AtomicInteger refused = new AtomicInteger();
        private final AtomicInteger rampsAmongRestores = new AtomicInteger();
        private double tokens = BURST;
        private long filledAt = System.nanoTime();

        Account(Provider real) {
            this.real = real;
        }

        private synchronized void take() {
            long now = System.nanoTime();
            tokens = Math.min(BURST, tokens + (now - filledAt) * PER_SECOND / 1e9);
            filledAt = now;
            if (tokens < 1) {
                refused.incrementAndGet();
                throw new ProviderException(new ProviderError.Throttled("Rate exceeded", Optional.empty()));
            }
            tokens--;
        }

        void awaitRamps(int count) {
            int before = ramps.get();
            while (ramps.get() < before + count) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }

        @Override
        public List<CallQuota> quotas() {
            return List.of(
                    new CallQuota("account/changes", BURST, PER_SECOND, Map.of(Operation.CHANGE, new Cost(0, 1))));
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
                    return traffic.observe(routes);
                }

                @Override
                public void apply(WeightChange change) {
                    take();
                    ramps.incrementAndGet();
                    if (restored.get() > 0 && restored.get() < REVERTED) {
                        rampsAmongRestores.incrementAndGet();
                    }
                    traffic.apply(change);
                }

                @Override
                public Snapshot snapshot(Route route) {
                    return traffic.snapshot(route);
                }

                @Override
                public void restore(Restoration restoration) {
                    take();
                    restored.incrementAndGet();
                    traffic.restore(restoration);
                }

                @Override
                public ByHand byHand(Route route, Snapshot baseline) {
                    return traffic.byHand(route, baseline);
                }
            };
        }

        @Override
        public SignalSource signals() {
            return real.signals();
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
