package io.sluice.sandbox.route53;

import io.sluice.sandbox.http.Connections;
import io.sluice.sandbox.route53.Route53Cloud.AliasTarget;
import io.sluice.sandbox.traffic.DataPlane;
import io.sluice.sandbox.world.Config;
import io.sluice.sandbox.world.HealthJudge;
import io.sluice.sandbox.world.Listener;
import io.sluice.sandbox.world.TargetGroup;
import io.sluice.sandbox.world.World;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Load balancers as the targets of aliases. */
public final class BalancerAliases implements Function<String, Optional<AliasTarget>> {
    private static final String DOMAIN = ".eu-west-1.elb.amazonaws.com.";

    private final World world;
    private final HealthJudge judge;
    private final DataPlane dataPlane;
    private final Map<String, Connections> connections = new ConcurrentHashMap<>();

    public BalancerAliases(World world, HealthJudge judge, DataPlane dataPlane) {
        this.world = world;
        this.judge = judge;
        this.dataPlane = dataPlane;
    }

    /** The DNS name of a load balancer. */
    static String nameOf(String loadBalancer) {
        return loadBalancer + DOMAIN;
    }

    @Override
    public Optional<AliasTarget> apply(String dnsName) {
        Config config = world.current();
        return config.listeners().values().stream()
                .filter(listener -> nameOf(listener.loadBalancer().name()).equals(dnsName))
                .findFirst()
                .map(listener -> new AliasTarget(
                        () -> connections.computeIfAbsent(
                                listener.name(), name -> new Connections(dataPlane.port(name))),
                        isHealthy(listener, config)));
    }

    /** One target group that is empty or wholly unhealthy is enough: Route 53 then gives the load balancer up. */
    private boolean isHealthy(Listener listener, Config config) {
        List<TargetGroup> groups = config.targetGroups().values().stream()
                .filter(group -> config.loadBalancersUsing(group.arn())
                        .contains(listener.loadBalancer().arn()))
                .toList();
        return groups.stream()
                .allMatch(group -> group.registered().stream()
                        .anyMatch(target -> judge.healthOf(target, group, config, world.now())
                                .isHealthy()));
    }
}
