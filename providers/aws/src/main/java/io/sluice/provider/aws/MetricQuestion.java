package io.sluice.provider.aws;

import io.sluice.traffic.TimeWindow;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.Metric;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;

/**
 * One series of one metric.
 *
 * @param dimensions all of them: CloudWatch finds a metric by no fewer and no more than it was published with
 * @param asked the stretch of time that it is asked for
 */
record MetricQuestion(
        String namespace,
        String metric,
        String statistic,
        Map<String, String> dimensions,
        int periodSeconds,
        TimeWindow asked) {
    MetricQuestion {
        dimensions = Collections.unmodifiableMap(new TreeMap<>(dimensions));
    }

    MetricDataQuery toQuery(String id) {
        return MetricDataQuery.builder()
                .id(id)
                .metricStat(stat -> stat.metric(Metric.builder()
                                .namespace(namespace)
                                .metricName(metric)
                                .dimensions(dimensions.entrySet().stream()
                                        .map(each -> Dimension.builder()
                                                .name(each.getKey())
                                                .value(each.getValue())
                                                .build())
                                        .toList())
                                .build())
                        .stat(statistic)
                        .period(periodSeconds))
                .build();
    }
}
