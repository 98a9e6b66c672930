package io.sluice.provider.azure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import io.sluice.traffic.Reading;
import io.sluice.traffic.Side;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * How many servers of a side pass their health check now.
 *
 * <p>A gateway probes only the servers that its rules use. Of a side that has none of them in use the servers are probed on demand, so
 * that it is known before its first request whether anybody is there to answer it.
 */
final class GatewayHealth {
    private static final String SETTINGS = "backendHttpSettings";

    /** The fields that a probe of a gateway and a probe on demand have in common. */
    private static final List<String> PROBE =
            List.of("protocol", "host", "path", "timeout", "pickHostNameFromBackendHttpSettings", "match");

    private final Gateways gateways;

    GatewayHealth(Gateways gateways) {
        this.gateways = gateways;
    }

    /** What is found out once about a gateway, for all its sides. */
    final class OfGateway {
        private final Gateway gateway;
        private final JsonNode inUse;

        private OfGateway(Gateway gateway, JsonNode inUse) {
            this.gateway = gateway;
            this.inUse = inUse;
        }

        Reading read(GatewayAddress address, Side side) {
            String pool = address.pools().get(side);
            if (pool == null) {
                return new Reading.Missing(side + " is no side of the plan");
            }
            Set<String> servers = PoolMembers.members(gateway, pool).keySet();
            if (servers.isEmpty()) {
                return new Reading.Measured(0);
            }
            String settings = Split.nameOf(Split.property(gateway.part(Gateway.RULES, address.rule()), SETTINGS));
            Map<String, String> healths = new HashMap<>();
            String used = address.ownPool().orElse(pool);
            for (JsonNode one : inUse.path("backendAddressPools")) {
                if (Split.nameOf(one.path("backendAddressPool")).equalsIgnoreCase(used)) {
                    one.path("backendHttpSettingsCollection").forEach(of -> note(of, settings, healths));
                }
            }
            healths.keySet().retainAll(servers);
            if (healths.isEmpty()) {
                note(onDemand(pool, settings).path("backendHealthHttpSettings"), settings, healths);
            }
            return reading(healths);
        }

        private JsonNode onDemand(String pool, String settings) {
            ObjectNode probe = JsonNodeFactory.instance.objectNode();
            ObjectNode of = gateway.part(Gateway.SETTINGS, settings);
            ObjectNode custom = gateway.find("probes", Split.nameOf(Split.property(of, "probe")))
                    .map(Split::properties)
                    .orElseGet(JsonNodeFactory.instance::objectNode);
            PROBE.forEach(field -> {
                if (custom.has(field)) {
                    probe.set(field, custom.get(field));
                }
            });
            // What a gateway does where it has no probe of one's own.
            probe.putIfAbsent("protocol", Split.property(of, "protocol"));
            probe.putIfAbsent("path", JsonNodeFactory.instance.textNode("/"));
            probe.putIfAbsent("timeout", JsonNodeFactory.instance.numberNode(30));
            if (!probe.has("host")) {
                probe.putIfAbsent("pickHostNameFromBackendHttpSettings", JsonNodeFactory.instance.booleanNode(true));
            }
            probe.putObject("backendAddressPool").put("id", gateway.idOf(Gateway.POOLS, pool));
            probe.putObject(SETTINGS).put("id", gateway.idOf(Gateway.SETTINGS, settings));
            return gateways.healthOnDemand(gateway.id(), probe);
        }
    }

    OfGateway ask(Gateway gateway) {
        return new OfGateway(gateway, gateways.health(gateway.id()));
    }

    private static void note(JsonNode ofSettings, String settings, Map<String, String> healths) {
        if (Split.nameOf(ofSettings.path(SETTINGS)).equalsIgnoreCase(settings)) {
            ofSettings
                    .path("servers")
                    .forEach(server -> healths.put(
                            server.path("address").asText().toLowerCase(Locale.ROOT),
                            server.path("health").asText("Unknown")));
        }
    }

    /** A server that drains takes no new requests; one that nobody knows of may be anything. */
    private static Reading reading(Map<String, String> healths) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        healths.values().forEach(health -> counts.merge(health.toLowerCase(Locale.ROOT), 1, Integer::sum));
        int up = counts.getOrDefault("up", 0);
        int unknown = counts.getOrDefault("unknown", 0);
        if (up == 0 && (unknown > 0 || counts.isEmpty())) {
            return new Reading.Missing("the gateway does not know the health of its servers");
        }
        return new Reading.Measured(up);
    }

    /** What stands in for a reading of a gateway or a pool that is gone; what else goes wrong is thrown. */
    static Reading gone(ProviderException e) {
        if (e.error() instanceof ProviderError.NotFound gone) {
            return new Reading.Missing(gone.detail());
        }
        throw e;
    }
}
