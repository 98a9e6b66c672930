package io.sluice.app.clock;

import io.dropwizard.lifecycle.Managed;
import io.sluice.plan.engine.RecurringRuns;
import io.sluice.plan.engine.RecurringStore;
import io.sluice.plan.engine.StoreUnavailable;
import io.sluice.plan.recurring.RecurringId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has the runs of recurring plans made when they are due: found by a sweep alone, since a cron knows no shorter time than a minute. */
public final class Recurrences implements Managed {
    private static final Logger LOG = LoggerFactory.getLogger(Recurrences.class);

    /** Taken up by one sweep; those that are left are due at the next. */
    private static final int MOST_DUE = 100;

    private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(5);

    /** Longer than a provider is waited for when a plan is submitted. */
    private static final Duration LONGEST_DRAIN = Duration.ofSeconds(10);

    private final RecurringRuns runs;
    private final RecurringStore store;
    private final InstantSource clock;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<RecurringId> running = ConcurrentHashMap.newKeySet();
    private final Map<RecurringId, Instant> failed = new ConcurrentHashMap<>();

    public Recurrences(RecurringRuns runs, RecurringStore store, InstantSource clock) {
        this.runs = runs;
        this.store = store;
        this.clock = clock;
    }

    /** Has every recurring plan looked at whose next run is due. */
    public void sweep() {
        Instant now = clock.instant();
        // One that is further away than it ever is was set by a clock that somebody has turned back.
        failed.values().removeIf(again -> !now.isBefore(again) || again.isAfter(now.plus(AFTER_A_FAILURE)));
        try {
            store.due(now, MOST_DUE).stream()
                    .filter(id -> !failed.containsKey(id))
                    .forEach(this::start);
        } catch (StoreUnavailable e) {
            LOG.warn("cannot ask the store what is due: {}", e.getMessage());
        }
    }

    private void start(RecurringId id) {
        if (!threads.isShutdown() && running.add(id)) {
            threads.execute(() -> {
                try {
                    runs.look(id);
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
