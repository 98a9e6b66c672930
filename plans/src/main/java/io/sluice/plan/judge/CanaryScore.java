package io.sluice.plan.judge;

import static io.sluice.plan.judge.Words.number;

import io.sluice.plan.judge.Finding.Answer;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Kayenta's score of several metrics: how many of a hundred passed, group by group, as far as their weights go.
 *
 * @param outcome what the score amounts to
 * @param score from 0 to 100, two decimals
 * @param groups the score of each group that has a metric, from 0 to 100; 100 where none of its metrics was judged
 * @param failed the metrics that made the score what it is, by name
 * @param finding worse where it fails, not worse where it passes, undecided where it is marginal or fails for want of data
 *     only; value and limit are the score and what passes
 */
public record CanaryScore(
        Outcome outcome, double score, Map<String, Double> groups, List<String> failed, Finding finding) {
    /** What a score amounts to. */
    public enum Outcome {
        PASS,
        MARGINAL,
        FAIL
    }

    /** From this part of the metrics on, in percent, a lack of data fails the score. */
    private static final double MOST_WITHOUT_DATA = 50;

    public CanaryScore {
        groups = Collections.unmodifiableMap(new LinkedHashMap<>(groups));
        failed = List.copyOf(failed);
    }

    /**
     * Scores metrics.
     *
     * <p>A group's score is the part of its metrics that passed, of those that passed, were high or low, or lacked data that they
     * must have. The sum of the groups' scores by weight is the score; groups without a weight share evenly what the others
     * leave of 100. It is 0 where a critical metric did not pass, and where half of the metrics or more have no data.
     *
     * @param metrics at least one
     * @param weights of groups, in percent, as {@link #check} has them
     * @param pass from this score on it passes, 0 to 100
     * @param marginal from this score on it does not fail, 0 to {@code pass}
     * @throws IllegalArgumentException outside these ranges
     */
    public static CanaryScore judge(
            List<MetricResult> metrics, Map<String, Double> weights, double pass, double marginal) {
        if (metrics.isEmpty()) {
            throw new IllegalArgumentException("nothing to score");
        }
        if (!(pass <= 100 && marginal >= 0 && marginal <= pass)) {
            throw new IllegalArgumentException("0 <= marginal <= pass <= 100, not %s and %s".formatted(marginal, pass));
        }
        Set<String> groups = metrics.stream()
                .flatMap(metric -> metric.groups().stream())
                .collect(Collectors.toCollection(TreeSet::new));
        check(groups, weights);
        List<MetricResult> critical =
                those(metrics, metric -> metric.critical() && metric.classification() != Classification.PASS);
        List<MetricResult> without = those(metrics, CanaryScore::hasTooLittle);
        Map<String, Double> scores = groupScores(metrics, true);
        boolean tooLittle = without.size() * 100.0 / metrics.size() >= MOST_WITHOUT_DATA;
        double score = critical.isEmpty() && !tooLittle ? sum(scores, weights) : 0;
        Outcome outcome = score >= pass ? Outcome.PASS : score >= marginal ? Outcome.MARGINAL : Outcome.FAIL;
        Answer answer = switch (outcome) {
            case PASS -> Answer.NOT_WORSE;
            case MARGINAL -> Answer.UNDECIDED;
            case FAIL -> failsOnWhatWasSeen(metrics, weights, marginal) ? Answer.WORSE : Answer.UNDECIDED;
        };

        List<MetricResult> failed = those(
                metrics,
                metric -> metric.classification().failed() || metric.classification() == Classification.NODATA_FAIL);
        String why;
        if (!critical.isEmpty()) {
            failed = critical;
            why = "critical: " + described(critical);
        } else if (tooLittle) {
            failed = without;
            why = "%d of %d metrics lack data: %s".formatted(without.size(), metrics.size(), described(without));
        } else {
            why = failed.isEmpty() ? "every metric with data passed" : "not passed: " + described(failed);
        }
        Map<String, Double> numbers = new LinkedHashMap<>();
        numbers.put("marginal", marginal);
        scores.forEach((group, of) -> numbers.put("group " + group, of));
        String reason = "score %s of 100 (%s passes, below %s fails), %s"
                .formatted(number(score), number(pass), number(marginal), why);
        return new CanaryScore(
                outcome,
                score,
                scores,
                failed.stream().map(MetricResult::name).toList(),
                new Finding(answer, score, pass, numbers, reason));
    }

    /**
     * Checks that a side which passes everything gets a score of 100.
     *
     * @param groups that metrics are in
     * @param weights in percent, 0 or more, of some of these groups or all; they sum to 100, or to less where a group has none
     * @throws IllegalArgumentException with what is wrong with the weights
     */
    public static void check(Set<String> groups, Map<String, Double> weights) {
        double sum = 0;
        for (Map.Entry<String, Double> weight : new TreeMap<>(weights).entrySet()) {
            if (!groups.contains(weight.getKey())) {
                throw new IllegalArgumentException("a weight for a group without metrics: " + weight.getKey());
            }
            if (!(weight.getValue() >= 0)) {
                throw new IllegalArgumentException("a weight is 0 or more: " + weight);
            }
            sum += weight.getValue();
        }
        boolean all = weights.size() == groups.size();
        if (sum > 100 + 1e-9 || (all && sum < 100 - 1e-9)) {
            throw new IllegalArgumentException("weights of %s groups sum to %s, not %s100"
                    .formatted(all ? "all" : "some", number(sum), all ? "" : "at most "));
        }
    }

    /** Whether it fails as well if what lacks data is neither critical nor counted: no data is never a fault of the side. */
    private static boolean failsOnWhatWasSeen(
            List<MetricResult> metrics, Map<String, Double> weights, double marginal) {
        return metrics.stream()
                        .anyMatch(metric ->
                                metric.critical() && metric.classification().failed())
                || sum(groupScores(metrics, false), weights) < marginal;
    }

    /** Kayenta counts what must have data and has none among the failed, not among the missing. */
    private static boolean hasTooLittle(MetricResult metric) {
        return metric.classification() == Classification.NODATA || metric.classification() == Classification.TOO_FEW;
    }

    private static Map<String, Double> groupScores(List<MetricResult> metrics, boolean missingFails) {
        Map<String, Double> scores = new TreeMap<>();
        for (String group :
                metrics.stream().flatMap(metric -> metric.groups().stream()).toList()) {
            List<Classification> counted = metrics.stream()
                    .filter(metric -> metric.groups().contains(group))
                    .map(MetricResult::classification)
                    .filter(one -> one.judged() || (missingFails && one == Classification.NODATA_FAIL))
                    .toList();
            long passed = counted.stream().filter(Classification.PASS::equals).count();
            scores.put(group, counted.isEmpty() ? 100 : 100.0 * passed / counted.size());
        }
        return scores;
    }

    private static double sum(Map<String, Double> scores, Map<String, Double> weights) {
        double left =
                100 - weights.values().stream().mapToDouble(Double::doubleValue).sum();
        double each = left / (scores.size() - weights.size());
        double sum = 0;
        for (Map.Entry<String, Double> group : scores.entrySet()) {
            sum += group.getValue() * weights.getOrDefault(group.getKey(), each) / 100;
        }
        return BigDecimal.valueOf(sum).setScale(2, RoundingMode.HALF_UP).doubleValue();
    }

    private static List<MetricResult> those(List<MetricResult> metrics, Predicate<MetricResult> which) {
        return metrics.stream().filter(which).toList();
    }

    private static String described(List<MetricResult> metrics) {
        return metrics.stream()
                .map(metric -> metric.name()
                        + switch (metric.classification()) {
                            case PASS -> "";
                            case HIGH -> " (high)";
                            case LOW -> " (low)";
                            case NODATA -> " (no data)";
                            case NODATA_FAIL -> " (no data, and it must have some)";
                            case TOO_FEW -> " (too few values)";
                        })
                .collect(Collectors.joining(", "));
    }
}
