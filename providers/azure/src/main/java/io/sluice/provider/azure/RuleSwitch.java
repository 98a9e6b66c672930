package io.sluice.provider.azure;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.traffic.Side;
import io.sluice.traffic.WeightScale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The rule itself: all its requests go to the pool of one side. */
final class RuleSwitch extends Split {
    private static final String POOL = "backendAddressPool";

    RuleSwitch(GatewayAddress address) {
        super(address);
    }

    @Override
    Map<Side, Integer> natives(Gateway gateway) {
        ObjectNode rule = rule(gateway);
        String pool = nameOf(property(rule, POOL));
        if (pool.isEmpty() || rule.path("properties").has("loadDistributionPolicy")) {
            throw invalid("does not send its requests to one pool");
        }
        Map<Side, Integer> natives = new TreeMap<>();
        address.pools().forEach((side, own) -> {
            gateway.part(Gateway.POOLS, own);
            natives.put(side, 0);
        });
        natives.put(address.sideOfPool(pool), 1);
        return natives;
    }

    @Override
    WeightScale scale(Gateway gateway) {
        return WeightScale.allOrNothing();
    }

    @Override
    void set(Gateway gateway, Map<Side, Integer> natives) {
        Side side = natives.entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
        String pool = address.pools().get(side);
        if (pool == null) {
            throw invalid("is not sent to " + side + ", which the plan does not name");
        }
        properties(rule(gateway)).putObject(POOL).put("id", gateway.idOf(Gateway.POOLS, pool));
    }

    @Override
    Optional<ObjectNode> keeper(Gateway gateway) {
        return Optional.empty();
    }

    @Override
    String keeperArray() {
        return Gateway.POOLS;
    }

    @Override
    void blank(ObjectNode keeper) {}

    @Override
    void copy(ObjectNode from, ObjectNode to) {}
}
