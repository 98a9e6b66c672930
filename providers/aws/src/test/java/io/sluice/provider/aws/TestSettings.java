package io.sluice.provider.aws;

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

/** Settings for an emulator on loopback, and routes on it. */
final class TestSettings {
    private TestSettings() {}

    static AwsProviderFactory at(URI endpoint) {
        return new AwsProviderFactory(
                "eu-west-1",
                Optional.of(endpoint),
                Optional.empty(),
                new AwsCredentials.Dummy("test", "test"),
                new Timing(Duration.ofMinutes(1), Duration.ZERO, Duration.ofSeconds(2), Duration.ofSeconds(5)),
                Duration.ZERO);
    }

    /** A route by its field, {@code listener} or {@code rule}, with sides and target groups by turns. */
    static Route route(String field, String arn, Map<Side, String> targetGroups) {
        Map<Side, Address> backends = new TreeMap<>();
        targetGroups.forEach((side, group) -> backends.put(side, new Address("{\"targetGroup\":\"" + group + "\"}")));
        return new Route(new RouteRef("aws", "edge"), new Address("{\"" + field + "\":\"" + arn + "\"}"), backends);
    }
}
