package io.sluice.app.clock;

import io.dropwizard.lifecycle.Managed;
import io.sluice.plan.engine.RecurringRuns;
import io.sluice.plan.engine.RecurringStore;
import io.sluice.plan.engine.StoreUnavailable;
import io.sluice.plan.recurring.RecurringId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has the runs of recurring plans made when they are due: found by a sweep alone, since a cron knows no shorter time than a minute. */
public final class Recurrences implements Managed {
    private static final Logger LOG = LoggerFactory.getLogger(Recurrences.class);

    /** Taken up by one sweep; those that are left are due at the next. */
    private static final int MOST_DUE = 100;

    /** A clock that is put right little by little is never seen to be set. */
    private static final Duration ALL_EVERY = Duration.ofHours(1);

    private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(5);

    /** Longer than a provider is waited for when a plan is submitted. */
    private static final Duration LONGEST_DRAIN = Duration.ofSeconds(10);

    private final StoreSilence sweeps = new StoreSilence(LOG, "ask the store which recurring plans are due");
    private final StoreSilence looks = new StoreSilence(LOG, "look at recurring plans");

    private final RecurringRuns runs;
    private final RecurringStore store;
    private final InstantSource clock;
    private final Consumer<Instant> hourly;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<RecurringId> running = ConcurrentHashMap.newKeySet();
    private volatile boolean allAreDue = true;
    private volatile Instant allAt = Instant.MIN;
    private final Map<RecurringId, Instant> failed = new ConcurrentHashMap<>();

    /**
     * One that has not begun.
     *
     * @param hourly what is to be done besides, at the start and once an hour
     */
    public Recurrences(RecurringRuns runs, RecurringStore store, InstantSource clock, Consumer<Instant> hourly) {
        this.runs = runs;
        this.store = store;
        this.clock = clock;
        this.hourly = hourly;
    }

    /** Has every recurring plan looked at whose next run is due; at the start and once an hour all of them, for what clocks did. */
    public void sweep() {
        Instant now = clock.instant();
        boolean all = allAreDue || now.isBefore(allAt) || !now.isBefore(allAt.plus(ALL_EVERY));
        // One that is further away than it ever is was set by a clock that somebody has turned back.
        failed.values().removeIf(again -> !now.isBefore(again) || again.isAfter(now.plus(AFTER_A_FAILURE)));
        try {
            List<RecurringId> due = all ? store.active() : store.due(now, MOST_DUE);
            due.stream().filter(id -> !failed.containsKey(id)).forEach(this::start);
            if (all) {
                allAreDue = false;
                allAt = now;
                hourly.accept(now);
            }
            sweeps.answered();
        } catch (StoreUnavailable e) {
            sweeps.failed(e);
        }
    }

    /** Has every recurring plan looked at, whenever it is due: that time is perhaps of a clock that was set since. */
    public void sweepAll() {
        allAreDue = true;
        sweep();
    }

    private void start(RecurringId id) {
        if (!threads.isShutdown() && running.add(id)) {
            threads.execute(() -> {
                try {
                    runs.look(id);
                    looks.answered();
                } catch (StoreUnavailable e) {
                    looks.failed(e);
                    failed.put(id, clock.instant().plus(AFTER_A_FAILURE));
                } catch (Exception e) { // whatever it was: it is looked at again, and the others go on
                    LOG.error("the run of recurring plan {} failed", id, e);
                    failed.put(id, clock.instant().plus(AFTER_A_FAILURE));
                } finally {
                    running.remove(id);
                }
            });
        }
    }

    @Override
    public void stop() throws InterruptedException {
        threads.shutdown();
        if (!threads.awaitTermination(LONGEST_DRAIN.toMillis(), TimeUnit.MILLISECONDS)) {
            threads.shutdownNow(); // what was not stored was not done
        }
    }
}
