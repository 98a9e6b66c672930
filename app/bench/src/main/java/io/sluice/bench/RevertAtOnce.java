package io.sluice.bench;

import io.sluice.bench.Bench.Part;
import io.sluice.traffic.Address;
import io.sluice.traffic.Restoration;
import io.sluice.traffic.Route;
import io.sluice.traffic.RouteRef;
import io.sluice.traffic.Side;
import io.sluice.traffic.Snapshot;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * M1: one order puts everything back, over HTTP and with the database, held against look, write and read-back of the slowest of
 * the routes run alone. Calls take from 100 to 300 ms, each route its own; nothing is throttled.
 */
final class RevertAtOnce implements Part {
    private static final int[] ROUTES = {1, 10, 100, 500};
    private static final int RUNS = 3;

    /** As many as the limits allow by default. */
    private static final int ROUTES_OF_A_PLAN = 20;

    private static final int FASTEST_MILLIS = 100;
    private static final int SLOWEST_MILLIS = 300;

    @Override
    public List<Figure> measure(PrintStream out) throws Exception {
        List<Figure> figures = new ArrayList<>();
        for (int routes : ROUTES) {
            double[] ratios = new double[RUNS];
            try (Node node = Node.start("{watch: 15s}")) {
                for (int run = 0; run < RUNS; run++) {
                    ratios[run] = ratio(node, routes, run, out);
                }
            }
            Arrays.sort(ratios);
            figures.add(Figure.atMost(
                    "M1", "revert of " + routes + " routes", ratios[RUNS / 2], "", routes <= 100 ? 1.10 : 1.20));
        }
        return figures;
    }

    private static double ratio(Node node, int count, int run, PrintStream out) throws Exception {
        Took took = revert(node, count, run, () -> {});
        out.printf(
                Locale.ROOT,
                "   %d routes back in %d ms, the slowest alone in %d ms%n",
                count,
                took.all().toMillis(),
                took.alone().toMillis());
        return (double) took.all().toNanos() / took.alone().toNanos();
    }

    /** All routes side by side, and the slowest of them without Sluice. */
    record Took(Duration all, Duration alone) {}

    /** @param before what befalls the node once its plans have moved their first traffic */
    static Took revert(Node node, int count, int run, Runnable before) throws Exception {
        List<String> routes = IntStream.range(0, count)
                .mapToObj(i -> "r%d-%d".formatted(run, i))
                .toList();
        for (int i = 0; i < count; i++) {
            node.cloud().route(routes.get(i), latency(i, count));
        }
        List<String> plans = new ArrayList<>();
        for (int i = 0; i < count; i += ROUTES_OF_A_PLAN) {
            plans.add(Node.plan(
                    "move-%d-%d".formatted(run, i),
                    routes.subList(i, Math.min(count, i + ROUTES_OF_A_PLAN)),
                    "[{\"setWeight\": {\"percent\": 10, \"bake\": \"1h\"}}]"));
        }
        node.awaitBaking(node.submit(plans));
        before.run();
        long begun = System.nanoTime();
        node.post("/api/v1/revert?wait=1m", "{\"all\": true}", 200);
        long took = System.nanoTime() - begun;
        for (String route : routes) {
            if (!node.cloud().isAtBaseline(route)) {
                throw new IllegalStateException(route + " is not back");
            }
        }
        return new Took(Duration.ofNanos(took), Duration.ofNanos(alone(node.cloud(), routes.getLast())));
    }

    /** The last one is the slowest. */
    private static Duration latency(int i, int count) {
        return Duration.ofMillis(
                i == count - 1 ? SLOWEST_MILLIS : FASTEST_MILLIS + i * 37 % (SLOWEST_MILLIS - FASTEST_MILLIS));
    }

    private static long alone(SlowCloud cloud, String name) {
        Route route = new Route(
                new RouteRef("cloud", name),
                new Address("{\"route\": \"%s\"}".formatted(name)),
                Map.of(
                        new Side("blue"), new Address("{\"backend\": \"%s-blue\"}".formatted(name)),
                        new Side("green"), new Address("{\"backend\": \"%s-green\"}".formatted(name))));
        Snapshot snapshot = cloud.snapshot(route);
        long begun = System.nanoTime();
        cloud.observe(Set.of(route));
        cloud.restore(new Restoration(route, snapshot, false, Set.of(), "alone"));
        cloud.observe(Set.of(route));
        return System.nanoTime() - begun;
    }
}
