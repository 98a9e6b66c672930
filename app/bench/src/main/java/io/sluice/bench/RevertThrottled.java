package io.sluice.bench;

import io.sluice.bench.Bench.Part;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * M2 and M3: an account that allows twenty changes at once and three a second (those of Elastic Load Balancing as the controller of
 * its makers has them), 20 plans that keep ramping, and 60 that are put back. The floor is what the cloud's own bucket takes for 60
 * changes from what was in it when the first one came.
 */
final class RevertThrottled implements Part {
    private static final int BURST = 20;
    private static final double PER_SECOND = 3;
    private static final int REVERTED = 60;
    private static final int RAMPING = 20;
    private static final Duration RAMP_ALONE = Duration.ofSeconds(20);

    @Override
    public List<Figure> measure(PrintStream out) throws Exception {
        // One second allows three: in the meantime the plans that are to be put back get under way.
        try (Node node = Node.start("{watch: 15s}", cloud -> cloud.allow(BURST, PER_SECOND))) {
            List<String> still =
                    plans(node, "back", REVERTED, "[{\"setWeight\": {\"percent\": 10, \"bake\": \"1h\"}}]");
            List<String> ids = node.submit(still);
            node.awaitBaking(ids);
            node.submit(plans(node, "ramp", RAMPING, ramp()));
            Thread.sleep(RAMP_ALONE);
            double left = node.cloud().fewestTokens();
            long begun = System.nanoTime();
            String plans =
                    String.join(",", ids.stream().map("\"%s\""::formatted).toList());
            node.post("/api/v1/revert?wait=1m", "{\"plans\": [%s]}".formatted(plans), 200);
            double took = (System.nanoTime() - begun) / 1e9;
            double floor = (REVERTED - node.cloud().tokensAtFirstRestore()) / PER_SECOND;
            out.printf(
                    Locale.ROOT,
                    "   %d routes back in %.1f s, the bucket alone takes %.1f s; %d calls refused%n",
                    REVERTED,
                    took,
                    floor,
                    node.cloud().refused());
            return List.of(
                    Figure.atMost("M2", "revert of 60 routes through a bucket of 20 + 3/s", took / floor, "", 1.15),
                    Figure.atLeast("M3", "least of the burst that 20 ramps left for reverts", left / BURST, "", 0.5));
        }
    }

    private static List<String> plans(Node node, String name, int count, String steps) {
        List<String> plans = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String route = name + "-" + i;
            node.cloud().route(route, Duration.ofMillis(50));
            plans.add(Node.plan(route, List.of(route), steps));
        }
        return plans;
    }

    /** A hundred steps that are due at once. */
    private static String ramp() {
        return "[%s]"
                .formatted(String.join(
                        ",",
                        IntStream.rangeClosed(1, 100)
                                .mapToObj("{\"setWeight\": %d}"::formatted)
                                .toList()));
    }
}
