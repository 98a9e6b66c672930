package io.sluice.plan.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.plan.PlanEvent;
import io.sluice.plan.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** How often the store is asked, and how old an answer may be. */
class PermissionTest {
    private static final Instant START = Instant.parse("2026-11-24T08:00:00Z");
    private static final int ROUTES = 100;

    private final ManualClock clock = new ManualClock(START);
    private final AtomicInteger questions = new AtomicInteger();
    private final AtomicBoolean answer = new AtomicBoolean(true);
    private final CountDownLatch firstMayBeAnswered = new CountDownLatch(1);
    private final MemoryPlanStore kept = new MemoryPlanStore(clock);
    private final PlanStore store = new ForwardingStore(kept) {
        @Override
        public boolean permits(Claim claim, long generation) {
            if (questions.incrementAndGet() == 1) {
                await(firstMayBeAnswered);
            }
            return answer.get();
        }
    };

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private Permission permission(Calls calls) {
        kept.create(new PlanStore.NewPlan(
                Specs.id(1),
                Specs.over("p/edge").shift(5, Duration.ZERO).build(),
                "{}",
                "sha256:0",
                Map.of("edge", "p/edge"),
                List.of(new PlanEvent.Submitted("sha256:0", Map.of())),
                Principal.LOCAL,
                START,
                START,
                Optional.empty()));
        Claims claims = new Claims(store, clock::nanoTime, Claims.LENGTH);
        return new Permission(store, calls, claims.claim(Specs.id(1)).orElseThrow(), kept.plan(Specs.id(1)));
    }

    @Test
    void all_that_get_ready_while_a_question_is_under_way_share_the_next_one() throws Exception {
        Permission permission = permission(Calls.inline());
        List<FutureTask<Boolean>> asked = new ArrayList<>();
        for (int i = 0; i < ROUTES; i++) {
            FutureTask<Boolean> task = new FutureTask<>(permission::isGiven);
            asked.add(task);
            Thread thread = Thread.ofPlatform().daemon().start(task);
            while (!isWaiting(thread)) {
                LockSupport.parkNanos(1000);
            }
        }
        firstMayBeAnswered.countDown();
        for (FutureTask<Boolean> task : asked) {
            assertThat(task.get()).isTrue();
        }
        assertThat(questions).hasValue(2);
    }

    private static boolean isWaiting(Thread thread) {
        return switch (thread.getState()) {
            case BLOCKED, WAITING -> true;
            default -> false;
        };
    }

    @Test
    void nobody_goes_by_an_answer_from_before() {
        firstMayBeAnswered.countDown();
        Permission permission = permission(Calls.inline());
        assertThat(permission.isGiven()).isTrue();
        answer.set(false);
        assertThat(permission.isGiven()).isFalse();
        assertThat(permission.isNotRefused()).isFalse();
    }

    @Test
    void a_claim_that_is_over_here_permits_nothing_whatever_the_store_says() {
        firstMayBeAnswered.countDown();
        Permission permission = permission(Calls.inline());
        clock.advance(Claims.LENGTH);
        assertThat(permission.isGiven()).isFalse();
        assertThat(questions).hasValue(0);
    }

    @Test
    void a_revert_does_not_wait_for_a_store_that_hangs() {
        try (VirtualThreadCalls calls = new VirtualThreadCalls()) {
            assertThat(permission(calls).isNotRefused()).isTrue();
            assertThat(questions).hasValue(1);
        } finally {
            firstMayBeAnswered.countDown();
        }
    }
}
