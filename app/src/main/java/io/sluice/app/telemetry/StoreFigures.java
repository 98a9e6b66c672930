package io.sluice.app.telemetry;

import io.sluice.plan.engine.StoreUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the database says of all nodes together. Scrapes ask it every few seconds at most, however many they are, and never wait long for
 * it: a database in trouble is when people look at metrics.
 */
final class StoreFigures {
    private static final Logger LOG = LoggerFactory.getLogger(StoreFigures.class);

    /** What is as young is not asked for again. */
    static final Duration FRESH = Duration.ofSeconds(5);

    /** What is older is not shown any more. */
    static final Duration KEPT = Duration.ofSeconds(30);

    private static final Duration PATIENCE = Duration.ofMillis(500);

    private final Supplier<Figures> ask;
    private final LongSupplier nanoTime;
    private Optional<Known> last = Optional.empty();
    private Optional<CompletableFuture<Figures>> asking = Optional.empty();
    private boolean answers = true;

    /**
     * What it says.
     *
     * @param at when it was asked
     * @param states how many plans that have not ended are in each state
     * @param outbox how many letters are not delivered yet
     */
    record Figures(Instant at, Map<String, Integer> states, int outbox) {
        Figures {
            states = Map.copyOf(states);
        }
    }

    private record Known(Figures figures, long at) {}

    /**
     * Nothing is known yet.
     *
     * @param ask the database; it may take as long as it likes
     * @param nanoTime a monotonic clock
     */
    StoreFigures(Supplier<Figures> ask, LongSupplier nanoTime) {
        this.ask = ask;
        this.nanoTime = nanoTime;
    }

    /** What it says, or said a moment ago; empty if it has not for a while. */
    Optional<Figures> now() {
        Optional<CompletableFuture<Figures>> pending;
        synchronized (this) {
            if (asking.isEmpty() && !isYoungerThan(FRESH)) {
                asking = Optional.of(begin());
            }
            pending = asking;
        }
        pending.ifPresent(StoreFigures::await);
        synchronized (this) {
            return isYoungerThan(KEPT) ? last.map(Known::figures) : Optional.empty();
        }
    }

    /** Whether it answered when it was asked last. */
    synchronized boolean answers() {
        return answers && (asking.isEmpty() || isYoungerThan(KEPT));
    }

    private boolean isYoungerThan(Duration age) {
        return last.filter(known -> nanoTime.getAsLong() - known.at() < age.toNanos())
                .isPresent();
    }

    private CompletableFuture<Figures> begin() {
        CompletableFuture<Figures> answer = new CompletableFuture<>();
        Thread.ofVirtual().name("figures of the store").start(() -> {
            try {
                Figures figures = ask.get();
                keep(Optional.of(figures));
                answer.complete(figures);
            } catch (RuntimeException | Error e) {
                if (!(e instanceof StoreUnavailable)) {
                    LOG.error("the database could not be asked for figures", e);
                }
                keep(Optional.empty());
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    private synchronized void keep(Optional<Figures> figures) {
        asking = Optional.empty();
        answers = figures.isPresent();
        figures.ifPresent(said -> last = Optional.of(new Known(said, nanoTime.getAsLong())));
    }

    private static void await(CompletableFuture<Figures> answer) {
        try {
            Figures _ = answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException _) {
            LOG.debug("the database has not answered yet; what it said before will do");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
