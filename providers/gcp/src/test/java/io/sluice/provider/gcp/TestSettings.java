package io.sluice.provider.gcp;

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

/** Settings for the sandbox on loopback, and routes on it. */
final class TestSettings {
    static final String GLOBAL = "projects/sluice-sandbox/global/";
    static final String REGIONAL = "projects/sluice-sandbox/regions/europe-west1/";

    private TestSettings() {}

    static GcpProviderFactory at(URI endpoint) {
        return at(endpoint, Duration.ofSeconds(10));
    }

    static GcpProviderFactory at(URI endpoint, Duration changeDeadline) {
        return new GcpProviderFactory(
                "sluice-sandbox",
                Optional.of(endpoint),
                Optional.empty(),
                true,
                new Timing(
                        Duration.ofMinutes(1),
                        Duration.ZERO,
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(changeDeadline.toSeconds() < 2 ? 1 : 2),
                        changeDeadline),
                Duration.ZERO);
    }

    /** A route in the place that an address names, with the backend service of each side. */
    static Route route(String address, Map<Side, String> backendServices) {
        Map<Side, Address> backends = new TreeMap<>();
        backendServices.forEach(
                (side, service) -> backends.put(side, new Address("{\"backendService\":\"" + service + "\"}")));
        return new Route(new RouteRef("gcp", "edge"), new Address(address), backends);
    }
}
