package io.sluice.provider.azure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.traffic.Side;
import io.sluice.traffic.WeightScale;
import io.sluice.traffic.WeightScale.Range;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A load distribution policy: a weight from 1 to 100 for every server of a pool. A pool's share is its weight times its servers;
 * a pool without a share is left out.
 */
final class PolicyTargets extends Split {
    private static final int LARGEST = 100;
    private static final String POLICY = "loadDistributionPolicy";
    private static final String TARGETS = "loadDistributionTargets";
    private static final String WEIGHT = "weightPerServer";
    private static final String POOL = "backendAddressPool";

    PolicyTargets(GatewayAddress address) {
        super(address);
    }

    private ObjectNode policy(Gateway gateway) {
        String name = nameOf(property(rule(gateway), POLICY));
        if (name.isEmpty()) {
            throw invalid("has no load distribution policy");
        }
        return gateway.part(Gateway.POLICIES, name);
    }

    @Override
    Map<Side, Integer> natives(Gateway gateway) {
        ObjectNode policy = policy(gateway);
        mustBeOwn(gateway, Gateway.POLICIES, policy.path("name").asText());
        Map<Side, Integer> natives = new TreeMap<>();
        address.pools().forEach((side, pool) -> {
            gateway.part(Gateway.POOLS, pool);
            natives.put(side, 0);
        });
        for (JsonNode target : property(policy, TARGETS)) {
            String pool = nameOf(property(target, POOL));
            natives.merge(
                    address.sideOfPool(pool), property(target, WEIGHT).asInt() * servers(gateway, pool), Integer::sum);
        }
        if (natives.values().stream().noneMatch(weight -> weight > 0)) {
            throw invalid("has a policy that sends requests to nobody");
        }
        return natives;
    }

    private static int servers(Gateway gateway, String pool) {
        return PoolMembers.members(gateway, pool).size();
    }

    @Override
    WeightScale scale(Gateway gateway) {
        Map<Side, Range> ranges = new TreeMap<>();
        address.pools().forEach((side, pool) -> {
            int servers = servers(gateway, pool);
            ranges.put(side, servers == 0 ? new Range(1, 0) : new Range(servers, LARGEST));
        });
        return WeightScale.stepped(ranges);
    }

    @Override
    void set(Gateway gateway, Map<Side, Integer> natives) {
        ObjectNode policy = policy(gateway);
        Map<String, JsonNode> now = new LinkedHashMap<>();
        property(policy, TARGETS)
                .forEach(target ->
                        now.put(ArmId.key(property(target, POOL).path("id").asText()), target));
        ArrayNode targets = properties(policy).putArray(TARGETS);
        address.pools().forEach((side, pool) -> {
            int weight = natives.getOrDefault(side, 0);
            if (weight > 0) {
                String id = gateway.idOf(Gateway.POOLS, pool);
                JsonNode target = now.getOrDefault(
                        ArmId.key(id), JsonNodeFactory.instance.objectNode().put("name", pool));
                ObjectNode written = target.deepCopy();
                properties(written).put(WEIGHT, weight / servers(gateway, pool));
                if (!properties(written).has(POOL)) {
                    properties(written).putObject(POOL).put("id", id);
                }
                targets.add(written);
            }
        });
    }

    @Override
    Optional<ObjectNode> keeper(Gateway gateway) {
        return Optional.of(policy(gateway));
    }

    @Override
    String keeperArray() {
        return Gateway.POLICIES;
    }

    @Override
    void blank(ObjectNode keeper) {
        properties(keeper).remove(TARGETS);
    }

    @Override
    void copy(ObjectNode from, ObjectNode to) {
        properties(to).set(TARGETS, property(from, TARGETS).deepCopy());
    }
}
