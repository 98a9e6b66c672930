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
        return at(endpoint, Duration.ofSeconds(5), Duration.ofSeconds(20));
    }

    static AzureProviderFactory at(URI endpoint, Duration callDeadline, Duration changeDeadline) {
        return new AzureProviderFactory(
                AzureWorld.SUBSCRIPTION,
                Optional.empty(),
                Optional.of(endpoint),
                AzureCredentials.NONE,
                new Timing(Duration.ofSeconds(5), Duration.ZERO, Duration.ofSeconds(2), callDeadline, changeDeadline),
                Duration.ZERO,
                Duration.ZERO);
    }

    /** A route whose backends are named: field and id of the place, field of the backends, and their names by side. */
    static Route route(String field, String id, String backend, Map<Side, String> names) {
        Map<Side, Address> backends = new TreeMap<>();
        names.forEach((side, name) -> backends.put(side, new Address("{\"" + backend + "\":\"" + name + "\"}")));
        return new Route(new RouteRef("azure", "edge"), new Address("{\"" + field + "\":\"" + id + "\"}"), backends);
    }

    /** A rule of a gateway; the fields beside the gateway and the rule are those of the address as JSON has them. */
    static Route rule(String gateway, String rule, String more, Map<Side, String> pools) {
        Route route = route("applicationGateway", gateway, "pool", pools);
        String json = route.address().json();
        return new Route(
                route.ref(),
                new Address(json.substring(0, json.length() - 1) + "," + more + ",\"rule\":\"" + rule + "\"}"),
                route.backends());
    }
}
