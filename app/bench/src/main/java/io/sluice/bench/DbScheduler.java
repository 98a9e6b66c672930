package io.sluice.bench;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import io.dropwizard.db.ManagedDataSource;
import io.sluice.bench.DueJobs.Contender;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;

/** db-scheduler with its fastest way of polling, as its README recommends it for PostgreSQL. */
final class DbScheduler implements Contender {
    @Override
    public double perSecond() throws Exception {
        Postgres.Place place = Postgres.newDatabase();
        place.execute("""
                create table scheduled_tasks (
                    task_name text not null, task_instance text not null, task_data bytea,
                    execution_time timestamp with time zone not null, picked boolean not null, picked_by text,
                    last_success timestamp with time zone, last_failure timestamp with time zone,
                    consecutive_failures int, last_heartbeat timestamp with time zone, version bigint not null,
                    priority smallint, primary key (task_name, task_instance));
                create index execution_time_idx on scheduled_tasks (execution_time);
                create index last_heartbeat_idx on scheduled_tasks (last_heartbeat);
                insert into scheduled_tasks (task_name, task_instance, execution_time, picked, version)
                select 'due', n::text, now() - interval '1 minute', false, 1 from generate_series(1, %d) n;
                analyze scheduled_tasks;
                """.formatted(DueJobs.DUE));
        AtomicInteger done = new AtomicInteger();
        Instant later = Instant.now().plus(Duration.ofHours(1));
        CompletionHandler<Void> again = (complete, operations) -> {
            operations.reschedule(complete, later);
            done.incrementAndGet();
        };
        CustomTask<Void> due = Tasks.custom("due", Void.class).execute((_, _) -> again);
        ManagedDataSource source = place.pool(DueJobs.THREADS);
        source.start();
        Scheduler scheduler = Scheduler.create(source, due)
                .threads(DueJobs.THREADS)
                .pollingInterval(Duration.ofMillis(100))
                .pollUsingLockAndFetch(0.5, 4.0)
                .build();
        try {
            long begun = System.nanoTime();
            scheduler.start();
            Node.await("db-scheduler is through", () -> done.get() >= DueJobs.DUE);
            return DueJobs.DUE / ((System.nanoTime() - begun) / 1e9);
        } finally {
            scheduler.stop();
            source.stop();
        }
    }
}
