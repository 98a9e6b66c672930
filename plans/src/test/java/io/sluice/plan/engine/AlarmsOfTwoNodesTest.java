package io.sluice.plan.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.plan.Plan;
import io.sluice.plan.PlanId;
import io.sluice.plan.decide.Decider;
import io.sluice.plan.decide.Pace;
import io.sluice.provider.inmemory.InMemoryProvider;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each node that ever looked at a plan may still have an alarm for it; the plan is looked at as often as if there were one node. */
class AlarmsOfTwoNodesTest {
    private static final Duration A_WHILE = Duration.ofMinutes(10);

    private final OneRoute world = new OneRoute();
    private final Providers providers =
            new Providers(Map.of("p", new InMemoryProvider(world.cloud, "p", InMemoryProvider.QUICK)));
    private int looks;
    private boolean broken;
    private boolean takesNothingBack;

    private final PlanStore store = new ForwardingStore(world.store) {
        @Override
        public Optional<Plan> find(PlanId id) {
            looks++;
            if (broken) {
                throw new IllegalStateException("in the middle of a look");
            }
            return super.find(id);
        }

        @Override
        public void release(Claim claim, long decidedAt, Instant lookAt) {
            if (takesNothingBack) {
                throw new IllegalStateException("nor is the claim given back");
            }
            super.release(claim, decidedAt, lookAt);
        }
    };
    private final Node first = new Node();
    private final Node second = new Node();

    /** An engine that its own alarm wakes. */
    private final class Node {
        final ManualAlarm alarm = new ManualAlarm();
        final Engine engine = new Engine(
                store,
                providers,
                Calls.inline(),
                new Decider(Pace.STANDARD, 5.0),
                (_, _) -> {},
                alarm,
                world.clock,
                world.clock::nanoTime);

        void wake() {
            alarm.takeDue(world.clock.instant()).forEach(engine::tickIfDue);
        }
    }

    private void aPlanThatBakes() {
        world.startProcess(() -> providers);
        world.submit(Specs.over("p/edge").shift(5, Duration.ofHours(3)).build());
        first.engine.tick(OneRoute.ID);
        runFor(Duration.ofMinutes(1), first);
        looks = 0;
    }

    private void runFor(Duration time, Node... nodes) {
        Instant end = world.clock.instant().plus(time);
        while (true) {
            Instant next = Stream.of(nodes)
                    .flatMap(node -> node.alarm.next().stream())
                    .min(Instant::compareTo)
                    .orElse(Instant.MAX);
            if (next.isAfter(end)) {
                world.clock.advanceTo(end);
                return;
            }
            world.clock.advanceTo(next);
            List.of(nodes).forEach(Node::wake);
        }
    }

    @Test
    void a_second_node_that_ticked_once_adds_one_look() {
        aPlanThatBakes();
        runFor(A_WHILE, first, second);
        int alone = looks;
        looks = 0;
        world.clock.advance(Duration.ofSeconds(7)); // so that its alarms lie between those of the first
        second.engine.tick(OneRoute.ID);
        runFor(A_WHILE, first, second);
        assertThat(alone).isPositive();
        assertThat(looks).isBetween(alone, alone + 1);
    }

    @Test
    void an_alarm_may_ring_a_little_early() {
        aPlanThatBakes();
        Instant due = first.alarm.next().orElseThrow();
        world.clock.advanceTo(due.minusMillis(251));
        first.engine.tickIfDue(OneRoute.ID);
        assertThat(looks).isZero();
        world.clock.advanceTo(due.minusMillis(250));
        first.engine.tickIfDue(OneRoute.ID);
        assertThat(looks).isPositive();
    }

    @Test
    void a_plan_whose_look_failed_is_due_when_its_alarm_rings() {
        aPlanThatBakes();
        broken = true;
        assertThatThrownBy(() -> first.engine.tick(OneRoute.ID)).hasMessage("in the middle of a look");
        Instant again = world.clock.instant().plus(Engine.AFTER_A_FAILURE);
        assertThat(first.alarm.next()).contains(again);
        assertThat(world.store.due(again.minusMillis(1), 1)).isEmpty();
        assertThat(world.store.due(again, 1)).containsExactly(OneRoute.ID);
    }

    @Test
    void what_ended_a_look_is_told_though_its_claim_cannot_be_given_back_either() {
        aPlanThatBakes();
        broken = true;
        takesNothingBack = true;
        assertThatThrownBy(() -> first.engine.tick(OneRoute.ID))
                .hasMessage("in the middle of a look")
                .satisfies(told -> assertThat(told.getSuppressed())
                        .singleElement()
                        .satisfies(also -> assertThat(also).hasMessage("nor is the claim given back")));
        assertThat(first.alarm.next()).contains(world.clock.instant().plus(Engine.AFTER_A_FAILURE));
    }
}
