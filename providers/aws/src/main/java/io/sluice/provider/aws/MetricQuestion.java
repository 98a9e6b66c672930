package io.sluice.provider.aws;

import io.sluice.traffic.TimeWindow;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.Metric;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;

/**
 * One series of one metric of a load balancer.
 *
 * @param targetGroup empty for what is counted for the load balancer as a whole
 * @param asked the stretch of time that it is asked for
 */
record MetricQuestion(
        String namespace,
        String metric,
        String statistic,
        String loadBalancer,
        Optional<String> targetGroup,
        int periodSeconds,
        TimeWindow asked) {
    MetricDataQuery toQuery(String id) {
        List<Dimension> balancer = List.of(dimension("LoadBalancer", loadBalancer));
        List<Dimension> dimensions = targetGroup
                .map(group -> List.of(balancer.getFirst(), dimension("TargetGroup", group)))
                .orElse(balancer);
        return MetricDataQuery.builder()
                .id(id)
                .metricStat(stat -> stat.metric(Metric.builder()
                                .namespace(namespace)
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
