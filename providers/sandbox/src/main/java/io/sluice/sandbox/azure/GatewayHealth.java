package io.sluice.sandbox.azure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.azure.GatewaySplit.Served;
import io.sluice.sandbox.traffic.Backends;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a gateway says of the health of its servers. */
final class GatewayHealth {
    private final Map<String, Backends> backends;

    GatewayHealth(Map<String, Backends> backends) {
        this.backends = backends;
    }

    /** Of all pools that rules send requests to; nobody probes the others. */
    ObjectNode ofPools(String gateway, ObjectNode config) {
        Map<String, Set<String>> settingsOfPool = new LinkedHashMap<>();
        for (JsonNode rule : config.at("/properties/requestRoutingRules")) {
            GatewaySplit.of(config, rule.path("name").asText())
                    .ifPresent(split -> split.servers()
                            .forEach(server -> settingsOfPool
                                    .computeIfAbsent(server.pool(), _ -> new LinkedHashSet<>())
                                    .add(split.settings())));
        }
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode pools = body.putArray("backendAddressPools");
        settingsOfPool.forEach((pool, settings) -> {
            ObjectNode one = pools.addObject();
            one.putObject("backendAddressPool").put("id", poolId(gateway, pool));
            ArrayNode collection = one.putArray("backendHttpSettingsCollection");
            settings.forEach(name -> collection.add(withSettings(gateway, config, pool, name)));
        });
        return body;
    }

    /** Of one pool, in service or not, probed when asked. */
    ObjectNode onDemand(String gateway, ObjectNode config, String pool, String settings) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.putObject("backendAddressPool").put("id", poolId(gateway, pool));
        body.set("backendHealthHttpSettings", withSettings(gateway, config, pool, settings));
        return body;
    }

    private ObjectNode withSettings(String gateway, ObjectNode config, String pool, String settings) {
        ObjectNode one = JsonNodeFactory.instance.objectNode();
        one.putObject("backendHttpSettings").put("id", gateway + "/backendHttpSettingsCollection/" + settings);
        ArrayNode servers = one.putArray("servers");
        List<Served> members = GatewaySplit.members(config, pool, 1);
        members.forEach(
                server -> servers.addObject().put("address", server.address()).put("health", health(server)));
        return one;
    }

    private String health(Served server) {
        return Optional.ofNullable(backends.get(server.backends()))
                        .filter(behind -> behind.behaviour().healthy())
                        .isPresent()
                ? "Up"
                : "Down";
    }

    /** Cased otherwise than everywhere else, as Azure's own example shows it. */
    private static String poolId(String gateway, String pool) {
        return gateway + "/backendaddressPools/" + pool;
    }
}
