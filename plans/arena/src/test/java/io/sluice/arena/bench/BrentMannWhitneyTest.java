package io.sluice.arena.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.plan.judge.Classification;
import io.sluice.plan.judge.Direction;
import io.sluice.plan.judge.Finding;
import io.sluice.plan.judge.MannWhitney;
import io.sluice.plan.judge.MetricResult;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the benchmark compares does the same work: the same limits, and the same verdicts. */
class BrentMannWhitneyTest {
    private static final MannWhitney EXACT = MannWhitney.kayenta(Direction.EITHER);

    @Test
    void bothWaysFindTheSameLimits() {
        var random = new Random(1);
        for (int run = 0; run < 3000; run++) {
            boolean steps = run % 2 == 0;
            double shift = random.nextInt(3);
            double[] x = sample(random, shift, steps);
            double[] y = sample(random, 0, steps);
            double scale = Arrays.stream(x).map(Math::abs).max().orElseThrow();
            Finding exact = EXACT.judge(x, y);
            BrentMannWhitney.Limits roots = new BrentMannWhitney(x, y).limits();
            assertThat(roots.low()).isCloseTo(number(exact, "low"), within(2e-4 * scale));
            assertThat(roots.high()).isCloseTo(number(exact, "high"), within(2e-4 * scale));
            // Between the two middle differences the statistic is 0, and any of these shifts is a root.
            double[] middle = middle(x, y);
            assertThat(roots.estimate()).isBetween(middle[0] - 2e-4 * scale, middle[1] + 2e-4 * scale);
        }
    }

    /** But where counts put the limit on the very edge of the band: there roots are a little to either side of it. */
    @Test
    void bothWaysJudgeTheBenchmarksMetricsAlike() {
        int worse = 0;
        int onTheEdge = 0;
        for (long seed = 1; seed <= 100; seed++) {
            for (TenMetrics.Metric metric : TenMetrics.of(seed)) {
                MetricResult exact =
                        EXACT.judge("metric", List.of("all"), false, false, metric.values(), metric.others());
                if (exact.finding().value() == exact.finding().limit()) {
                    onTheEdge++;
                } else {
                    assertThat(new BrentMannWhitney(metric.values(), metric.others()).classify())
                            .isEqualTo(exact.classification());
                }
                worse += exact.classification() == Classification.HIGH ? 1 : 0;
            }
        }
        assertThat(worse).isBetween(300, 450); // four of ten are 30 % up
        assertThat(onTheEdge).isLessThan(10);
    }

    private static double[] sample(Random random, double shift, boolean steps) {
        double[] values = new double[random.nextInt(5, 61)];
        for (int i = 0; i < values.length; i++) {
            double value = 10 + random.nextGaussian() + shift;
            values[i] = steps ? Math.round(4 * value) / 4.0 : value;
        }
        return values;
    }

    /** The differences around the middle where the statistic, after its correction by a half, is 0. */
    private static double[] middle(double[] x, double[] y) {
        double[] all = Arrays.stream(x)
                .flatMap(v -> Arrays.stream(y).map(w -> v - w))
                .sorted()
                .toArray();
        int half = all.length / 2;
        return all.length % 2 == 0
                ? new double[] {all[half - 1], all[half]}
                : new double[] {all[half - 1], all[half + 1]};
    }

    private static double number(Finding finding, String name) {
        Double number = finding.numbers().get(name);
        return number == null ? Double.NaN : number;
    }
}
