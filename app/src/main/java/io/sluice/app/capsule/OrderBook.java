package io.sluice.app.capsule;

import io.sluice.app.capsule.RevertOrder.Settlement;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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

    private static final int FORMAT = 1;

    private final Path directory;
    private final SealedFiles<RevertOrder> sealed = new SealedFiles<>(RevertOrder.class, FORMAT, "order");
    private final Map<String, RevertOrder> orders = new ConcurrentHashMap<>();
    private final ExecutorService writers = Executors.newFixedThreadPool(
            WRITERS, Thread.ofVirtual().name("order-", 0).factory());

    /**
     * Opens the book and reads what is in it; a file that cannot be read is named in the log and left where it is.
     *
     * @param directory is made if it is not there
     */
    public OrderBook(Path directory) {
        this.directory = directory;
        try {
            Files.createDirectories(directory);
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

    /** Takes an order into the book; the answer is there once it is on the disk, or says why it is not. */
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
    void settle(PlanId plan, Settlement settlement) {
        for (RevertOrder order : all()) {
            if (order.unsettled().contains(plan)) {
                change(order.id(), now -> now.settling(plan, settlement));
            }
        }
    }

    /** Whether the database has still to be told of an order for a plan. */
    boolean awaits(PlanId plan) {
        return orders.values().stream().anyMatch(order -> order.unsettled().contains(plan));
    }

    /** Says which plans an order was for besides. */
    void choose(String id, List<PlanId> others) {
        change(id, now -> now.choosing(others));
    }

    private void change(String id, UnaryOperator<RevertOrder> change) {
        RevertOrder changed = orders.computeIfPresent(id, (_, now) -> change.apply(now));
        if (changed != null) {
            var _ = write(id);
        }
    }

    private CompletableFuture<Void> write(String id) {
        return CompletableFuture.runAsync(
                () -> {
                    RevertOrder latest = orders.get(id);
                    if (latest == null) {
                        return;
                    }
                    synchronized (latest.id().intern()) { // the later of two versions must be the last that is written
                        try {
                            sealed.write(directory, id, orders.getOrDefault(id, latest));
                        } catch (IOException e) {
                            LOG.warn(
                                    "the accepted revert {} of {} is only in memory and here: by {} at {}, {}: {}",
                                    id,
                                    latest.plans(),
                                    latest.by(),
                                    latest.at(),
                                    latest.reason(),
                                    e.toString());
                            throw new StoreUnavailable("the order cannot be written", e);
                        }
                    }
                },
                writers);
    }

    /** Removes what everybody knows of and is old. */
    void forgetOld(Instant now) {
        for (RevertOrder order : all()) {
            if (order.isSettled() && order.at().plus(REMEMBERED).isBefore(now)) {
                try {
                    Files.deleteIfExists(file(order.id()));
                    orders.remove(order.id());
                } catch (IOException e) {
                    LOG.warn("{} cannot be removed: {}", file(order.id()), e.toString());
                }
            }
        }
    }

    private Path file(String id) {
        return directory.resolve(id + SealedFiles.ENDING);
    }

    @Override
    public void close() {
        writers.shutdown();
    }
}
