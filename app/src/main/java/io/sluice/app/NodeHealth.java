package io.sluice.app;

import com.codahale.metrics.health.HealthCheck;
import io.sluice.app.cluster.Heartbeat;
import io.sluice.app.cluster.Roster;
import io.sluice.app.store.Nodes;
import io.sluice.app.store.Nodes.Node;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Whether the database hears of this node, and the node has what it takes to put every plan back. */
final class NodeHealth extends HealthCheck {
    private final Heartbeat heartbeat;

    NodeHealth(Heartbeat heartbeat) {
        this.heartbeat = heartbeat;
    }

    @Override
    protected Result check() {
        String name = heartbeat.self().name();
        Optional<Node> own = heartbeat.own();
        if (own.isEmpty() || heartbeat.silence().compareTo(Nodes.LIVE) > 0) {
            return Result.unhealthy(
                    "node %s: the database has not heard of it for %d s",
                    name, heartbeat.silence().toSeconds());
        }
        if (own.get().trouble().isPresent()) {
            return Result.unhealthy("node %s: %s", name, own.get().trouble().get());
        }
        if (own.get().state() != Nodes.State.READY) {
            return Result.unhealthy("node %s is joining: it fetches the capsules of the plans under way", name);
        }
        return Result.healthy("%s", "node %s is ready; %s%s".formatted(name, others(heartbeat.live()), skew()));
    }

    private static String others(List<Node> live) {
        return live.size() == 1
                ? "there is no other"
                : live.stream()
                        .map(node -> Roster.named(node, live))
                        .collect(Collectors.joining(", ", "those that are there: ", ""));
    }

    /**
     * A wrong clock keeps no plan from going on and no revert from being ordered, so it does not keep callers away either: where it is the
     * database's that is wrong, no node would be left.
     */
    private String skew() {
        return heartbeat.skew().map(wrong -> "; " + wrong).orElse("");
    }
}
