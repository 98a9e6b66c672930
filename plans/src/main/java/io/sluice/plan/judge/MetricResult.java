package io.sluice.plan.judge;

import java.util.List;

/**
 * What became of one metric, as {@link CanaryScore} takes it.
 *
 * @param name as people know the metric
 * @param groups that it counts in, at least one
 * @param classification what became of it
 * @param critical whether it fails the whole score unless it passed: not each result of a critical metric does
 * @param finding the same with its numbers
 */
public record MetricResult(
        String name, List<String> groups, Classification classification, boolean critical, Finding finding) {
    public MetricResult {
        groups = List.copyOf(groups);
        if (groups.isEmpty()) {
            throw new IllegalArgumentException("a metric is in a group: " + name);
        }
    }
}
