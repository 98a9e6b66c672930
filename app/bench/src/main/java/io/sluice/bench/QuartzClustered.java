package io.sluice.bench;

import io.sluice.bench.DueJobs.Contender;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.quartz.impl.StdSchedulerFactory;

/** Quartz with its clustered JDBC store, with the settings that make it fastest: batches as large as its pool, locks held while acquiring. */
final class QuartzClustered implements Contender {
    private static final AtomicInteger FIRED = new AtomicInteger();

    /** Says that it was fired. */
    public static final class Fired implements Job {
        @Override
        public void execute(JobExecutionContext context) {
            FIRED.incrementAndGet();
        }
    }

    @Override
    public double perSecond() throws Exception {
        Postgres.Place place = Postgres.newDatabase();
        place.execute(tables());
        Scheduler scheduler = new StdSchedulerFactory(settings(place)).getScheduler();
        try {
            scheduler.addJob(
                    JobBuilder.newJob(Fired.class)
                            .withIdentity("due")
                            .storeDurably()
                            .build(),
                    true);
            // What Quartz itself would write for so many simple triggers of one job that are due; it writes some 500 a
            // second.
            long due = System.currentTimeMillis() - 1;
            place.execute("""
                    insert into qrtz_triggers (sched_name, trigger_name, trigger_group, job_name, job_group, next_fire_time,
                        prev_fire_time, priority, trigger_state, trigger_type, start_time, end_time, misfire_instr)
                    select 'bench', n::text, 'due', 'due', 'DEFAULT', %1$d, -1, 5, 'WAITING', 'SIMPLE', %1$d, 0, -1
                    from generate_series(1, %2$d) n;
                    insert into qrtz_simple_triggers (sched_name, trigger_name, trigger_group, repeat_count, repeat_interval,
                        times_triggered)
                    select 'bench', n::text, 'due', 1, 3600000, 0 from generate_series(1, %2$d) n;
                    analyze qrtz_triggers;
                    """.formatted(due, DueJobs.DUE));
            long begun = System.nanoTime();
            scheduler.start();
            Node.await("Quartz is through", () -> FIRED.get() >= DueJobs.DUE);
            return DueJobs.DUE / ((System.nanoTime() - begun) / 1e9);
        } finally {
            scheduler.shutdown(false);
        }
    }

    private static Properties settings(Postgres.Place place) {
        Properties settings = new Properties();
        settings.setProperty("org.quartz.scheduler.instanceName", "bench");
        settings.setProperty("org.quartz.scheduler.instanceId", "AUTO");
        settings.setProperty("org.quartz.scheduler.batchTriggerAcquisitionMaxCount", String.valueOf(DueJobs.THREADS));
        settings.setProperty("org.quartz.threadPool.class", "org.quartz.simpl.SimpleThreadPool");
        settings.setProperty("org.quartz.threadPool.threadCount", String.valueOf(DueJobs.THREADS));
        settings.setProperty("org.quartz.jobStore.class", "org.quartz.impl.jdbcjobstore.JobStoreTX");
        settings.setProperty(
                "org.quartz.jobStore.driverDelegateClass", "org.quartz.impl.jdbcjobstore.PostgreSQLDelegate");
        settings.setProperty("org.quartz.jobStore.isClustered", "true");
        settings.setProperty("org.quartz.jobStore.useProperties", "true");
        settings.setProperty("org.quartz.jobStore.acquireTriggersWithinLock", "true");
        // What waits in the queue meanwhile is late, and must not count as missed.
        settings.setProperty("org.quartz.jobStore.misfireThreshold", "600000");
        settings.setProperty("org.quartz.jobStore.dataSource", "bench");
        settings.setProperty("org.quartz.dataSource.bench.connectionProvider.class", QuartzConnections.class.getName());
        settings.setProperty("org.quartz.dataSource.bench.database", place.name());
        return settings;
    }

    private static String tables() throws IOException {
        try (InputStream script = Objects.requireNonNull(
                Scheduler.class.getResourceAsStream("/org/quartz/impl/jdbcjobstore/tables_postgres.sql"))) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("DROP") && !line.equals("COMMIT;"))
                    .collect(Collectors.joining("\n"));
        }
    }
}
