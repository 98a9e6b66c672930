package io.sluice.provider.azure;

import io.sluice.sandbox.azure.AzureWorld;
import io.sluice.traffic.Address;
import io.sluice.traffic.Route;
import io.sluice.traffic.RouteRef;
import io.sluice.traffic.Side;
import io.sluice.traffic.Timing;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Settings for the sandbox, and routes on it. */
final class TestSettings {
    private TestSettings() {}

    static AzureProviderFactory at(URI endpoint) {
        return new AzureProviderFactory(
                AzureWorld.SUBSCRIPTION,
                Optional.empty(),
                Optional.of(endpoint),
                AzureCredentials.NONE,
                new Timing(
                        Duration.ofSeconds(5),
                        Duration.ZERO,
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(20)),
                Duration.ZERO);
    }

    /** A route whose backends are named: field and id of the place, field of the backends, and their names by side. */
    static Route route(String field, String id, String backend, Map<Side, String> names) {
        Map<Side, Address> backends = new TreeMap<>();
        names.forEach((side, name) -> backends.put(side, new Address("{\"" + backend + "\":\"" + name + "\"}")));
        return new Route(new RouteRef("azure", "edge"), new Address("{\"" + field + "\":\"" + id + "\"}"), backends);
    }
}
