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

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
