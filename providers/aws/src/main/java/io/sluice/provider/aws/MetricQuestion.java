package io.sluice.provider.aws;

import io.sluice.traffic.TimeWindow;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.Metric;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;

/**
 * One series of one metric of an Application Load Balancer.
 *
 * @param targetGroup empty for what is counted for the load balancer as a whole
 * @param asked the stretch of time that it is asked for
 */
record MetricQuestion(
        String metric,
        String statistic,
        String loadBalancer,
        Optional<String> targetGroup,
        int periodSeconds,
        TimeWindow asked) {
    private static final String NAMESPACE = "AWS/ApplicationELB";

    MetricDataQuery toQuery(String id) {
        List<Dimension> balancer = List.of(dimension("LoadBalancer", loadBalancer));
        List<Dimension> dimensions = targetGroup
                .map(group -> List.of(balancer.getFirst(), dimension("TargetGroup", group)))
                .orElse(balancer);
        return MetricDataQuery.builder()
                .id(id)
                .metricStat(stat -> stat.metric(Metric.builder()
                                .namespace(NAMESPACE)
                                .metricName(metric)
                                .dimensions(dimensions)
                                .build())
                        .stat(statistic)
                        .period(periodSeconds))
                .build();
    }

    private static Dimension dimension(String name, String value) {
        return Dimension.builder().name(name).value(value).build();
    }
}
