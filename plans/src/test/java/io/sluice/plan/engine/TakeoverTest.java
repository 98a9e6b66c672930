package io.sluice.plan.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.plan.JournalLine;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanEvent.Purpose;
import io.sluice.plan.PlanEvent.RevertStarted;
import io.sluice.plan.PlanEvent.WriteApplied;
import io.sluice.plan.PlanEvent.WriteIntended;
import io.sluice.plan.PlanEvent.WriteRefused;
import io.sluice.plan.PlanId;
import io.sluice.plan.PlanState.Completed;
import io.sluice.plan.PlanState.Reverted;
import io.sluice.plan.PlanState.Reverting;
import io.sluice.plan.Principal;
import io.sluice.plan.RevertCause;
import io.sluice.plan.decide.Decider;
import io.sluice.plan.decide.Pace;
import io.sluice.provider.Provider;
import io.sluice.provider.inmemory.InMemoryCloud;
import io.sluice.provider.inmemory.InMemoryProvider;
import io.sluice.provider.inmemory.Mishap;
import io.sluice.traffic.CallQuota.Operation;
import io.sluice.traffic.Route;
import io.sluice.traffic.Timing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two nodes over one store: what the second does when the first dies or freezes in the middle of a write, and what the first does then. */
class TakeoverTest {
    private static final Instant START = Instant.parse("2026-11-24T08:00:00Z");
    private static final Duration LANDS_WITHIN = Duration.ofSeconds(20);
    private static final Timing TIMING =
            new Timing(Duration.ofSeconds(5), Duration.ZERO, LANDS_WITHIN, Duration.ofSeconds(2));
    private static final PlanId ID = Specs.id(1);

    /** Longer than a claim, and than any call may take. */
    private static final Duration FREEZE = Duration.ofSeconds(5);

    private final ManualClock clock = new ManualClock(START);
    private final InMemoryCloud cloud = new InMemoryCloud(clock);
    private final MemoryPlanStore store = new MemoryPlanStore(clock);
    private final List<String> sent = new ArrayList<>();
    private int turnsGivenBack;
    private final Node first = new Node("first");
    private final Node second = new Node("second");

    /** Turns that come at once, and how many of them were given back. */
    private final class CountedTurns implements Calls {
        @Override
        public <T> List<Answer<T>> all(List<Call<T>> calls) {
            return Calls.inline().all(calls);
        }

        @Override
        public Turn turn(
                Provider provider, Operation operation, Collection<Route> routes, CallBudget.Priority priority) {
            return new Turn() {
                @Override
                public Duration expected() {
                    return Duration.ZERO;
                }

                @Override
                public boolean await(Duration atMost) {
                    return true;
                }

                @Override
                public void cancel() {
                    turnsGivenBack++;
                }
            };
        }
    }

    /** One process: its engine over the common store, and what may come between its lines. */
    private final class Node extends ForwardingStore {
        private final Engine engine;
        private boolean dead;
        private boolean isPermissionUnknown;
        private boolean isRenewalUnknown;
        private Runnable afterIntent = () -> {};
        private Runnable whileSending = () -> {};

        Node(String name) {
            super(store);
            InterruptedProvider provider =
                    new InterruptedProvider(new InMemoryProvider(cloud, "p", TIMING), new Interruptions(), request -> {
                        sent.add(name);
                        whileSending.run();
                    });
            engine = new Engine(
                    this,
                    new Providers(Map.of("p", provider)),
                    new CountedTurns(),
                    new Decider(Pace.STANDARD, 5.0),
                    (_, _) -> {},
                    (_, _) -> {},
                    clock,
                    clock::nanoTime);
        }

        private void live() {
            if (dead) {
                throw new StoreUnavailable("this node is dead", new IllegalStateException());
            }
        }

        @Override
        public Optional<Plan> append(Plan read, List<PlanEvent> events, Principal by, Instant at) {
            live();
            Optional<Plan> appended = super.append(read, events, by, at);
            if (events.getFirst() instanceof WriteIntended) {
                Runnable now = afterIntent;
                afterIntent = () -> {};
                now.run();
            }
            return appended;
        }

        @Override
        public boolean permits(Claim claim, long generation) {
            if (isPermissionUnknown) {
                throw new StoreUnavailable("cut off", new IllegalStateException());
            }
            return super.permits(claim, generation);
        }

        @Override
        public Set<Claim> renew(Collection<Claim> claims, Duration length) {
            if (isRenewalUnknown) {
                throw new StoreUnavailable("cut off", new IllegalStateException());
            }
            return super.renew(claims, length);
        }

        @Override
        public void release(Claim claim, long decidedAt, Instant lookAt) {
            live();
            super.release(claim, decidedAt, lookAt);
        }

        /** What the sweep of a node does, every half a second. */
        void sweepFor(Duration time) {
            Instant end = clock.instant().plus(time);
            while (clock.instant().isBefore(end) && !plan(ID).isTerminal()) {
                due(clock.instant(), 1).forEach(engine::tick);
                clock.advance(Duration.ofMillis(500));
            }
        }

        void diesWhileSending() {
            whileSending = () -> {
                dead = true;
                throw new Crash("in the middle of a call");
            };
            try {
                engine.tick(ID);
            } catch (StoreUnavailable | Crash _) {
                assertThat(dead).isTrue();
            }
        }
    }

    @BeforeEach
    void submit() {
        cloud.backend("edge-us", 3);
        cloud.route("edge", Map.of("edge-eu", 100, "edge-us", 0));
        store.create(new PlanStore.NewPlan(
                ID,
                Specs.over("p/edge")
                        .shift(10, Duration.ZERO)
                        .shift(50, Duration.ofSeconds(30))
                        .build(),
                "{}",
                "sha256:0",
                Map.of("edge", "p/edge"),
                List.of(new PlanEvent.Submitted("sha256:0", Map.of())),
                Principal.LOCAL,
                START,
                START,
                Optional.empty()));
    }

    private Plan plan() {
        return store.plan(ID);
    }

    private <T extends PlanEvent> List<T> events(Class<T> kind) {
        return lines().map(JournalLine::event)
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    private Stream<JournalLine> lines() {
        return store.journal(ID, 0, Integer.MAX_VALUE).stream();
    }

    /** When the intent for each weight of the new side was first written down by a tick that wanted it. */
    private List<WriteIntended> forward() {
        return events(WriteIntended.class).stream()
                .filter(intent -> intent.purpose() == Purpose.FORWARD)
                .toList();
    }

    private Instant intendedAt(WriteIntended intent) {
        return lines().filter(line -> line.event().equals(intent))
                .findFirst()
                .orElseThrow()
                .at();
    }

    private void revertIsAccepted() {
        assertThat(store.append(
                        plan(),
                        List.of(new RevertStarted(RevertCause.ordered("back", false))),
                        Principal.LOCAL,
                        clock.instant()))
                .isPresent();
    }

    @Test
    void other_weights_wait_until_nothing_of_the_dead_node_can_land() {
        first.diesWhileSending();
        Instant died = clock.instant();
        assertThat(sent).containsExactly("first");
        WriteIntended ofTheDead = forward().getFirst();

        second.sweepFor(Duration.ofMinutes(2));

        assertThat(plan().state()).isInstanceOf(Completed.class);
        List<WriteIntended> intents = forward();
        WriteIntended same = intents.get(1);
        assertThat(same.to()).as("the same weights may be asked for again").isEqualTo(ofTheDead.to());
        assertThat(intendedAt(same))
                .as("within 3 s of the death")
                .isAfterOrEqualTo(died.plus(Claims.LENGTH))
                .isBeforeOrEqualTo(died.plusSeconds(3));
        WriteIntended other = intents.get(2);
        assertThat(other.to()).isNotEqualTo(ofTheDead.to());
        assertThat(intendedAt(other)).isAfterOrEqualTo(ofTheDead.mayLandUntil());
        assertThat(cloud.state("edge").natives()).containsEntry("edge-us", 1);
    }

    @Test
    void a_revert_waits_for_nothing_of_the_dead_node() {
        first.diesWhileSending();
        revertIsAccepted();
        second.engine.seizeAndTick(ID);
        assertThat(sent).containsExactly("first", "second");
        assertThat(plan().state())
                .isInstanceOfSatisfying(
                        Reverting.class,
                        reverting -> assertThat(reverting.back()).contains(clock.instant()));
    }

    @Test
    void a_node_that_froze_after_its_intent_sends_nothing_once_another_took_over() {
        cloud.onNextWrite("edge", new Mishap.LandLate(Duration.ofSeconds(1))); // the second is still at it
        first.afterIntent = () -> {
            clock.advance(FREEZE);
            second.engine.tick(ID);
            assertThat(sent).containsExactly("second");
        };
        first.engine.tick(ID);
        assertThat(sent).as("the first has woken up").containsExactly("second");
        assertThat(events(WriteRefused.class))
                .singleElement()
                .satisfies(refused -> assertThat(refused.kind()).isEqualTo("stale"));
        second.sweepFor(Duration.ofMinutes(2));
        assertThat(plan().state()).isInstanceOf(Completed.class);
    }

    @Test
    void nor_where_nobody_came() {
        first.afterIntent = () -> clock.advance(FREEZE);
        first.engine.tick(ID);
        assertThat(sent).isEmpty();
        assertThat(events(WriteRefused.class)).hasSize(1);
        assertThat(turnsGivenBack).as("what was not sent uses up nothing").isEqualTo(1);
    }

    @Test
    void what_was_sent_when_the_claim_was_lost_has_its_outcome_written_down() {
        first.whileSending = () -> {
            first.whileSending = () -> {};
            clock.advance(FREEZE);
            second.engine.tick(ID);
        };
        first.engine.tick(ID);
        assertThat(sent).startsWith("first", "second");
        assertThat(events(WriteApplied.class)).as("of both").hasSameSizeAs(sent);
    }

    @Test
    void a_node_that_froze_before_a_revert_of_another_sends_nothing() {
        first.afterIntent = () -> {
            clock.advance(Duration.ofMillis(100)); // its claim is not over
            revertIsAccepted();
        };
        first.engine.tick(ID);
        assertThat(sent).isEmpty();
        second.sweepFor(Duration.ofMinutes(2));
        assertThat(plan().state()).isInstanceOf(Reverted.class);
        assertThat(cloud.state("edge").natives()).containsEntry("edge-us", 0);
    }

    @Test
    void what_waits_for_its_turn_is_not_sent_once_the_plan_was_paused() {
        first.afterIntent = () -> assertThat(store.append(
                        plan(), List.of(new PlanEvent.PauseAsked("stop")), Principal.LOCAL, clock.instant()))
                .isPresent();
        first.engine.tick(ID);
        assertThat(sent).isEmpty();
        assertThat(events(WriteRefused.class))
                .singleElement()
                .satisfies(refused -> assertThat(refused.kind()).isEqualTo("stale"));
        assertThat(turnsGivenBack).isEqualTo(1);
        assertThat(store.append(
                        plan(),
                        List.of(new PlanEvent.ResumeAsked(Optional.empty(), "on")),
                        Principal.LOCAL,
                        clock.instant()))
                .isPresent();
        second.sweepFor(Duration.ofMinutes(2));
        assertThat(plan().state()).isInstanceOf(Completed.class);
    }

    @Test
    void a_revert_is_sent_where_the_store_does_not_say_whether_it_may_be_and_nothing_else_is() {
        first.isPermissionUnknown = true;
        first.engine.tick(ID);
        assertThat(sent).isEmpty();
        first.isPermissionUnknown = false;
        clock.advance(Duration.ofSeconds(2));
        first.engine.tick(ID);
        assertThat(cloud.state("edge").natives()).containsEntry("edge-us", 1);
        sent.clear();
        revertIsAccepted();
        first.isPermissionUnknown = true;
        first.engine.seizeAndTick(ID);
        assertThat(sent).containsExactly("first");
        assertThat(cloud.state("edge").natives()).containsEntry("edge-us", 0);
    }

    @Test
    void a_revert_that_another_has_taken_over_is_left_to_it() {
        first.engine.tick(ID);
        revertIsAccepted();
        sent.clear();
        first.afterIntent = () -> second.engine.seizeAndTick(ID);
        first.engine.seizeAndTick(ID);
        assertThat(sent).isEmpty();
        second.sweepFor(Duration.ofSeconds(3));
        assertThat(sent).containsOnly("second");
        assertThat(cloud.state("edge").natives()).containsEntry("edge-us", 0);
    }

    @Test
    void a_revert_that_froze_for_longer_than_its_claim_goes_out_at_once_where_nobody_came() {
        first.engine.tick(ID);
        revertIsAccepted();
        sent.clear();
        first.afterIntent = () -> clock.advance(Claims.LENGTH);
        first.engine.seizeAndTick(ID);
        assertThat(sent).containsExactly("first");
        assertThat(events(WriteRefused.class)).isEmpty();
        assertThat(plan().state())
                .isInstanceOfSatisfying(
                        Reverting.class,
                        reverting -> assertThat(reverting.back()).contains(clock.instant()));
    }

    @Test
    void and_not_where_somebody_did() {
        first.engine.tick(ID);
        revertIsAccepted();
        sent.clear();
        first.afterIntent = () -> {
            clock.advance(Claims.LENGTH);
            second.engine.tick(ID);
        };
        first.engine.seizeAndTick(ID);
        assertThat(sent).containsExactly("second");
        assertThat(events(WriteRefused.class)).hasSize(1);
    }

    @Test
    void nor_where_the_store_said_no_and_then_says_nothing() {
        first.engine.tick(ID);
        revertIsAccepted();
        sent.clear();
        first.afterIntent = () -> {
            clock.advance(Claims.LENGTH);
            first.isRenewalUnknown = true;
        };
        first.engine.seizeAndTick(ID);
        assertThat(sent).isEmpty();
        first.isRenewalUnknown = false;
        second.sweepFor(Duration.ofSeconds(3));
        assertThat(sent).containsOnly("second");
    }

    @Test
    void a_call_that_takes_longer_than_a_claim_is_waited_for_while_the_claim_is_renewed() {
        first.whileSending = () -> {
            for (int i = 0; i < 20; i++) {
                clock.advance(Claims.RENEWED_EVERY);
                first.engine.claims().renewAll();
                second.engine.tick(ID);
            }
        };
        first.engine.tick(ID);
        assertThat(sent).as("two steps within one tick").containsExactly("first", "first");
        assertThat(cloud.state("edge").natives()).containsEntry("edge-us", 1);
    }
}
