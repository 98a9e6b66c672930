package io.sluice.arena.bench;

import io.sluice.plan.judge.Direction;
import io.sluice.plan.judge.MannWhitney;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Ten metrics of sixty points judged with exact limits and with roots by Brent, in the same run. {@code mvn -q -Pjudge-bench}
 * prints how many times faster the first is; it takes about a minute.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class JudgeBench {
    private static final int TARGET = 5;

    private final List<TenMetrics.Metric> metrics = TenMetrics.of(1);
    private final MannWhitney test = MannWhitney.kayenta(Direction.EITHER);

    /** Ours, with the finding and its sentence. */
    @Benchmark
    public void exactLimits(Blackhole kept) {
        for (TenMetrics.Metric metric : metrics) {
            kept.consume(test.judge(metric.values(), metric.others()));
        }
    }

    /** The usual way, with nothing but the verdict. */
    @Benchmark
    public void brentRoots(Blackhole kept) {
        for (TenMetrics.Metric metric : metrics) {
            kept.consume(new BrentMannWhitney(metric.values(), metric.others()).classify());
        }
    }

    public static void main(String[] arguments) throws RunnerException {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(JudgeBench.class.getName() + "\\..*")
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run();
        double ours = microseconds(results, "exactLimits");
        double brent = microseconds(results, "brentRoots");
        System.out.printf(
                Locale.ROOT,
                "exact limits %.1f microseconds, Brent roots %.1f%n"
                        + "judge 10 metrics x 60 points: %.1f x faster than Brent roots (target >= %d)%n",
                ours,
                brent,
                brent / ours,
                TARGET);
    }

    private static double microseconds(Collection<RunResult> results, String benchmark) {
        return results.stream()
                .filter(result -> result.getParams().getBenchmark().endsWith("." + benchmark))
                .mapToDouble(result -> result.getPrimaryResult().getScore())
                .findFirst()
                .orElseThrow();
    }
}
