package io.sluice.sandbox.world;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A set of like targets that a load balancer spreads requests over.
 *
 * @param attributes what it is set to, by the names that AWS gives them
 */
public record TargetGroup(
        String arn, String name, String protocol, int port, List<Target> targets, Map<String, String> attributes) {
    private static final Map<String, String> OF_REQUESTS = Map.of(
            "stickiness.enabled", "false",
            "stickiness.type", "lb_cookie",
            "stickiness.lb_cookie.duration_seconds", "86400",
            "deregistration_delay.timeout_seconds", "1",
            "slow_start.duration_seconds", "0",
            "load_balancing.algorithm.type", "round_robin");
    private static final Map<String, String> OF_CONNECTIONS = Map.of(
            "stickiness.enabled", "false",
            "stickiness.type", "source_ip",
            "deregistration_delay.timeout_seconds", "1");

    public TargetGroup {
        targets = List.copyOf(targets);
        attributes = Collections.unmodifiableMap(new TreeMap<>(attributes));
    }

    /** One as it is after it was made. */
    public TargetGroup(String arn, String name, String protocol, int port, List<Target> targets) {
        this(arn, name, protocol, port, targets, protocol.equals("TCP") ? OF_CONNECTIONS : OF_REQUESTS);
    }

    public TargetGroup withTargets(List<Target> targets) {
        return new TargetGroup(arn, name, protocol, port, targets, attributes);
    }

    public TargetGroup withAttributes(Map<String, String> changed) {
        Map<String, String> all = new TreeMap<>(attributes);
        all.putAll(changed);
        return new TargetGroup(arn, name, protocol, port, targets, all);
    }

    public List<Target> registered() {
        return targets.stream().filter(Target::isRegistered).toList();
    }

    /** The value of CloudWatch's {@code TargetGroup} dimension. */
    public String dimension() {
        return arn.substring(arn.lastIndexOf(':') + 1);
    }
}
