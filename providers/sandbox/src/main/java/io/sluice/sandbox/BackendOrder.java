package io.sluice.sandbox;

import io.sluice.sandbox.traffic.BackendBehaviour;
import io.sluice.sandbox.traffic.Backends;
import io.sluice.sandbox.world.Config;
import io.sluice.sandbox.world.Target;
import io.sluice.sandbox.world.TargetGroup;
import io.sluice.sandbox.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What shall change about the backends of a target group; what is not given stays. */
record BackendOrder(
        Optional<Double> errorPercent,
        Optional<Integer> errorStatus,
        Optional<Integer> latencyMillis,
        Optional<Boolean> healthy,
        Optional<Double> pricePerHour,
        Optional<Integer> targets) {

    static BackendOrder read(Fields fields) {
        BackendOrder order = new BackendOrder(
                fields.number("errorPercent"),
                fields.integer("errorStatus"),
                fields.integer("latencyMillis"),
                fields.flag("healthy"),
                fields.number("pricePerHour"),
                fields.integer("targets"));
        // Refuses a bad figure now, not when the change comes.
        order.changed(BackendBehaviour.GOOD);
        return order;
    }

    void carryOut(Backends backends, Cloud cloud) {
        backends.behave(this::changed);
        targets.ifPresent(count -> cloud.setServers(backends.name(), count));
    }

    void carryOut(Backends backends, World world) {
        backends.behave(this::changed);
        targets.ifPresent(count -> world.change((config, now) -> withTargets(count, backends, config, now)));
    }

    private BackendBehaviour changed(BackendBehaviour before) {
        return new BackendBehaviour(
                errorPercent.orElse(before.errorPercent()),
                errorStatus.orElse(before.errorStatus()),
                latencyMillis.map(Duration::ofMillis).orElse(before.latency()),
                healthy.orElse(before.healthy()),
                pricePerHour.orElse(before.pricePerHour()));
    }

    /** Registers the first so many backends and deregisters the others. */
    private static Config withTargets(int count, Backends backends, Config config, Instant now) {
        TargetGroup group = config.targetGroups().get(backends.id());
        if (group == null) {
            throw new IllegalStateException("no target group " + backends.id());
        }
        List<Target> targets = new ArrayList<>();
        for (int port : backends.ports()) {
            Optional<Target> before = group.targets().stream()
                    .filter(target -> target.hasAddress("127.0.0.1", port))
                    .findFirst();
            boolean wanted = backends.ports().indexOf(port) < count;
            Optional<Target> after = wanted
                    ? before.filter(Target::isRegistered)
                            .or(() -> Optional.of(Target.registered("127.0.0.1", port, now)))
                    : before.map(target -> target.deregistered(now));
            after.ifPresent(targets::add);
        }
        return config.withTargetGroup(group.withTargets(targets));
    }
}
