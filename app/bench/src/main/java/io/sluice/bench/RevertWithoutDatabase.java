package io.sluice.bench;

import io.sluice.bench.Bench.Part;
import io.sluice.bench.RevertAtOnce.Took;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * P16: the same as M1 for a hundred routes, by a node whose database hangs. What it takes beyond 1.10 times the slowest route alone is
 * the price of a database that is gone; it may be negative.
 */
final class RevertWithoutDatabase implements Part {
    private static final int ROUTES = 100;
    private static final int RUNS = 3;

    @Override
    public List<Figure> measure(PrintStream out) throws Exception {
        double[] beyond = new double[RUNS];
        for (int run = 0; run < RUNS; run++) {
            try (Node node = Node.start("{watch: 15s}")) {
                Took took = revert(node, run);
                out.printf(
                        Locale.ROOT,
                        "   %d routes back in %d ms without the database, the slowest alone in %d ms%n",
                        ROUTES,
                        took.all().toMillis(),
                        took.alone().toMillis());
                beyond[run] = took.all().toMillis() - 1.10 * took.alone().toMillis();
            }
        }
        Arrays.sort(beyond);
        return List.of(Figure.atMost(
                "P16",
                "revert of 100 routes while the database hangs, beyond 1.10 of the slowest route",
                beyond[RUNS / 2],
                " ms",
                250));
    }

    private static Took revert(Node node, int run) throws Exception {
        try {
            return RevertAtOnce.revert(node, ROUTES, run, Postgres::freeze);
        } finally {
            Postgres.thaw();
        }
    }
}
