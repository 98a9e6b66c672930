package io.sluice.bench;

import com.sun.management.OperatingSystemMXBean;
import io.sluice.bench.Bench.Part;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** M10: what 10,000 plans cost that wait for their start: processor time of this process, and its heap. */
final class IdleCost implements Part {
    private static final int PLANS = 10_000;
    private static final Duration WINDOW = Duration.ofSeconds(10);
    private static final int WINDOWS = 4;
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    @Override
    public List<Figure> measure(PrintStream out) throws Exception {
        try (Node node = Node.start("{watch: 15s}")) {
            // Whatever the first plans load stays loaded.
            route(node, "warm", 200);
            submit(node, "warm", 200);
            double[] empty = windows();
            route(node, "idle", PLANS); // the cloud's own memory is not the service's
            long heapBefore = heap();
            submit(node, "idle", PLANS);
            Thread.sleep(WINDOW); // what was still to be done for the submissions is done
            double[] full = windows();
            double kibibytes = (heap() - heapBefore) / 1024.0 / PLANS;
            double noise = spread(empty) + spread(full);
            double more = mean(full) - mean(empty);
            out.printf(
                    Locale.ROOT,
                    "   processor: %.2f %% of a core before, %.2f %% with %,d idle plans, noise %.2f %%%n",
                    100 * mean(empty),
                    100 * mean(full),
                    PLANS,
                    100 * noise);
            return List.of(
                    Figure.atMost(
                            "M10", "percent of a core more with 10,000 idle plans", 100 * more, " %", 100 * noise),
                    Figure.atMost("M10", "heap per idle plan", kibibytes, " KiB", 1));
        }
    }

    private static void route(Node node, String name, int count) {
        IntStream.range(0, count).forEach(i -> node.cloud().route(name + i, Duration.ZERO));
    }

    private static void submit(Node node, String name, int count) throws Exception {
        String start = Instant.now()
                .plus(Duration.ofDays(300))
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
        node.submit(IntStream.range(0, count)
                .mapToObj(i -> {
                    String route = name + i;
                    String plan =
                            Node.plan(route, List.of(route), "[{\"setWeight\": {\"percent\": 10, \"bake\": \"1h\"}}]");
                    return plan.strip().replaceFirst("}$", ", \"schedule\": {\"startAt\": \"%s\"}}".formatted(start));
                })
                .toList());
    }

    /** Shares of a core, window by window. */
    private static double[] windows() throws InterruptedException {
        double[] shares = new double[WINDOWS];
        for (int i = 0; i < WINDOWS; i++) {
            long cpu = SYSTEM.getProcessCpuTime();
            long begun = System.nanoTime();
            Thread.sleep(WINDOW);
            shares[i] = (double) (SYSTEM.getProcessCpuTime() - cpu) / (System.nanoTime() - begun);
        }
        return shares;
    }

    private static double mean(double[] shares) {
        return java.util.Arrays.stream(shares).average().orElseThrow();
    }

    private static double spread(double[] shares) {
        return java.util.Arrays.stream(shares).max().orElseThrow()
                - java.util.Arrays.stream(shares).min().orElseThrow();
    }

    /** What is used after everything that nobody holds is gone. */
    static long heap() throws InterruptedException {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            Thread.sleep(Duration.ofMillis(200));
            least = Math.min(
                    least,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return least;
    }
}
