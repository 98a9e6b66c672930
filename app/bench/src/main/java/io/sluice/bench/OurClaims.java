package io.sluice.bench;

import io.sluice.app.store.Database;
import io.sluice.app.store.JdbiPlanStore;
import io.sluice.bench.DueJobs.Contender;
import io.sluice.plan.engine.PlanStore.Claim;
import io.sluice.plan.file.PlanFile;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** Claims as a node's sweep takes them, and releases as its ticks make them. */
final class OurClaims implements Contender {
    /** Those that a node deals with at once. */
    private static final int AT_ONCE = 500;

    private static final Duration CLAIM = Duration.ofSeconds(2);

    @Override
    public double perSecond() throws Exception {
        Postgres.Place place = plans();
        // Due only now that the service that made them has ended.
        place.execute("update plan set look_at = now() - interval '1 minute'; analyze plan");
        try (Database database = Database.open(place.pool(DueJobs.THREADS));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            JdbiPlanStore store =
                    new JdbiPlanStore(database, text -> PlanFile.read(text).spec());
            List<Claim> _ = store.claimDue(Instant.EPOCH, 1, CLAIM); // what the first statement loads
            AtomicInteger done = new AtomicInteger();
            Semaphore room = new Semaphore(AT_ONCE);
            Instant later = Instant.now().plus(Duration.ofHours(1));
            long begun = System.nanoTime();
            while (done.get() < DueJobs.DUE) {
                room.acquire();
                int free = 1 + room.drainPermits();
                List<Claim> claims = store.claimDue(Instant.now(), free, CLAIM);
                room.release(free - claims.size());
                for (Claim claim : claims) {
                    threads.execute(() -> {
                        store.release(claim, Long.MAX_VALUE, later);
                        done.incrementAndGet();
                        room.release();
                    });
                }
                if (claims.isEmpty()) {
                    Thread.sleep(1);
                }
            }
            return DueJobs.DUE / ((System.nanoTime() - begun) / 1e9);
        }
    }

    /** Rows like one that the service made, without routes: claiming does not look at those. */
    private static Postgres.Place plans() throws Exception {
        try (Node node = Node.start("{watch: 15s}")) {
            node.cloud().route("due", Duration.ZERO);
            node.awaitBaking(node.submit(List.of(
                    Node.plan("due", List.of("due"), "[{\"setWeight\": {\"percent\": 10, \"bake\": \"1h\"}}]"))));
            node.database().execute("""
                    insert into plan (id, document, digest, owner, submitted_by, submitted_at, first_generation, state,
                        version, generation, fold, journal_hash, look_at, epoch)
                    select 'pl_' || lpad(n::text, 26, '0'), document, digest, owner, submitted_by, submitted_at,
                        first_generation, state, version, generation, fold, journal_hash, 'infinity', 0
                    from plan, generate_series(1, %d) n
                    """.formatted(DueJobs.DUE));
            return node.database();
        }
    }
}
