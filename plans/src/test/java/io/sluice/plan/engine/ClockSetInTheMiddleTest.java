package io.sluice.plan.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.plan.JournalLine;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent.ClockStepped;
import io.sluice.plan.decide.Decider;
import io.sluice.plan.decide.Pace;
import io.sluice.provider.inmemory.InMemoryProvider;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Somebody sets the clock while a plan is being dealt with; random walks found both. */
class ClockSetInTheMiddleTest {
    private final OneRoute world = new OneRoute();
    private final Interruptions interruptions = new Interruptions();
    private final Providers providers = new Providers(Map.of(
            "p",
            new InterruptedProvider(
                    new InMemoryProvider(world.cloud, "p", InMemoryProvider.QUICK), interruptions, _ -> {})));

    @BeforeEach
    void aPlanThatBakes() {
        world.startProcess(() -> providers);
        world.submit(Specs.over("p/edge").shift(5, Duration.ofHours(3)).build());
        world.runFor(Duration.ofMinutes(1));
    }

    @Test
    void the_next_look_is_by_the_clock_as_it_is_now() {
        List<Instant> alarms = new ArrayList<>();
        Engine engine = new Engine(
                world.store,
                providers,
                Calls.inline(),
                new Decider(Pace.STANDARD, 5.0),
                (_, _) -> {},
                (_, at) -> alarms.add(at),
                world.clock,
                world.clock::nanoTime);
        interruptions.order(0, false, () -> world.clock.set(Duration.ofHours(-1)));

        engine.tick(OneRoute.ID);

        Instant soon = world.clock.instant().plus(Pace.STANDARD.firstRetry());
        assertThat(world.clock.ahead()).isEqualTo(Duration.ofHours(-1));
        assertThat(alarms).containsExactly(soon);
        assertThat(world.store.due(soon, 1)).containsExactly(OneRoute.ID);
    }

    @Test
    void a_process_that_has_read_the_plan_before_another_told_of_the_step_does_not_tell_it_again() {
        PlanJournal one = journal();
        PlanJournal other = journal();
        Plan stale = world.plan();
        assertThat(one.follow(stale).plan()).isEqualTo(stale);
        assertThat(other.follow(stale).plan()).isEqualTo(stale);

        world.clock.set(Duration.ofHours(1));
        assertThat(one.follow(world.plan()).plan().version()).isEqualTo(stale.version() + 1);
        assertThat(other.follow(stale).plan()).isEqualTo(stale);
        world.clock.set(Duration.ofSeconds(-10));
        assertThat(other.follow(world.plan()).plan().version()).isEqualTo(stale.version() + 2);

        List<JournalLine> told = world.store.journal(OneRoute.ID, stale.version(), 10);
        assertThat(told)
                .extracting(JournalLine::event)
                .containsExactly(new ClockStepped(Duration.ofHours(1)), new ClockStepped(Duration.ofSeconds(-10)));
    }

    private PlanJournal journal() {
        return new PlanJournal(world.store, world.clock, world.clock::nanoTime);
    }
}
