package io.sluice.sandbox.world;

import java.util.List;

/** A set of like targets that a load balancer spreads requests over. */
public record TargetGroup(String arn, String name, String protocol, int port, List<Target> targets) {
    public TargetGroup {
        targets = List.copyOf(targets);
    }

    public TargetGroup withTargets(List<Target> targets) {
        return new TargetGroup(arn, name, protocol, port, targets);
    }

    public List<Target> registered() {
        return targets.stream().filter(Target::isRegistered).toList();
    }

    /** The value of CloudWatch's {@code TargetGroup} dimension. */
    public String dimension() {
        return arn.substring(arn.lastIndexOf(':') + 1);
    }
}
