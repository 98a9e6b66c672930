package io.sluice.bench;

import io.sluice.bench.Bench.Part;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * P24: what 10,000 plans leave behind that have moved their traffic and ended. They go there and back over the same routes, so that the
 * cloud of the benchmark has no more to remember than a line for each write.
 */
final class FinishedPlans implements Part {
    private static final int AT_ONCE = 500;
    private static final int PLANS = 10_000;

    /** So many fill what a node remembers of its last lines, which has a bound. */
    private static final int BEFORE = 4_000;

    private static final Duration IDLE = Duration.ofSeconds(10);

    /** What is kept of plans that have just started or ended, for a minute or two, is gone by then. */
    private static final Duration AFTERWARDS = Duration.ofSeconds(130);

    private int waves;

    /** What the service has, and how many rows it reads one by one in a second of doing nothing. */
    private record Holdings(double heapKibibytes, int threads, long connections, double rowsScanned) {
        static Holdings of(Node node) throws Exception {
            Thread.sleep(AFTERWARDS);
            long before = scanned(node);
            Thread.sleep(IDLE);
            double rows = (scanned(node) - before) / (double) IDLE.toSeconds();
            return new Holdings(
                    IdleCost.heap() / 1024.0,
                    ManagementFactory.getThreadMXBean().getThreadCount(),
                    count(node, "select count(*) from pg_stat_activity where datname = current_database()"),
                    rows);
        }

        private static long scanned(Node node) {
            return count(node, "select coalesce(sum(seq_tup_read), 0) from pg_stat_user_tables");
        }
    }

    @Override
    public List<Figure> measure(PrintStream out) throws Exception {
        try (Node node = Node.start("{watch: 15s}")) {
            IntStream.range(0, AT_ONCE).forEach(i -> node.cloud().route("f" + i, Duration.ZERO));
            finish(node, BEFORE);
            Holdings before = Holdings.of(node);
            finish(node, PLANS);
            Holdings after = Holdings.of(node);
            out.printf(
                    Locale.ROOT,
                    "   after %,d finished plans and %,d more: heap %,.0f and %,.0f KiB, threads %d and %d, connections %d and %d, "
                            + "rows scanned in an idle second %.1f and %.1f%n",
                    BEFORE,
                    PLANS,
                    before.heapKibibytes(),
                    after.heapKibibytes(),
                    before.threads(),
                    after.threads(),
                    before.connections(),
                    after.connections(),
                    before.rowsScanned(),
                    after.rowsScanned());
            return List.of(
                    Figure.atMost(
                            "P24",
                            "heap left by a finished plan",
                            (after.heapKibibytes() - before.heapKibibytes()) / PLANS,
                            " KiB",
                            0.5),
                    Figure.atMost(
                            "P24",
                            "threads more after 10,000 finished plans",
                            after.threads() - before.threads(),
                            "",
                            5),
                    Figure.atMost(
                            "P24",
                            "connections more after 10,000 finished plans",
                            (double) (after.connections() - before.connections()),
                            "",
                            0),
                    Figure.atMost(
                            "P24",
                            "rows more that an idle second scans after 10,000 finished plans",
                            after.rowsScanned() - before.rowsScanned(),
                            "",
                            10));
        }
    }

    private void finish(Node node, int plans) throws Exception {
        for (int wave = 0; wave < plans / AT_ONCE; wave++) {
            boolean there = waves++ % 2 == 0;
            int number = waves;
            node.submit(IntStream.range(0, AT_ONCE)
                    .mapToObj(i -> plan("f%d-%d".formatted(number, i), "f" + i, there))
                    .toList());
            Node.await("all have ended", () -> count(node, "select count(*) from plan where ended_at is null") == 0);
        }
        long completed = count(node, "select count(*) from plan where state = 'completed'");
        if (completed != (long) waves * AT_ONCE) {
            throw new IllegalStateException("only %d of %d have completed".formatted(completed, waves * AT_ONCE));
        }
    }

    private static String plan(String name, String route, boolean there) {
        String plan = Node.plan(name, List.of(route), "[{\"setWeight\": 50}, {\"setWeight\": 100}]");
        return there
                ? plan
                : plan.replace("\"from\": \"blue\", \"to\": \"green\"", "\"from\": \"green\", \"to\": \"blue\"");
    }

    private static long count(Node node, String query) {
        try (Connection connection = Postgres.connect(node.database());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
