package io.sluice.sandbox.azure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where a rule of a gateway sends requests.
 *
 * @param settings the name of its HTTP settings
 * @param servers in the order in which they are listed
 */
record GatewaySplit(String settings, List<Served> servers) {
    GatewaySplit {
        servers = List.copyOf(servers);
    }

    /** A server that gets requests of a rule, so many for every one of a server of weight 1. */
    record Served(String address, String pool, int weight) {
        /** The backends that it belongs to. */
        String backends() {
            return address.startsWith("10.1.") ? GatewayWorld.EU : GatewayWorld.US;
        }
    }

    /** Empty where the rule does not forward to a pool. */
    static Optional<GatewaySplit> of(ObjectNode gateway, String ruleName) {
        JsonNode rule =
                GatewayWorld.element(gateway, "requestRoutingRules", ruleName).path("properties");
        if (!rule.has("backendAddressPool")) {
            return Optional.empty();
        }
        List<Served> servers = new ArrayList<>();
        if (rule.has("loadDistributionPolicy")) {
            ObjectNode policy = GatewayWorld.element(
                    gateway, "loadDistributionPolicies", name(rule.path("loadDistributionPolicy")));
            for (JsonNode target : policy.at("/properties/loadDistributionTargets")) {
                servers.addAll(members(
                        gateway,
                        name(target.at("/properties/backendAddressPool")),
                        target.at("/properties/weightPerServer").asInt()));
            }
        } else {
            servers.addAll(members(gateway, name(rule.path("backendAddressPool")), 1));
        }
        return Optional.of(new GatewaySplit(name(rule.path("backendHttpSettings")), servers));
    }

    /** What each backends' servers have together. */
    Map<String, Integer> weights() {
        Map<String, Integer> weights = new TreeMap<>();
        servers.forEach(server -> weights.merge(server.backends(), server.weight(), Integer::sum));
        return weights;
    }

    static List<Served> members(ObjectNode gateway, String pool, int weight) {
        List<Served> members = new ArrayList<>();
        for (JsonNode address :
                GatewayWorld.element(gateway, "backendAddressPools", pool).at("/properties/backendAddresses")) {
            String text = address.path("ipAddress").asText(address.path("fqdn").asText());
            members.add(new Served(text, pool, weight));
        }
        return members;
    }

    static String name(JsonNode ref) {
        String id = ref.path("id").asText();
        return id.substring(id.lastIndexOf('/') + 1);
    }
}
