package io.sluice.plan.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.plan.engine.Calls.Answer;
import io.sluice.plan.engine.Calls.Call;
import io.sluice.traffic.ProviderError;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class VirtualThreadCallsTest {
    private static final Duration LONG = Duration.ofHours(1);

    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch never = new CountDownLatch(1);

    private String hang() {
        begun.countDown();
        try {
            never.await();
        } catch (InterruptedException e) {
            throw new AssertionError("nobody may interrupt it", e);
        }
        return "late";
    }

    @Test
    void whoever_waits_when_the_process_ends_has_what_was_answered_and_knows_what_was_not() throws Exception {
        try (VirtualThreadCalls calls = new VirtualThreadCalls()) {
            FutureTask<List<Answer<String>>> waiting = new FutureTask<>(() -> calls.all(
                    List.of(new Call<>(Turn.AT_ONCE, LONG, () -> "done"), new Call<>(Turn.AT_ONCE, LONG, this::hang))));
            Thread.startVirtualThread(waiting);
            begun.await();
            calls.giveUp();
            assertThat(waiting.get())
                    .hasSize(2)
                    .satisfiesExactly(
                            done -> {},
                            hung -> assertThat(hung)
                                    .isInstanceOfSatisfying(
                                            Answer.Failed.class,
                                            failed -> assertThat(failed.error())
                                                    .isInstanceOf(ProviderError.Unknown.class)));
        } finally {
            never.countDown();
        }
    }

    @Test
    void nobody_waits_longer_than_his_patience_for_a_word_that_he_can_do_without() {
        try (VirtualThreadCalls calls = new VirtualThreadCalls()) {
            assertThat(calls.within(Duration.ofMillis(1), this::hang)).isEqualTo(Optional.empty());
            assertThat(calls.within(LONG, () -> "said")).contains("said");
        } finally {
            never.countDown();
        }
    }
}
