package io.sluice.app.store;

import static io.sluice.app.store.PlanFixture.ANN;
import static io.sluice.app.store.PlanFixture.NOON;
import static io.sluice.app.store.PlanFixture.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.app.store.PlanFixture.Submission;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.RevertCause;
import io.sluice.plan.engine.PlanStore.Claim;
import io.sluice.plan.engine.PlanStore.Created;
import io.sluice.plan.engine.StoreUnavailable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** A real standby that lags takes the place of a real server that dies, while nodes hold what it had acknowledged. */
class PostgresFailoverTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    @Test
    void row63NothingThatWasAcknowledgedIsLostWhileTheNodeLivesThatWroteIt() {
        try (PostgresServer primary = PostgresServer.ofItsOwn()) {
            String name = primary.newDatabase();
            try (PostgresServer standby = primary.standby();
                    Database ofA = PostgresServer.open(both(primary, standby, name));
                    Database ofB = PostgresServer.open(both(primary, standby, name))) {
                JdbiPlanStore a = new JdbiPlanStore(ofA, PlanFixture::read);
                JdbiPlanStore b = new JdbiPlanStore(ofB, PlanFixture::read);
                Plan known = created(a, 1, "edge");
                Plan otherwise = created(a, 3, "dns");
                standby.awaitAll(primary);
                standby.lag();

                Plan reverted = a.append(
                                known,
                                List.of(new PlanEvent.RevertStarted(RevertCause.ordered("back", false))),
                                ANN,
                                NOON)
                        .orElseThrow();
                Plan born = paused(a, created(a, 2, "api"));
                paused(a, otherwise);
                Claim claim = a.claim(id(3), LONG).orElseThrow();
                primary.stop();
                standby.promote();

                Plan went = retried(() -> b.append(otherwise, List.of(new PlanEvent.PauseAsked("by b")), ANN, NOON))
                        .orElseThrow();
                assertThat(b.plan(id(1))).as("the standby lagged").isEqualTo(known);
                Claim taken = b.claim(id(3), LONG).orElseThrow();
                assertThat(taken.epoch()).isGreaterThan(claim.epoch());

                assertThat(retried(() -> a.plan(id(1)))).isEqualTo(reverted);
                assertThat(a.permits(claim, went.generation())).isFalse();
                assertThat(a.due(NOON.plusSeconds(60), 10)).contains(id(2), id(3));
                assertThat(b.plan(id(2)))
                        .as("a plan that was forgotten altogether")
                        .isEqualTo(born);
                assertThat(b.findOwner("key of api")).contains(id(2));
                assertThat(a.plan(id(3)))
                        .as("the database counts where it went on")
                        .isEqualTo(went);
                assertThat(standby.ask(name, "select generation from route_generation where route_key = 'key of edge'"))
                        .isEqualTo(String.valueOf(reverted.generation()));
                for (int number = 1; number <= 3; number++) {
                    assertThat(b.findJournalFault(id(number))).isEmpty();
                }
            }
        }
    }

    private static DatabaseSettings both(PostgresServer primary, PostgresServer standby, String name) {
        return new DatabaseSettings(
                "jdbc:postgresql://127.0.0.1:%d,127.0.0.1:%d/%s?targetServerType=primary"
                        .formatted(primary.port(), standby.port(), name),
                "sluice_app",
                Optional.empty(),
                4,
                Map.of());
    }

    private static Plan created(JdbiPlanStore store, int number, String route) {
        return ((Created.Stored) store.create(Submission.of(number, route).plan())).plan();
    }

    private static Plan paused(JdbiPlanStore store, Plan plan) {
        return store.append(plan, List.of(new PlanEvent.PauseAsked("lunch")), ANN, NOON)
                .orElseThrow();
    }

    /** Until the other server answers. */
    private static <T> T retried(Supplier<T> work) {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (true) {
            try {
                return work.get();
            } catch (StoreUnavailable e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }
        }
    }
}
