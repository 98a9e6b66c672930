package io.sluice.arena;

import io.sluice.plan.judge.Counts;
import io.sluice.plan.judge.Finding.Answer;
import io.sluice.plan.judge.LevelTest;
import io.sluice.plan.judge.RateTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Sluice's sequential gates as a plan has them: one on the error rate, one on the 95th and one on the 99th percentile, each looked at
 * every minute over all windows of the step, from {@code initialDelay} on. As in a plan, a minute counts for a percentile only if both
 * sides had so many requests that it is more than a single one of them. The plan's alpha is shared out over the gates and the steps.
 *
 * @param alpha of the plan
 * @param errorMargin 0.5: one and a half times the other side's errors are allowed
 * @param latencyMargin 0.25: a quarter above the other side's latency is allowed
 * @param initialDelay minutes from the judged side's first on that are not judged
 * @param steps of the plan
 */
record Ours(double alpha, double errorMargin, double latencyMargin, int initialDelay, int steps) implements Contestant {
    private static final int GATES = 3;

    @Override
    public String settings() {
        return "alpha %s for the whole plan; errors > %sx, p95 and p99 > %sx of the other side's; initialDelay %d min"
                .formatted(
                        Words.plain(alpha), Words.plain(1 + errorMargin), Words.plain(1 + latencyMargin), initialDelay);
    }

    @Override
    public Watch watch(Normal normal) {
        double perTest = alpha / (GATES * steps);
        return seen -> tooManyErrors(seen, perTest)
                        || tooSlow(seen, Minute::p95, Thresholds.LEAST_FOR_P95, perTest)
                        || tooSlow(seen, Minute::p99, Thresholds.LEAST_FOR_P99, perTest)
                ? Call.REVERT
                : Call.GO_ON;
    }

    private int first(Published seen) {
        return Math.max(initialDelay, seen.stepSince());
    }

    private boolean tooManyErrors(Published seen, double perTest) {
        List<Counts> windows = new ArrayList<>();
        for (int minute = first(seen); minute < seen.now(); minute++) {
            Minute judged = seen.judged(minute);
            Minute other = seen.other(minute);
            if (judged != null && other != null) {
                windows.add(new Counts(judged.errors(), judged.requests(), other.errors(), other.requests()));
            }
        }
        return RateTest.judge(windows, errorMargin, perTest).answer() == Answer.WORSE;
    }

    private boolean tooSlow(Published seen, ToDoubleFunction<Minute> percentile, int least, double perTest) {
        double[] values = new double[Math.max(0, seen.now() - first(seen))];
        double[] others = new double[values.length];
        int n = 0;
        for (int minute = first(seen); minute < seen.now(); minute++) {
            Minute judged = seen.judged(minute);
            Minute other = seen.other(minute);
            if (judged != null && other != null && judged.requests() >= least && other.requests() >= least) {
                values[n] = percentile.applyAsDouble(judged);
                others[n] = percentile.applyAsDouble(other);
                n++;
            }
        }
        return LevelTest.judge(Arrays.copyOf(values, n), Arrays.copyOf(others, n), latencyMargin, perTest)
                        .answer()
                == Answer.WORSE;
    }
}
