package io.sluice.bench;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Measures and prints, one line a figure. Everything is compared within one run: the machine may be busy with other things, and
 * then both sides are.
 */
public final class Bench {
    private Bench() {}

    /** One part of the benchmark; it prints what it compares with, and answers its figures. */
    interface Part {
        List<Figure> measure(PrintStream out) throws Exception;
    }

    /** In the order in which they are printed, by the figures that they answer. */
    private static Map<String, Part> parts() {
        Map<String, Part> parts = new LinkedHashMap<>();
        parts.put("M1", new RevertAtOnce());
        parts.put("P16", new RevertWithoutDatabase());
        parts.put("M2 M3", new RevertThrottled());
        parts.put("M4 M5", new CallsMade());
        parts.put("M6", new StepLateness());
        parts.put("M7", new DueJobs());
        parts.put("M8", new Takeover());
        parts.put("M10", new IdleCost());
        parts.put("M11", new StartUp());
        parts.put("P24", new FinishedPlans());
        parts.put("S1", new ManyPlans());
        return parts;
    }

    /** {@code -Dbench.figures=M1,M7} measures some; nothing said, all. */
    public static void main(String[] arguments) throws Exception {
        Set<String> wanted = Stream.of(System.getProperty("bench.figures", "").split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .map(name -> name.toUpperCase(Locale.ROOT))
                .collect(Collectors.toSet());
        PrintStream out = System.out;
        out.println(Machine.describe());
        for (Map.Entry<String, Part> part : parts().entrySet()) {
            if (wanted.isEmpty() || Stream.of(part.getKey().split(" ")).anyMatch(wanted::contains)) {
                part.getValue().measure(out).forEach(figure -> out.println(figure.line()));
            }
        }
        System.exit(0); // PostgreSQL's watchers and the pools' threads are nobody's business any more
    }
}
