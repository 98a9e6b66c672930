package io.sluice.sandbox.metrics;

import java.util.Map;

/** Names a metric as CloudWatch does: all dimensions count, their order does not. */
public record MetricKey(String namespace, String name, Map<String, String> dimensions) {
    public MetricKey {
        dimensions = Map.copyOf(dimensions);
    }
}
