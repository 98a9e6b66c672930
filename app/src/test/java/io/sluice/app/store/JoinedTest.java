package io.sluice.app.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class JoinedTest {
    @Test
    void whatComesWhileOneIsBusyIsDoneTogetherAndOnce() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch all = new CountDownLatch(1);
        List<List<Integer>> batches = Collections.synchronizedList(new ArrayList<>());
        Joined<Integer> joined = new Joined<>(batch -> {
            batches.add(batch);
            begun.countDown();
            await(all);
        });
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> first = threads.submit(() -> joined.ask(0));
            begun.await();
            CountDownLatch asked = new CountDownLatch(700);
            List<Future<?>> others = IntStream.rangeClosed(1, 700)
                    .<Future<?>>mapToObj(i -> threads.submit(() -> {
                        asked.countDown();
                        joined.ask(i);
                    }))
                    .toList();
            asked.await();
            all.countDown();
            first.get();
            for (Future<?> other : others) {
                other.get();
            }
        }
        assertThat(batches.stream().flatMap(List::stream))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.rangeClosed(0, 700).boxed().toList());
        assertThat(batches).anyMatch(batch -> batch.size() > 1).allMatch(batch -> batch.size() <= 500);
    }

    @Test
    void whoAskedHearsWhatWentWrongAndTheNextIsDone() {
        List<String> done = new ArrayList<>();
        Joined<String> joined = new Joined<>(batch -> {
            if (batch.contains("bad")) {
                throw new IllegalStateException("no");
            }
            done.addAll(batch);
        });
        assertThatThrownBy(() -> joined.ask("bad"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no");
        joined.ask("good");
        assertThat(done).containsExactly("good");
    }

    @Test
    void nobodyWaitsForWhatAnErrorEnded() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch all = new CountDownLatch(1);
        Joined<Integer> joined = new Joined<>(batch -> {
            begun.countDown();
            await(all);
            if (!batch.isEmpty()) {
                throw new StackOverflowError("no room");
            }
        });
        ExecutorService threads =
                Executors.newThreadPerTaskExecutor(Thread.ofPlatform().daemon().factory());
        try {
            List<Future<?>> asked = new ArrayList<>();
            asked.add(threads.submit(() -> joined.ask(0)));
            begun.await();
            for (int i = 1; i <= 2; i++) {
                int one = i;
                asked.add(threads.submit(() -> joined.ask(one)));
            }
            all.countDown();
            for (Future<?> one : asked) {
                assertThatThrownBy(() -> one.get(60, TimeUnit.SECONDS)).hasCauseInstanceOf(StackOverflowError.class);
            }
        } finally {
            threads.shutdown(); // whoever goes round for ever is not waited for
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
