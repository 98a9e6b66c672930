package io.sluice.provider.azure;

import com.azure.core.management.SubResource;
import com.azure.json.JsonProviders;
import com.azure.json.JsonReader;
import com.azure.resourcemanager.network.fluent.models.ApplicationGatewayBackendHealthInner;
import com.azure.resourcemanager.network.fluent.models.ApplicationGatewayBackendHealthServerInner;
import com.azure.resourcemanager.network.models.ApplicationGatewayBackendHealthHttpSettings;
import com.azure.resourcemanager.network.models.ApplicationGatewayBackendHealthPool;
import com.azure.resourcemanager.network.models.ApplicationGatewayBackendHealthServerHealth;
import com.azure.resourcemanager.network.models.ApplicationGatewayOnDemandProbe;
import com.azure.resourcemanager.network.models.ApplicationGatewayProtocol;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.traffic.Reading;
import io.sluice.traffic.Side;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How many servers of a side pass their health check now.
 *
 * <p>A gateway probes only the servers that its rules use. Of a side that has none of them in use the servers are probed on demand, so
 * that it is known before its first request whether anybody is there to answer it.
 */
final class GatewayHealth {
    private final Gateways gateways;

    GatewayHealth(Gateways gateways) {
        this.gateways = gateways;
    }

    /** What is found out once about a gateway, for all its sides. */
    final class OfGateway {
        private final Gateway gateway;
        private final ApplicationGatewayBackendHealthInner inUse;

        private OfGateway(Gateway gateway, ApplicationGatewayBackendHealthInner inUse) {
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
            String settings =
                    Split.nameOf(Split.property(gateway.part(Gateway.RULES, address.rule()), "backendHttpSettings"));
            Map<String, ApplicationGatewayBackendHealthServerHealth> healths = new HashMap<>();
            String used = address.ownPool().orElse(pool);
            for (ApplicationGatewayBackendHealthPool one : all(inUse.backendAddressPools())) {
                if (isNamed(one.backendAddressPool(), used)) {
                    all(one.backendHttpSettingsCollection()).forEach(of -> note(of, settings, healths));
                }
            }
            healths.keySet().retainAll(servers);
            if (healths.isEmpty()) {
                note(
                        gateways.healthOnDemand(gateway.id(), probe(pool, settings))
                                .backendHealthHttpSettings(),
                        settings,
                        healths);
            }
            return reading(healths.values());
        }

        /** What the gateway's own probe asks; where it has none, what a gateway does without. */
        private ApplicationGatewayOnDemandProbe probe(String pool, String settings) {
            ObjectNode of = gateway.part(Gateway.SETTINGS, settings);
            ApplicationGatewayOnDemandProbe probe = gateway.find("probes", Split.nameOf(Split.property(of, "probe")))
                    .map(GatewayHealth::onDemand)
                    .orElseGet(ApplicationGatewayOnDemandProbe::new);
            if (probe.protocol() == null) {
                probe.withProtocol(ApplicationGatewayProtocol.fromString(
                        Split.property(of, "protocol").asText()));
            }
            if (probe.path() == null) {
                probe.withPath("/");
            }
            if (probe.timeout() == null) {
                probe.withTimeout(30);
            }
            if (probe.host() == null && probe.pickHostnameFromBackendHttpSettings() == null) {
                probe.withPickHostnameFromBackendHttpSettings(true);
            }
            return probe.withBackendAddressPool(new SubResource().withId(gateway.idOf(Gateway.POOLS, pool)))
                    .withBackendHttpSettings(new SubResource().withId(gateway.idOf(Gateway.SETTINGS, settings)));
        }
    }

    OfGateway ask(Gateway gateway) {
        return new OfGateway(gateway, gateways.health(gateway.id()));
    }

    /** A gateway's probe and one on demand have their fields in common; the model leaves out the rest, such as the interval. */
    private static ApplicationGatewayOnDemandProbe onDemand(ObjectNode probe) {
        try (JsonReader json =
                JsonProviders.createReader(Split.properties(probe).toString())) {
            return ApplicationGatewayOnDemandProbe.fromJson(json);
        } catch (IOException e) {
            throw new UncheckedIOException("a probe that cannot be read", e);
        }
    }

    private static void note(
            @Nullable ApplicationGatewayBackendHealthHttpSettings of,
            String settings,
            Map<String, ApplicationGatewayBackendHealthServerHealth> healths) {
        if (of == null || !isNamed(of.backendHttpSettings(), settings)) {
            return;
        }
        for (ApplicationGatewayBackendHealthServerInner server : all(of.servers())) {
            healths.put(
                    String.valueOf(server.address()).toLowerCase(Locale.ROOT),
                    Optional.ofNullable(server.health()).orElse(ApplicationGatewayBackendHealthServerHealth.UNKNOWN));
        }
    }

    private static boolean isNamed(@Nullable SubResource resource, String name) {
        String id = resource == null ? "" : String.valueOf(resource.id());
        return id.substring(id.lastIndexOf('/') + 1).equalsIgnoreCase(name);
    }

    /** The SDK has no list where Azure wrote none. */
    private static <T> List<T> all(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }

    /** A server that drains takes no new requests; one that nobody knows of may be anything. */
    private static Reading reading(Collection<ApplicationGatewayBackendHealthServerHealth> healths) {
        long up = count(healths, ApplicationGatewayBackendHealthServerHealth.UP);
        long unknown = count(healths, ApplicationGatewayBackendHealthServerHealth.UNKNOWN);
        if (up == 0 && (unknown > 0 || healths.isEmpty())) {
            return new Reading.Missing("the gateway does not know the health of its servers");
        }
        return new Reading.Measured(up);
    }

    private static long count(
            Collection<ApplicationGatewayBackendHealthServerHealth> healths,
            ApplicationGatewayBackendHealthServerHealth kind) {
        return healths.stream()
                .filter(one -> one.toString().equalsIgnoreCase(kind.toString()))
                .count();
    }
}
