package io.sluice.provider.azure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.traffic.Side;
import io.sluice.traffic.WeightScale;
import io.sluice.traffic.WeightScale.Range;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One pool that Sluice fills with so many servers of each side: requests go round all of them alike.
 *
 * <p>Each side has a pool of its own besides, which no rule needs to use: it says which servers are the side's.
 */
final class PoolMembers extends Split {
    private static final String MEMBERS = "backendAddresses";

    PoolMembers(GatewayAddress address) {
        super(address);
    }

    private String ownPool() {
        return address.ownPool().orElseThrow();
    }

    @Override
    Map<Side, Integer> natives(Gateway gateway) {
        ObjectNode rule = rule(gateway);
        if (!nameOf(property(rule, "backendAddressPool")).equalsIgnoreCase(ownPool())
                || rule.path("properties").has("loadDistributionPolicy")) {
            throw invalid("does not send its requests to the pool " + ownPool());
        }
        mustBeOwn(gateway, Gateway.POOLS, ownPool());
        Map<String, Side> sides = sides(gateway);
        Map<Side, Integer> natives = new TreeMap<>();
        address.pools().keySet().forEach(side -> natives.put(side, 0));
        members(gateway, ownPool())
                .keySet()
                .forEach(server ->
                        natives.merge(sides.getOrDefault(server, new Side(MEMBERS + "/" + server)), 1, Integer::sum));
        if (natives.values().stream().noneMatch(servers -> servers > 0)) {
            throw invalid("has a pool without servers, " + ownPool());
        }
        return natives;
    }

    /** The side of each server. */
    Map<String, Side> sides(Gateway gateway) {
        Map<String, Side> sides = new LinkedHashMap<>();
        address.pools()
                .forEach((side, pool) -> members(gateway, pool).keySet().forEach(server -> {
                    Side earlier = sides.put(server, side);
                    if (earlier != null) {
                        throw invalid("has the server %s for %s and for %s".formatted(server, earlier, side));
                    }
                }));
        return sides;
    }

    @Override
    WeightScale scale(Gateway gateway) {
        Map<Side, Range> ranges = new TreeMap<>();
        address.pools()
                .forEach((side, pool) ->
                        ranges.put(side, new Range(1, members(gateway, pool).size())));
        return WeightScale.stepped(ranges);
    }

    /** Servers that are in the pool already stay before others come in, so that as few connections as can be are moved. */
    @Override
    void set(Gateway gateway, Map<Side, Integer> natives) {
        Map<String, Side> sides = sides(gateway);
        Map<String, JsonNode> now = members(gateway, ownPool());
        Map<String, JsonNode> candidates = new LinkedHashMap<>(now);
        address.pools().values().forEach(pool -> members(gateway, pool).forEach(candidates::putIfAbsent));
        Map<Side, Integer> left = new TreeMap<>(natives);
        List<JsonNode> chosen = new ArrayList<>();
        candidates.forEach((server, member) -> {
            Side side = sides.getOrDefault(server, new Side(MEMBERS + "/" + server));
            if (left.getOrDefault(side, 0) > 0) {
                left.merge(side, -1, Integer::sum);
                chosen.add(member);
            }
        });
        ArrayNode members = properties(gateway.part(Gateway.POOLS, ownPool())).putArray(MEMBERS);
        chosen.forEach(member -> members.add(member.deepCopy()));
    }

    @Override
    Optional<ObjectNode> keeper(Gateway gateway) {
        return Optional.of(gateway.part(Gateway.POOLS, ownPool()));
    }

    @Override
    String keeperArray() {
        return Gateway.POOLS;
    }

    @Override
    void blank(ObjectNode keeper) {
        properties(keeper).remove(MEMBERS);
    }

    @Override
    void copy(ObjectNode from, ObjectNode to) {
        properties(to).set(MEMBERS, property(from, MEMBERS).deepCopy());
    }

    /** The servers of a pool by their address. */
    static Map<String, JsonNode> members(Gateway gateway, String pool) {
        Map<String, JsonNode> members = new LinkedHashMap<>();
        property(gateway.part(Gateway.POOLS, pool), MEMBERS).forEach(member -> members.put(server(member), member));
        return members;
    }

    private static String server(JsonNode member) {
        return member.path("ipAddress").asText(member.path("fqdn").asText()).toLowerCase(Locale.ROOT);
    }
}
