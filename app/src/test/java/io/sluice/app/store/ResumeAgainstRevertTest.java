package io.sluice.app.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.plan.JournalLine;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanEvent.ResumeAsked;
import io.sluice.plan.PlanEvent.RevertStarted;
import io.sluice.plan.PlanId;
import io.sluice.plan.PlanState.Held;
import io.sluice.plan.PlanState.Reverting;
import io.sluice.plan.Principal;
import io.sluice.plan.decide.Decider;
import io.sluice.plan.decide.Pace;
import io.sluice.plan.engine.Engine;
import io.sluice.plan.engine.Moves;
import io.sluice.plan.engine.Moves.Moved;
import io.sluice.plan.engine.People;
import io.sluice.plan.engine.Providers;
import io.sluice.plan.engine.VirtualThreadCalls;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Two operators at two nodes, a thousand times at the same moment: one lets a held plan go on, the other has it put back. */
class ResumeAgainstRevertTest {
    private static final int RACES = 1_000;
    private static final Principal BOB = new Principal("bob");

    private final AtomicInteger putBack = new AtomicInteger();

    @Test
    void row60TheRevertWinsAlways() throws Exception {
        String name = PostgresServer.shared().newDatabase();
        int resumedFirst = 0;
        try (Database one = PostgresServer.shared().open(name);
                Database other = PostgresServer.shared().open(name);
                VirtualThreadCalls calls = new VirtualThreadCalls();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            JdbiPlanStore store = new JdbiPlanStore(one, PlanFixture::read);
            Moves resuming = moves(store, calls);
            Moves reverting = moves(new JdbiPlanStore(other, PlanFixture::read), calls);
            for (int race = 1; race <= RACES; race++) {
                PlanId id = held(store, race);
                CyclicBarrier start = new CyclicBarrier(2);
                Future<Moved> resumed = threads.submit(() -> {
                    start.await();
                    return resuming.resume(id, Optional.empty(), "it looks well", PlanFixture.ANN);
                });
                Future<Moved> reverted = threads.submit(() -> {
                    start.await();
                    return reverting.revert(id, false, "it does not", BOB);
                });
                assertThat(reverted.get()).isInstanceOf(Moved.InForce.class);
                assertThat(resumed.get()).isInstanceOfAny(Moved.InForce.class, Moved.NotAllowed.class);
                Plan plan = store.plan(id);
                assertThat(plan.state()).as("race %d", race).isInstanceOf(Reverting.class);
                List<Class<?>> last = store.journal(id, 0, Integer.MAX_VALUE).stream()
                        .map(JournalLine::event)
                        .<Class<?>>map(PlanEvent::getClass)
                        .filter(type -> type == ResumeAsked.class || type == RevertStarted.class)
                        .toList();
                assertThat(last.getLast()).as("race %d: %s", race, last).isEqualTo(RevertStarted.class);
                assertThat(last).filteredOn(RevertStarted.class::equals).hasSize(1);
                assertThat(resuming.resume(id, Optional.empty(), "again", PlanFixture.ANN))
                        .isInstanceOf(Moved.NotAllowed.class);
                resumedFirst += last.size() - 1;
            }
        }
        assertThat(putBack).hasValue(RACES);
        System.out.printf(
                "%d resumes against reverts over two stores on PostgreSQL: the revert wins all; the resume came first in %d%n",
                RACES, resumedFirst);
    }

    /** A node's moves; nothing but their lines is looked at here. */
    private Moves moves(JdbiPlanStore store, VirtualThreadCalls calls) {
        Engine engine = new Engine(
                store,
                new Providers(Map.of()),
                calls,
                new Decider(Pace.STANDARD, 5),
                (_, _) -> {},
                (_, _) -> {},
                InstantSource.system(),
                System::nanoTime);
        return new Moves(
                store,
                engine.journal(),
                _ -> putBack.incrementAndGet(),
                (_, _) -> {},
                People.NOBODY,
                InstantSource.system(),
                () -> PlanFixture.id(RACES + 1));
    }

    /** One that has started and was paused. */
    private static PlanId held(JdbiPlanStore store, int number) {
        String route = "route-" + number;
        PlanFixture.Submission submission = PlanFixture.Submission.of(number, route);
        assertThat(store.create(submission.plan())).isNotNull();
        Plan plan = store.plan(submission.id());
        for (PlanEvent event :
                List.of(new PlanEvent.Started(PlanFixture.baseline(route)), new PlanEvent.PauseAsked("a look"))) {
            plan = store.append(plan, List.of(event), PlanFixture.ANN, PlanFixture.NOON)
                    .orElseThrow();
        }
        assertThat(plan.state()).isInstanceOf(Held.class);
        return plan.id();
    }
}
