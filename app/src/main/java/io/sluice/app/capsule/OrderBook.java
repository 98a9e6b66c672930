package io.sluice.app.capsule;

import io.sluice.app.capsule.RevertOrder.Outcome;
import io.sluice.plan.PlanId;
import io.sluice.plan.engine.StoreUnavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reverts that this node accepted lately, one synced file each: a database that is gone cannot keep them, and one that fails over
 * to a standby may forget them.
 */
public final class OrderBook implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OrderBook.class);

    /** How long an order is remembered once the database knows of it. */
    static final Duration REMEMBERED = Duration.ofHours(24);

    /** A disk that hangs hangs so many threads, and no more; what waits behind them is kept in memory. */
    private static final int WRITERS = 8;

    /** How long {@link #close} waits for what is being written. */
    private static final Duration CLOSING = Duration.ofSeconds(3);

    private static final int FORMAT = 1;

    private final Path directory;
    private final SealedFiles<RevertOrder> sealed = new SealedFiles<>(RevertOrder.class, FORMAT, "order");
    private final Map<String, RevertOrder> orders = new ConcurrentHashMap<>();
    private final Map<String, Written> written = new ConcurrentHashMap<>();
    private final Semaphore writers = new Semaphore(WRITERS);
    private final Map<Long, CompletableFuture<Void>> unwritten = new ConcurrentHashMap<>();
    private final AtomicLong writes = new AtomicLong();
    private boolean closed;

    /**
     * Opens the book and reads what is in it; a file that cannot be read is named in the log and left where it is.
     *
     * @param directory is made if it is not there
     */
    public OrderBook(Path directory) {
        this.directory = directory;
        try {
            Files.createDirectories(directory);
            DurableFile.removeUnfinished(directory);
            for (String name : SealedFiles.names(directory)) {
                read(name);
            }
        } catch (IOException e) {
            throw new StoreUnavailable("no directory for accepted reverts at " + directory, e);
        }
    }

    private void read(String name) {
        try {
            RevertOrder order = sealed.read(file(name));
            if (!order.id().equals(name)) {
                throw new IOException("it is of " + order.id());
            }
            orders.put(name, order);
        } catch (IOException e) {
            LOG.error("the accepted revert in {} cannot be used: {}", file(name), e.getMessage());
        }
    }

    /**
     * Takes an order into the book, even into one that was closed: a process that ends must not drop what it accepts.
     *
     * @return there once the order is on the disk, or says why it is not
     */
    public CompletableFuture<Void> keep(RevertOrder order) {
        orders.put(order.id(), order);
        return write(order.id());
    }

    /** Every order in it, oldest first. */
    public List<RevertOrder> all() {
        return orders.values().stream()
                .sorted(Comparator.comparing(RevertOrder::at).thenComparing(RevertOrder::id))
                .toList();
    }

    /** Says what the database made of a plan's orders. */
    void resolve(PlanId plan, Outcome outcome) {
        for (RevertOrder order : all()) {
            if (order.unresolved().contains(plan)) {
                change(order.id(), now -> now.with(plan, outcome));
            }
        }
    }

    /** The same again, of orders that were in force until the database forgot them. */
    void resolveAgain(PlanId plan, Outcome outcome) {
        for (RevertOrder order : all()) {
            if (order.isInForce(plan)) {
                change(order.id(), now -> now.with(plan, outcome));
            }
        }
    }

    /** Whether the database has still to be told of an order for a plan. */
    boolean awaits(PlanId plan) {
        return orders.values().stream().anyMatch(order -> order.unresolved().contains(plan));
    }

    /** Says which plans an order was for besides. */
    void choose(String id, List<PlanId> others) {
        change(id, now -> now.choosing(others));
    }

    /** What came of orders is not written any more once it is closed: the next start finds out again. */
    private void change(String id, UnaryOperator<RevertOrder> change) {
        RevertOrder changed = orders.computeIfPresent(id, (_, now) -> change.apply(now));
        if (changed != null) {
            synchronized (unwritten) {
                if (!closed) {
                    var _ = write(id);
                }
            }
        }
    }

    private CompletableFuture<Void> write(String id) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        long number = writes.incrementAndGet();
        unwritten.put(number, done);
        Thread.ofVirtual().name("order-" + id).start(() -> {
            try {
                writeLatest(id);
                done.complete(null);
            } catch (RuntimeException e) {
                done.completeExceptionally(e);
            } finally {
                unwritten.remove(number);
            }
        });
        return done;
    }

    private void writeLatest(String id) {
        Written file = written.computeIfAbsent(id, _ -> new Written());
        file.lock.lock();
        try {
            RevertOrder latest = orders.get(id);
            if (latest != null && !file.is(latest)) {
                write(latest);
                file.version = Optional.of(latest);
            }
        } finally {
            file.lock.unlock();
        }
    }

    private void write(RevertOrder order) {
        writers.acquireUninterruptibly();
        try {
            sealed.write(directory, order.id(), order);
        } catch (IOException e) {
            LOG.warn(
                    "the accepted revert {} of {} is only in memory and here: by {} at {}, {}: {}",
                    order.id(),
                    order.plans(),
                    order.by(),
                    order.at(),
                    order.reason(),
                    e.toString());
            throw new StoreUnavailable("the order cannot be written", e);
        } finally {
            writers.release();
        }
    }

    /** The version of an order that its file has; of two versions the later must be the last that is written. */
    private static final class Written {
        private final ReentrantLock lock = new ReentrantLock();
        private Optional<RevertOrder> version = Optional.empty();

        private boolean is(RevertOrder latest) {
            return version.filter(latest::equals).isPresent();
        }
    }

    /** Removes what everybody knows of and is old. */
    void forgetOld(Instant now) {
        for (RevertOrder order : all()) {
            if (order.isResolved() && order.at().plus(REMEMBERED).isBefore(now)) {
                forget(order.id());
            }
        }
    }

    private void forget(String id) {
        Written file = written.computeIfAbsent(id, _ -> new Written());
        if (!file.lock.tryLock()) {
            return; // it is being written; there is a next round
        }
        try {
            Files.deleteIfExists(file(id));
            orders.remove(id);
            written.remove(id);
        } catch (IOException e) {
            LOG.warn("{} cannot be removed: {}", file(id), e.toString());
        } finally {
            file.lock.unlock();
        }
    }

    private Path file(String id) {
        return directory.resolve(id + SealedFiles.ENDING);
    }

    /** Waits a few seconds for what is being written; longer than that only a disk hangs, and nobody is to wait for one. */
    @Override
    public void close() {
        CompletableFuture<?>[] last;
        synchronized (unwritten) {
            closed = true;
            last = unwritten.values().toArray(CompletableFuture<?>[]::new);
        }
        try {
            CompletableFuture.allOf(last).get(CLOSING.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            LOG.debug("an accepted revert is not on the disk, as its own line in the log says", e);
        } catch (TimeoutException _) {
            LOG.warn("accepted reverts are still being written after {}: the disk hangs", CLOSING);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
