package io.sluice.bench;

import io.sluice.bench.Bench.Part;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** M4 and M5: what a step and what watching costs in calls to the cloud. */
final class CallsMade implements Part {
    private static final int STEPS = 50;
    private static final int WATCHED = 20;
    private static final Duration WATCH = Duration.ofSeconds(2);
    private static final int INTERVALS = 15;

    @Override
    public List<Figure> measure(PrintStream out) throws Exception {
        return List.of(ofSteps(out), ofWatching(out));
    }

    /** From the first step's write to the last one's read-back, without what a plan costs before its first step. */
    private static Figure ofSteps(PrintStream out) throws Exception {
        try (Node node = Node.start("{watch: 1m}")) {
            node.cloud().route("steps", Duration.ofMillis(5));
            String steps = "[%s, {\"setWeight\": {\"percent\": 100, \"bake\": \"1h\"}}]"
                    .formatted(String.join(
                            ",",
                            IntStream.rangeClosed(1, STEPS)
                                    .mapToObj("{\"setWeight\": %d}"::formatted)
                                    .toList()));
            List<String> ids = node.submit(List.of(Node.plan("steps", List.of("steps"), steps)));
            Node.await("the first step", () -> node.cloud().changes() > 0);
            int looksBefore = node.cloud().looks();
            Node.await("the last step", () -> node.cloud().changes() > STEPS);
            node.awaitBaking(ids);
            int writes = node.cloud().changes();
            int looks = node.cloud().looks() - looksBefore;
            out.printf(Locale.ROOT, "   %d steps: %d writes, %d looks%n", STEPS + 1, writes, looks);
            return Figure.atMost("M4", "calls per step and route", (double) (writes + looks) / (STEPS + 1), "", 2.1);
        }
    }

    private static Figure ofWatching(PrintStream out) throws Exception {
        try (Node node = Node.start("{watch: %ds}".formatted(WATCH.toSeconds()))) {
            List<String> plans = IntStream.range(0, WATCHED)
                    .mapToObj(i -> {
                        node.cloud().route("w" + i, Duration.ofMillis(5));
                        return Node.plan(
                                "w" + i, List.of("w" + i), "[{\"setWeight\": {\"percent\": 10, \"bake\": \"1h\"}}]");
                    })
                    .toList();
            node.awaitBaking(node.submit(plans));
            Thread.sleep(WATCH.multipliedBy(3)); // until all are looked at together
            int before = node.cloud().looks();
            Thread.sleep(WATCH.multipliedBy(INTERVALS));
            int looks = node.cloud().looks() - before;
            out.printf(Locale.ROOT, "   %d plans watched for %d intervals: %d looks%n", WATCHED, INTERVALS, looks);
            return Figure.atMost(
                    "M5",
                    "looks per interval while %d plans bake".formatted(WATCHED),
                    (double) looks / INTERVALS,
                    "",
                    1.1);
        }
    }
}
