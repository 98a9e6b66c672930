package io.sluice.bench;

import io.sluice.bench.Bench.Part;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * M6: how long after its bake was over a step's write reached the cloud, with so many plans under way on one node and some fifty
 * steps due in each second. Due is when the journal says that the step before was verified, plus its bake.
 */
final class StepLateness implements Part {
    private static final Duration WATCH = Duration.ofSeconds(15);

    /** By then the last ones that were due are made; one that is not counts as late until then at least. */
    private static final Duration AFTERWARDS = Duration.ofSeconds(5);

    /** So many plans, whose steps bake for so long, watched for so long. */
    private record Load(int plans, Duration bake, Duration lasts, int p99Millis) {}

    private static final List<Load> LOADS = List.of(
            new Load(1_000, Duration.ofSeconds(20), Duration.ofSeconds(60), 100),
            new Load(10_000, Duration.ofSeconds(200), Duration.ofSeconds(60), 250));

    @Override
    public List<Figure> measure(PrintStream out) throws Exception {
        List<Figure> figures = new ArrayList<>();
        for (Load load : LOADS) {
            figures.addAll(measure(load, out));
        }
        return figures;
    }

    private static List<Figure> measure(Load load, PrintStream out) throws Exception {
        try (Node node = Node.start("{watch: %ds}".formatted(WATCH.toSeconds()))) {
            String steps = "[%s]"
                    .formatted(String.join(
                            ",",
                            IntStream.rangeClosed(1, 50)
                                    .mapToObj(step -> "{\"setWeight\": {\"percent\": %d, \"bake\": \"%ds\"}}"
                                            .formatted(step, load.bake().toSeconds()))
                                    .toList()));
            long begun = System.nanoTime();
            List<String> ids = node.submit(IntStream.range(0, load.plans())
                    .mapToObj(i -> {
                        node.cloud().route("l" + i, Duration.ofMillis(5));
                        return Node.plan("l" + i, List.of("l" + i), steps);
                    })
                    .toList());
            out.printf(
                    Locale.ROOT, "   %d plans submitted in %.1f s%n", load.plans(), (System.nanoTime() - begun) / 1e9);
            Map<String, String> routes = new HashMap<>();
            for (int i = 0; i < ids.size(); i++) {
                routes.put(ids.get(i), "l" + i);
            }
            // Until the first bakes are over: from then on steps are due all the time.
            Duration submitting = Duration.ofNanos(System.nanoTime() - begun);
            if (submitting.compareTo(load.bake()) < 0) {
                Thread.sleep(load.bake().minus(submitting));
            }
            Instant from = Instant.now();
            Thread.sleep(load.lasts());
            Instant until = Instant.now();
            Thread.sleep(AFTERWARDS);
            List<Long> late = lateness(node, routes, load.bake(), from, until);
            out.printf(
                    Locale.ROOT,
                    "   %d plans: %d steps in %d s; late by p50 %d ms, p99 %d ms, at most %d ms%n",
                    load.plans(),
                    late.size(),
                    load.lasts().toSeconds(),
                    at(late, 0.50),
                    at(late, 0.99),
                    late.getLast());
            String what = String.format(Locale.ROOT, "step lateness p99 with %,d active plans", load.plans());
            return load.plans() == 1_000
                    ? List.of(
                            Figure.atMost("M6", what, (double) at(late, 0.99), " ms", load.p99Millis()),
                            Figure.atMost("M6", "the latest of them", (double) late.getLast(), " ms", 1_000))
                    : List.of(Figure.atMost("M6", what, (double) at(late, 0.99), " ms", load.p99Millis()));
        }
    }

    private static long at(List<Long> sorted, double quantile) {
        return sorted.get((int) Math.min(sorted.size() - 1, Math.ceil(quantile * sorted.size()) - 1));
    }

    /** In milliseconds, sorted; of all steps that were due in a while, also of those that nobody has made. */
    private static List<Long> lateness(
            Node node, Map<String, String> routes, Duration bake, Instant from, Instant until) throws SQLException {
        Map<String, List<Instant>> verified = new HashMap<>();
        try (Connection connection = Postgres.connect(node.database());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select plan, at from journal where type = 'weights-verified' order by plan, seq")) {
            while (rows.next()) {
                verified.computeIfAbsent(rows.getString("plan"), _ -> new ArrayList<>())
                        .add(rows.getObject("at", OffsetDateTime.class).toInstant());
            }
        }
        Instant now = Instant.now();
        List<Long> late = new ArrayList<>();
        verified.forEach((plan, times) -> {
            List<Instant> writes = node.cloud().changes(routes.getOrDefault(plan, plan));
            // The first verification is of step 0, before the first write: the nth step follows the nth verification.
            for (int step = 1; step < times.size(); step++) {
                Instant due = times.get(step).plus(bake);
                if (due.isAfter(from) && due.isBefore(until)) {
                    Instant made = step < writes.size() ? writes.get(step) : now;
                    late.add(Duration.between(due, made).toMillis());
                }
            }
        });
        late.sort(Long::compare);
        if (late.isEmpty()) {
            throw new IllegalStateException("no step was due");
        }
        return late;
    }
}
