package io.sluice.plan.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.plan.engine.CallBudget.Priority;
import io.sluice.provider.Provider;
import io.sluice.provider.SignalSource;
import io.sluice.provider.TrafficProvider;
import io.sluice.traffic.Address;
import io.sluice.traffic.CallQuota;
import io.sluice.traffic.CallQuota.Cost;
import io.sluice.traffic.CallQuota.Operation;
import io.sluice.traffic.Route;
import io.sluice.traffic.RouteRef;
import io.sluice.traffic.Timing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CallBudgetTest {
    private static final Map<Operation, Cost> CHANGES = Map.of(Operation.CHANGE, new Cost(0, 1));

    private final AtomicLong nanos = new AtomicLong();
    private final CallBudget budget = new CallBudget(nanos::get);

    @Test
    void instances_on_one_account_share_its_bucket() {
        Provider one = bounded(new CallQuota("account/changes", 2, 1, CHANGES));
        Provider other = bounded(new CallQuota("account/changes", 2, 1, CHANGES));

        assertThat(join(one).await(Duration.ZERO)).isTrue();

        Turn late = join(other);
        assertThat(late.expected()).isBetween(Duration.ofMillis(900), Duration.ofMillis(1100));
        assertThat(late.await(Duration.ZERO)).isFalse();
    }

    @Test
    void another_account_and_another_kind_of_call_wait_for_nobody() {
        Provider one = bounded(new CallQuota("one/changes", 2, 1, CHANGES));
        Provider other = bounded(new CallQuota("other/changes", 2, 1, CHANGES));

        assertThat(join(one).await(Duration.ZERO)).isTrue();

        assertThat(join(other).await(Duration.ZERO)).isTrue();
        assertThat(budget.join(one, Operation.LOOK, routes(), Priority.WATCH).expected())
                .isZero();
        assertThat(budget.join(bounded(), Operation.CHANGE, routes(), Priority.RAMP)
                        .await(Duration.ZERO))
                .isTrue();
    }

    @Test
    void a_place_given_up_holds_up_nobody() {
        Provider provider = bounded(new CallQuota("account/changes", 2, 1, CHANGES));
        join(provider).cancel();
        join(provider).cancel();

        assertThat(join(provider).expected()).isZero();
    }

    @Test
    void a_turn_that_came_and_was_not_used_comes_for_the_next() {
        Provider provider = bounded(new CallQuota("account/changes", 2, 1, CHANGES));
        Turn unused = join(provider);
        assertThat(unused.await(Duration.ZERO)).isTrue();

        unused.cancel();
        unused.cancel(); // once is enough

        assertThat(join(provider).await(Duration.ZERO)).isTrue();
        assertThat(join(provider).await(Duration.ZERO)).isFalse();
    }

    @Test
    void what_one_bucket_gave_to_a_turn_that_never_came_goes_back_to_it() {
        CallQuota narrow = new CallQuota("account/changes", 2, 1, CHANGES);
        CallQuota other = new CallQuota("account/more-changes", 2, 1, CHANGES);
        assertThat(join(bounded(narrow)).await(Duration.ZERO)).isTrue();

        assertThat(join(bounded(narrow, other)).await(Duration.ZERO)).isFalse();

        assertThat(join(bounded(other)).await(Duration.ZERO)).isTrue();
    }

    @Test
    void an_operation_waits_for_all_the_buckets_that_it_takes_from() {
        CallQuota wide = new CallQuota("account/all", 100, 10, CHANGES);
        CallQuota narrow = new CallQuota("account/changes", 2, 1, CHANGES);
        Provider provider = bounded(wide, narrow);
        assertThat(join(provider).await(Duration.ZERO)).isTrue();

        assertThat(join(provider).await(Duration.ZERO)).isFalse();
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        assertThat(join(provider).await(Duration.ZERO)).isTrue();
    }

    /** On a real clock: it is a pause that is too long that would be wrong. */
    @Test
    void a_bucket_that_has_let_it_go_holds_it_up_no_more() {
        CallBudget real = new CallBudget(System::nanoTime);
        CallQuota slow = new CallQuota("account/a-slow", 2, 0.02, CHANGES);
        CallQuota quick = new CallQuota("account/b-quick", 2, 20, CHANGES);
        Provider both = bounded(slow, quick);
        assertThat(real.join(bounded(quick), Operation.CHANGE, routes(), Priority.REVERT)
                        .await(Duration.ZERO))
                .isTrue();
        Turn revert = real.join(both, Operation.CHANGE, routes(), Priority.REVERT);
        Turn starved = real.join(bounded(slow), Operation.CHANGE, routes(), Priority.WATCH);

        assertThat(revert.await(Duration.ofSeconds(20))).isTrue();
        starved.cancel();
    }

    @Test
    void many_threads_all_get_their_turn() throws Exception {
        CallBudget real = new CallBudget(System::nanoTime);
        Provider provider = bounded(new CallQuota("account/changes", 5, 500, CHANGES));
        List<Future<Boolean>> turns = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 200; i++) {
                Priority priority = i % 2 == 0 ? Priority.REVERT : Priority.RAMP;
                turns.add(threads.submit(() -> real.join(provider, Operation.CHANGE, routes(), priority)
                        .await(Duration.ofMinutes(1))));
            }
            for (Future<Boolean> turn : turns) {
                assertThat(turn.get()).isTrue();
            }
        }
    }

    private Turn join(Provider provider) {
        return budget.join(provider, Operation.CHANGE, routes(), Priority.REVERT);
    }

    private static List<Route> routes() {
        return List.of(new Route(new RouteRef("p", "r"), new Address("{}"), Map.of()));
    }

    private static Provider bounded(CallQuota... quotas) {
        return new Provider() {
            @Override
            public TrafficProvider traffic() {
                throw new UnsupportedOperationException("only its quotas are asked for here");
            }

            @Override
            public SignalSource signals() {
                throw new UnsupportedOperationException("only its quotas are asked for here");
            }

            @Override
            public Timing timing() {
                throw new UnsupportedOperationException("only its quotas are asked for here");
            }

            @Override
            public List<CallQuota> quotas() {
                return List.of(quotas);
            }

            @Override
            public void close() {}
        };
    }
}
