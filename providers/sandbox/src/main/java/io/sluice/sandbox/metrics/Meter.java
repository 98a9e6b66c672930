package io.sluice.sandbox.metrics;

import io.sluice.sandbox.world.LoadBalancer;
import io.sluice.sandbox.world.TargetGroup;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts under the names that CloudWatch has for them. */
public final class Meter {
    private static final double SECONDS_AN_HOUR = 3_600;

    private final Metrics metrics;
    private final Map<LoadBalancer, UsageMeter> usages = new ConcurrentHashMap<>();

    public Meter(Metrics metrics) {
        this.metrics = metrics;
    }

    /** A request that a target answered; nothing else counts as a request of its group. */
    public void answered(LoadBalancer loadBalancer, TargetGroup group, int status, Duration latency) {
        double seconds = latency.toNanos() / 1e9;
        for (Map<String, String> dimensions : bothWays(loadBalancer, group)) {
            add(loadBalancer, "RequestCount", dimensions, 1);
            add(loadBalancer, "HTTPCode_Target_" + status / 100 + "XX_Count", dimensions, 1);
            add(loadBalancer, "TargetResponseTime", dimensions, seconds);
        }
    }

    /** An error that the load balancer itself answered: no target group hears of it. */
    public void refused(LoadBalancer loadBalancer, int status) {
        Map<String, String> dimensions = Map.of("LoadBalancer", loadBalancer.dimension());
        add(loadBalancer, "HTTPCode_ELB_5XX_Count", dimensions, 1);
        add(loadBalancer, "HTTPCode_ELB_" + status + "_Count", dimensions, 1);
    }

    public void hosts(LoadBalancer loadBalancer, TargetGroup group, int healthy, int unhealthy) {
        Map<String, String> dimensions = ofGroup(loadBalancer, group);
        add(loadBalancer, "HealthyHostCount", dimensions, healthy);
        add(loadBalancer, "UnHealthyHostCount", dimensions, unhealthy);
    }

    public void newFlow(LoadBalancer loadBalancer) {
        add(loadBalancer, "NewFlowCount", Map.of("LoadBalancer", loadBalancer.dimension()), 1);
    }

    /** Bytes that the load balancer took from clients or gave to them. */
    public void processed(LoadBalancer loadBalancer, long bytes) {
        usage(loadBalancer).bytes(bytes);
        add(loadBalancer, "ProcessedBytes", Map.of("LoadBalancer", loadBalancer.dimension()), (double) bytes);
    }

    public void activeFlows(LoadBalancer loadBalancer, int flows) {
        add(loadBalancer, "ActiveFlowCount", Map.of("LoadBalancer", loadBalancer.dimension()), flows);
    }

    /**
     * What clients' connections are now, and the capacity that was used since the last time: as much of a unit's hour as it was,
     * so that an hour's sum is what the hour costs.
     */
    public void connections(LoadBalancer loadBalancer, Instant now, long acceptedEver, long open) {
        Map<String, String> dimensions = Map.of("LoadBalancer", loadBalancer.dimension());
        usage(loadBalancer).look(now, acceptedEver, open).ifPresent(usage -> {
            double units = switch (loadBalancer.kind()) {
                case APPLICATION -> {
                    addIfAny(loadBalancer, "NewConnectionCount", dimensions, usage.newConnections());
                    addIfAny(loadBalancer, "ActiveConnectionCount", dimensions, usage.connections());
                    yield usage.applicationUnits();
                }
                case NETWORK -> usage.networkUnits();
            };
            add(loadBalancer, "ConsumedLCUs", dimensions, units * usage.seconds() / SECONDS_AN_HOUR);
        });
    }

    private UsageMeter usage(LoadBalancer loadBalancer) {
        return usages.computeIfAbsent(loadBalancer, _ -> new UsageMeter());
    }

    private void addIfAny(LoadBalancer loadBalancer, String name, Map<String, String> dimensions, long value) {
        if (value > 0) {
            add(loadBalancer, name, dimensions, (double) value);
        }
    }

    private void add(LoadBalancer loadBalancer, String name, Map<String, String> dimensions, double value) {
        metrics.add(new MetricKey(loadBalancer.kind().namespace(), name, dimensions), value);
    }

    private static Iterable<Map<String, String>> bothWays(LoadBalancer loadBalancer, TargetGroup group) {
        return List.of(Map.of("LoadBalancer", loadBalancer.dimension()), ofGroup(loadBalancer, group));
    }

    private static Map<String, String> ofGroup(LoadBalancer loadBalancer, TargetGroup group) {
        return Map.of("LoadBalancer", loadBalancer.dimension(), "TargetGroup", group.dimension());
    }
}
