package io.sluice.app.access;

import io.sluice.traffic.ProviderException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Something that an identity provider says and that changes seldom. Whoever finds it here never waits for the provider: newer is asked
 * for behind their back. Only what is not here is waited for, not long, and by few at once: while the provider is silent strangers
 * must not hold the threads that others need.
 */
final class Asked<T> {
    private static final Logger LOG = LoggerFactory.getLogger(Asked.class);

    /** What is older is asked for anew. */
    private static final Duration FRESH = Duration.ofMinutes(5);

    /** Whoever wants what is not there must not have the provider asked each time. */
    private static final Duration BETWEEN_QUESTIONS = Duration.ofSeconds(10);

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int MOST_WAITING = 32;

    private final String what;
    private final Supplier<T> question;
    private final Duration keep;
    private final LongSupplier nanoTime;
    private final Semaphore waiting = new Semaphore(MOST_WAITING);
    private @Nullable Answer<T> last;
    private @Nullable CompletableFuture<Void> asking;
    private @Nullable Long begunAt;

    /**
     * Nobody is asked yet.
     *
     * @param what it is, for logs
     * @param question throws a {@link ProviderException} where there is no answer
     * @param keep how long an answer is good when there is no newer one
     * @param nanoTime a monotonic clock
     */
    Asked(String what, Supplier<T> question, Duration keep, LongSupplier nanoTime) {
        this.what = what;
        this.question = question;
        this.keep = keep;
        this.nanoTime = nanoTime;
    }

    private record Answer<T>(T said, long at) {}

    /** What the provider says; empty if it is not to be had. */
    Optional<T> find() {
        return find(_ -> true);
    }

    /** The same, for who needs more than any answer: if what is here does not suit them, a newer one may. */
    Optional<T> find(Predicate<T> suits) {
        Optional<Answer<T>> here = usable();
        if (here.isEmpty() || !suits.test(here.get().said())) {
            await(ask());
            here = usable();
        } else if (isOlder(here.get(), FRESH)) {
            var _ = ask();
        }
        return here.map(Answer::said);
    }

    private synchronized Optional<Answer<T>> usable() {
        return Optional.ofNullable(last).filter(answer -> !isOlder(answer, keep));
    }

    private boolean isOlder(Answer<T> answer, Duration age) {
        return nanoTime.getAsLong() - answer.at() > age.toNanos();
    }

    /** The question that is under way or, unless there was one just now, a new one. */
    private synchronized CompletableFuture<Void> ask() {
        CompletableFuture<Void> running = asking;
        if (running != null && !running.isDone()) {
            return running;
        }
        Long begun = begunAt;
        if (begun != null && nanoTime.getAsLong() - begun < BETWEEN_QUESTIONS.toNanos()) {
            return CompletableFuture.completedFuture(null);
        }
        begunAt = nanoTime.getAsLong();
        CompletableFuture<Void> next = new CompletableFuture<>();
        asking = next;
        Thread.ofVirtual().name("oidc-" + what).start(() -> {
            try {
                keep(question.get());
            } catch (ProviderException e) {
                LOG.warn("no {} of the identity provider: {}", what, e.error().detail());
            } finally {
                next.complete(null);
            }
        });
        return next;
    }

    private synchronized void keep(T said) {
        last = new Answer<>(said, nanoTime.getAsLong());
    }

    private void await(CompletableFuture<Void> answer) {
        if (answer.isDone() || !waiting.tryAcquire()) {
            return;
        }
        try {
            answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException _) {
            LOG.debug("no {} in time", what);
        } finally {
            waiting.release();
        }
    }
}
