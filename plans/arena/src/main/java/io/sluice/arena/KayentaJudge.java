package io.sluice.arena;

import io.sluice.plan.judge.CanaryScore;
import io.sluice.plan.judge.Classification;
import io.sluice.plan.judge.Direction;
import io.sluice.plan.judge.Finding;
import io.sluice.plan.judge.MannWhitney;
import io.sluice.plan.judge.MetricResult;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Kayenta's judge as a canary stage runs it: at each interval the minutes of both sides so far are compared metric by metric,
 * the results are scored, and a score below {@code marginal} fails the canary.
 *
 * @param errorIncrease the error rate is high from this ratio of the means on
 * @param latencyIncrease the percentiles are high from this ratio of the means on
 * @param marginal 0 to 100: below 75 errors alone fail it, or both percentiles; below 95 a single metric does
 */
record KayentaJudge(Analysis analysis, double errorIncrease, double latencyIncrease, double marginal)
        implements Contestant {
    private static final double PASS = 95;
    private static final MannWhitney TEST = MannWhitney.kayenta(Direction.INCREASE);

    /** Half of the score is for errors, half for latency. */
    private static final Map<String, Double> WEIGHTS = Map.of("errors", 50.0, "latency", 50.0);

    /**
     * Which minutes are compared, and when.
     *
     * @param interval minutes between two judgements
     * @param lookback so many minutes back from each judgement; 0: all of them
     * @param beginAfter the minutes before this one are never looked at
     */
    record Analysis(int interval, int lookback, int beginAfter) {
        boolean judgesAt(int now) {
            return now > beginAfter && (now - beginAfter) % interval == 0;
        }

        /** What the metrics show, whatever increase is allowed. */
        List<Finding> findings(Published seen) {
            int from = lookback == 0 ? beginAfter : Math.max(beginAfter, seen.now() - lookback);
            return List.of(
                    compare(seen, from, 1, minute -> minute.errors() / (double) minute.requests()),
                    compare(seen, from, Thresholds.LEAST_FOR_P95, Minute::p95),
                    compare(seen, from, Thresholds.LEAST_FOR_P99, Minute::p99));
        }

        private static Finding compare(Published seen, int from, int least, ToDoubleFunction<Minute> metric) {
            double[] values = new double[seen.now() - from];
            double[] others = new double[seen.now() - from];
            Arrays.fill(values, Double.NaN);
            Arrays.fill(others, Double.NaN);
            for (int minute = from; minute < seen.now(); minute++) {
                Minute judged = seen.judged(minute);
                if (judged != null && judged.requests() >= least) {
                    values[minute - from] = metric.applyAsDouble(judged);
                }
                Minute other = seen.other(minute);
                if (other != null && other.requests() >= least) {
                    others[minute - from] = metric.applyAsDouble(other);
                }
            }
            return TEST.judge(values, others);
        }
    }

    @Override
    public String settings() {
        return "every %d min over %s, from %d min on; allowedIncrease %s for errors, %s for p95 and p99; marginal %s"
                .formatted(
                        analysis.interval,
                        analysis.lookback == 0 ? "all minutes" : "%d min".formatted(analysis.lookback),
                        analysis.beginAfter,
                        Words.plain(errorIncrease),
                        Words.plain(latencyIncrease),
                        Words.plain(marginal));
    }

    @Override
    public Watch watch(Normal normal) {
        return seen -> {
            if (!analysis.judgesAt(seen.now())) {
                return Call.GO_ON;
            }
            List<Finding> findings = seen.remembered(analysis, analysis::findings);
            CanaryScore score = CanaryScore.judge(
                    List.of(
                            result("error rate", "errors", findings.get(0), errorIncrease),
                            result("p95", "latency", findings.get(1), latencyIncrease),
                            result("p99", "latency", findings.get(2), latencyIncrease)),
                    WEIGHTS,
                    PASS,
                    marginal);
            // A score that fails for want of data only is no reason: operators would not have it revert at 10 requests
            // a minute.
            return score.finding().answer() == Finding.Answer.WORSE ? Call.REVERT : Call.GO_ON;
        };
    }

    private static MetricResult result(String name, String group, Finding finding, double allowedIncrease) {
        Double effect = finding.numbers().get("effect");
        Classification classification = switch (finding.answer()) {
            case UNDECIDED -> Classification.NODATA;
            case NOT_WORSE -> Classification.PASS;
            case WORSE ->
                effect == null || Double.isNaN(effect) || effect >= allowedIncrease
                        ? Classification.HIGH
                        : Classification.PASS;
        };
        return new MetricResult(name, List.of(group), classification, false, finding);
    }
}
