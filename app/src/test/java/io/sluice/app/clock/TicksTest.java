package io.sluice.app.clock;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.app.store.PlanFixture;
import io.sluice.app.store.PlanFixture.Submission;
import io.sluice.plan.PlanId;
import io.sluice.plan.decide.Decider;
import io.sluice.plan.decide.Pace;
import io.sluice.plan.engine.Engine;
import io.sluice.plan.engine.MemoryPlanStore;
import io.sluice.plan.engine.PlanStore;
import io.sluice.plan.engine.PlanStore.Claim;
import io.sluice.plan.engine.Providers;
import io.sluice.plan.engine.StoreUnavailable;
import io.sluice.plan.engine.VirtualThreadCalls;
import io.sluice.provider.Provider;
import io.sluice.provider.inmemory.InMemoryCloud;
import io.sluice.provider.inmemory.InMemoryProvider;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import io.sluice.traffic.Timing;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a node takes up, and what it leaves behind. Its cloud answers no look until it is told to. */
class TicksTest {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final Duration ONE_HOUR = Duration.ofHours(1);
    private static final Timing PATIENT = new Timing(Duration.ofSeconds(1), Duration.ZERO, ONE_HOUR, ONE_HOUR);

    private final InstantSource clock = () -> PlanFixture.NOON;
    private final MemoryPlanStore store = new MemoryPlanStore(clock);
    private final CountDownLatch answers = new CountDownLatch(1);
    private final AtomicInteger looks = new AtomicInteger();
    private final VirtualThreadCalls calls = new VirtualThreadCalls();
    private final AtomicBoolean takesNothingBack = new AtomicBoolean();
    private final Engine engine = new Engine(
            stubborn(),
            new Providers(Map.of("aws-prod", cloud())),
            calls,
            new Decider(Pace.STANDARD, 5.0),
            (_, _) -> {},
            (_, _) -> {},
            clock,
            System::nanoTime);
    private final Ticks ticks = new Ticks(engine, store, (_, _) -> {}, clock, calls::giveUp, Duration.ofMillis(1));
    private final ClaimRenewal renewal = new ClaimRenewal(engine.claims());

    /** The store, which may hear of no claim that is given back. */
    private PlanStore stubborn() {
        return (PlanStore) Proxy.newProxyInstance(
                PlanStore.class.getClassLoader(), new Class<?>[] {PlanStore.class}, (_, method, arguments) -> {
                    if (method.getName().equals("release") && takesNothingBack.get()) {
                        throw new StoreUnavailable("gone for a moment", new SQLException("broken"));
                    }
                    return method.invoke(store, arguments);
                });
    }

    private Provider cloud() {
        Provider real = new InMemoryProvider(new InMemoryCloud(clock), "aws-prod", PATIENT);
        return (Provider) Proxy.newProxyInstance(
                Provider.class.getClassLoader(), new Class<?>[] {Provider.class}, (_, method, arguments) -> {
                    if (method.getName().equals("traffic")) {
                        looks.incrementAndGet();
                        answers.await();
                    }
                    if (method.getName().equals("traffic") || method.getName().equals("signals")) {
                        throw new ProviderException(new ProviderError.Unavailable("down"));
                    }
                    return method.invoke(real, arguments);
                });
    }

    @AfterEach
    void answer() throws InterruptedException {
        answers.countDown();
        ticks.stop();
        renewal.stop();
        calls.close();
    }

    private static void await(BooleanSupplier what) {
        long end = System.nanoTime() + DEADLINE.toNanos();
        while (!what.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            LockSupport.parkNanos(1_000_000);
        }
    }

    private PlanId submit(int number, Instant lookAt) {
        store.create(Submission.of(number, "r" + number).at(lookAt).plan());
        return PlanFixture.id(number);
    }

    @Test
    void whatIsDueOnlyJustIsLeftToTheNodeThatSetItsAlarm() {
        PlanId late = submit(1, clock.instant().minusMillis(300));
        PlanId justDue = submit(2, clock.instant().minusMillis(299));
        ticks.sweep();
        await(() -> looks.get() == 1);
        assertThat(store.claimDue(clock.instant(), 10, ONE_HOUR))
                .extracting(Claim::plan)
                .as("not " + late)
                .containsExactly(justDue);
    }

    @Test
    void anAlarmHasNothingLookedAtThatIsNotDueAndAMoveHas() {
        PlanId later = submit(1, clock.instant().plusSeconds(15));
        PlanId due = submit(2, clock.instant());
        ticks.wake(later);
        ticks.wake(due);
        await(() -> looks.get() == 1);
        assertThat(store.claim(due, ONE_HOUR)).as("it is being looked at").isEmpty();
        await(() -> {
            ticks.start(later); // while its alarm is being refused, it is put off
            return looks.get() == 2;
        });
    }

    @Test
    void aNodeIsAtSoManyPlansAtOnceAndARevertQueuesBehindNone() {
        renewal.start();
        for (int i = 1; i <= 700; i++) {
            submit(i, clock.instant().minusSeconds(60));
        }
        PlanId waits = submit(701, clock.instant());
        ticks.sweep();
        await(() -> looks.get() == 500);
        ticks.sweep();
        ticks.start(waits);
        ticks.putBack(waits);
        await(() -> looks.get() == 501);
        assertThat(store.claim(waits, ONE_HOUR)).as("it is being put back").isEmpty();
        assertThat(store.claimDue(clock.instant().minusSeconds(30), 700, ONE_HOUR))
                .as("are left to other nodes")
                .hasSize(200);
        assertThat(looks).hasValue(501);
    }

    @Test
    void whatIsLeftIsTakenUpAsSoonAsThereIsRoom() {
        for (int i = 1; i <= 700; i++) {
            submit(i, clock.instant().minusSeconds(60));
        }
        ticks.sweep();
        await(() -> looks.get() == 500);
        answers.countDown();
        await(() -> store.due(clock.instant().minusSeconds(30), 1).isEmpty());
    }

    @Test
    void aClaimThatCannotBeGivenBackTakesNoOthersWithIt() {
        PlanId goesBackAlone = submit(1, clock.instant().minusSeconds(60));
        submit(2, clock.instant().minusSeconds(59));
        submit(3, clock.instant().minusSeconds(58));
        ticks.leaves(goesBackAlone::equals);
        takesNothingBack.set(true);
        ticks.sweep();
        await(() -> looks.get() == 2);
    }

    @Test
    void aStopGivesBackEveryClaim() throws InterruptedException {
        for (int i = 1; i <= 3; i++) {
            submit(i, clock.instant().minusSeconds(60));
        }
        ticks.sweep();
        await(() -> looks.get() == 3);
        renewal.start();
        ticks.stop();
        assertThat(store.claimDue(clock.instant().plus(Pace.STANDARD.firstRetry()), 10, ONE_HOUR))
                .as("another node need not wait for a claim to run out, at a clock that stands still")
                .hasSize(3);
    }
}
