package io.sluice.bench;

import io.sluice.bench.Bench.Part;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * M8: how long after a node died in the middle of a tick another one has its plan. The dead one is a claim that nobody renews, taken
 * in the database as a node takes it; the survivor is the whole service.
 */
final class Takeover implements Part {
    private static final Duration CLAIM = Duration.ofSeconds(2);
    private static final int DEATHS = 20;

    @Override
    public List<Figure> measure(PrintStream out) throws Exception {
        try (Node node = Node.start("{watch: 15s}")) {
            node.cloud().route("left", Duration.ofMillis(5));
            List<String> ids = node.submit(List.of(
                    Node.plan("left", List.of("left"), "[{\"setWeight\": {\"percent\": 10, \"bake\": \"1h\"}}]")));
            node.awaitBaking(ids);
            double[] seconds = new double[DEATHS];
            for (int i = 0; i < DEATHS; i++) {
                Thread.sleep(Duration.ofMillis(37L * i)); // anywhere between two sweeps
                node.database().execute("""
                        update plan set epoch = epoch + 1, look_at = current_timestamp,
                            claimed_until = current_timestamp + interval '%d seconds'
                        """.formatted(CLAIM.toSeconds()));
                long died = System.nanoTime();
                long epoch = epoch(node);
                Node.await("somebody has it", () -> epoch(node) > epoch);
                seconds[i] = (System.nanoTime() - died) / 1e9;
            }
            Arrays.sort(seconds);
            out.printf(
                    Locale.ROOT,
                    "   %d deaths: taken over after %.2f s at the median, %.2f s at most%n",
                    DEATHS,
                    seconds[DEATHS / 2],
                    seconds[DEATHS - 1]);
            return List.of(Figure.atMost(
                    "M8", "slowest takeover against a claim", seconds[DEATHS - 1] / CLAIM.toSeconds(), "", 1.5));
        }
    }

    private static long epoch(Node node) {
        try (Connection connection = Postgres.connect(node.database());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select max(epoch) from plan")) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
