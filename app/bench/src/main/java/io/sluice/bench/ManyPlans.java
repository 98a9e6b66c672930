package io.sluice.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.bench.Bench.Part;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** S1: a page of 1,000 summaries while 10,000 plans are under way. */
final class ManyPlans implements Part {
    private static final int PLANS = 10_000;
    private static final int PAGE = 1_000;
    private static final int ASKED = 20;

    @Override
    public List<Figure> measure(PrintStream out) throws Exception {
        try (Node node = Node.start("{watch: 1m}")) {
            IntStream.range(0, PLANS).forEach(i -> node.cloud().route("m" + i, Duration.ZERO));
            List<String> _ = node.submit(IntStream.range(0, PLANS)
                    .mapToObj(i -> Node.plan("many-" + i, List.of("m" + i), """
                            [{"ramp": {"start": 10, "end": 100, "by": 10, "bake": "1h"}}]"""))
                    .toList());
            Node.await("all are under way", () -> {
                try {
                    return node.get("/api/v1/plans?view=summary&state=scheduled&limit=1")
                            .path("plans")
                            .isEmpty();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            double all = millis(node, "", PLANS / PAGE);
            double[] again = IntStream.range(0, ASKED)
                    .mapToDouble(_ -> millis(node, "", 1))
                    .sorted()
                    .toArray();
            out.printf(
                    Locale.ROOT,
                    "   all %,d in pages of %,d, for the first time: %,.0f ms; then a page of them: %,.0f to %,.0f ms%n",
                    PLANS,
                    PAGE,
                    all,
                    again[0],
                    again[ASKED - 1]);
            return List.of(Figure.atMost(
                    "S1",
                    "a page of 1,000 summaries among 10,000 plans",
                    Arrays.stream(again).skip(ASKED / 2).findFirst().orElseThrow(),
                    " ms",
                    500));
        }
    }

    private static double millis(Node node, String from, int pages) {
        long start = System.nanoTime();
        String after = from;
        try {
            for (int i = 0; i < pages; i++) {
                JsonNode page = node.get("/api/v1/plans?view=summary&limit=" + PAGE + after);
                if (page.path("plans").size() != PAGE) {
                    throw new IllegalStateException(
                            "a page of " + page.path("plans").size());
                }
                after = "&after=" + page.path("next").asText();
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return (System.nanoTime() - start) / 1e6;
    }
}
