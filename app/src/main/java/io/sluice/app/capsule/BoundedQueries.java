package io.sluice.app.capsule;

import io.sluice.plan.engine.StoreUnavailable;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Asks the database from threads of their own, so that whoever asks goes on without it. So many may hang in it, and no more.
 *
 * <p>Nobody is interrupted: that would close a database in a file.
 */
final class BoundedQueries {
    /** What is said of one that readers get answers from. */
    static final String CANNOT_BE_WRITTEN_TO = "the database cannot be written to";

    private final String name;
    private final Semaphore room;

    BoundedQueries(String name, int most) {
        this.name = name;
        this.room = new Semaphore(most);
    }

    /** What came of a question. */
    sealed interface Said<T> {
        record Answer<T>(T value) implements Said<T> {}

        record Silence<T>(String why) implements Said<T> {}
    }

    /** Begins to ask; empty if too many are being asked about already when the patience is over. */
    <T> Optional<CompletableFuture<T>> ask(Duration patience, Supplier<T> question) {
        try {
            if (!room.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                return Optional.empty();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
        CompletableFuture<T> answer = new CompletableFuture<>();
        Thread.ofVirtual().name(name).start(() -> {
            try {
                answer.complete(question.get());
            } catch (RuntimeException | Error e) {
                answer.completeExceptionally(e);
            } finally {
                room.release();
            }
        });
        return Optional.of(answer);
    }

    /**
     * Asks, and waits no longer than that.
     *
     * @throws RuntimeException whatever the question throws, unless the store is not available: that is silence
     */
    <T> Said<T> within(Duration patience, Supplier<T> question) {
        long end = System.nanoTime() + patience.toNanos();
        return ask(patience, question)
                .map(answer -> await(answer, Duration.ofNanos(Math.max(0, end - System.nanoTime())), patience))
                .orElseGet(() -> new Said.Silence<>("the database does not answer"));
    }

    /**
     * Waits for an answer.
     *
     * @param left of the patience
     */
    static <T> Said<T> await(CompletableFuture<T> answer, Duration left, Duration patience) {
        try {
            return new Said.Answer<>(answer.get(left.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException _) {
            return new Said.Silence<>("the database did not answer within %d ms".formatted(patience.toMillis()));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Said.Silence<>("interrupted while the database was asked");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StoreUnavailable said) {
                return new Said.Silence<>(
                        said.answersReaders() ? CANNOT_BE_WRITTEN_TO : "the database does not answer");
            }
            throw e.getCause() instanceof RuntimeException thrown
                    ? thrown
                    : new IllegalStateException("the database could not be asked", e.getCause());
        }
    }
}
