package io.sluice.provider.aws;

import com.fasterxml.jackson.databind.node.TextNode;
import io.sluice.sandbox.route53.FixedZone;
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

    /** A record set of the sandbox's zone, with sides and set identifiers by turns. */
    static Route recordSet(String name, String type, Map<Side, String> identifiers) {
        return recordSet(FixedZone.ID, name, type, identifiers);
    }

    static Route recordSet(String hostedZone, String name, String type, Map<Side, String> identifiers) {
        Map<Side, Address> backends = new TreeMap<>();
        identifiers.forEach((side, identifier) ->
                backends.put(side, new Address("{\"setIdentifier\":" + TextNode.valueOf(identifier) + "}")));
        String address = "{\"hostedZone\":\"" + hostedZone + "\",\"record\":\"" + name.replace("\\", "\\\\")
                + "\",\"recordType\":\"" + type + "\"}";
        return new Route(new RouteRef("aws", "db"), new Address(address), backends);
    }
}
