package io.sluice.app.cluster;

import io.sluice.app.store.CapsuleAcks;
import io.sluice.app.store.CapsuleAcks.Awaited;
import io.sluice.plan.Baseline;
import io.sluice.plan.Plan;
import io.sluice.plan.engine.BaselineVault;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Lets no plan write before its capsule is on the disk of every node that is live or joining. */
public final class SharedVault implements BaselineVault {
    private final BaselineVault own;
    private final CapsuleKeeper keeper;
    private final CapsuleAcks acks;
    private final Heartbeat heartbeat;

    /** @param own keeps baselines on this node */
    public SharedVault(BaselineVault own, CapsuleKeeper keeper, CapsuleAcks acks, Heartbeat heartbeat) {
        this.own = own;
        this.keeper = keeper;
        this.acks = acks;
        this.heartbeat = heartbeat;
    }

    @Override
    public void keep(Plan plan, Baseline baseline) {
        own.keep(plan, baseline);
    }

    @Override
    public Optional<String> awaited(Plan plan) {
        Optional<String> fault = keeper.keep(plan);
        if (fault.isPresent()) {
            return Optional.of("waits until node %s can keep the baseline capsule: %s"
                    .formatted(heartbeat.self().name(), fault.get()));
        }
        acks.acknowledge(plan.id(), heartbeat.self().id());
        List<Awaited> awaited = acks.awaited(plan.id());
        if (awaited.isEmpty()) {
            return heartbeat.isBack()
                    ? Optional.empty()
                    : Optional.of("waits to hear which nodes are there, after the database was not heard from");
        }
        return Optional.of("waits until node %s %s acknowledged the baseline capsule"
                .formatted(
                        awaited.stream().map(SharedVault::named).collect(Collectors.joining(" and ")),
                        awaited.size() == 1 ? "has" : "have"));
    }

    private static String named(Awaited node) {
        return node.name() + node.trouble().map(why -> " (" + why + ")").orElse("");
    }
}
