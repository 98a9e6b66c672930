package io.sluice.provider.azure;

import static io.sluice.provider.tck.TrafficFixture.LEFT;
import static io.sluice.provider.tck.TrafficFixture.RIGHT;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.provider.Provider;
import io.sluice.provider.tck.Relay;
import io.sluice.provider.tck.Relay.Exchange;
import io.sluice.traffic.Restoration;
import io.sluice.traffic.Route;
import io.sluice.traffic.Sight;
import io.sluice.traffic.Signal;
import io.sluice.traffic.SignalQuery;
import io.sluice.traffic.Snapshot;
import io.sluice.traffic.TimeWindow;
import io.sluice.traffic.WeightChange;
import io.sluice.traffic.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The role in {@code docs/policies/azure-role.json} allows what is called of Traffic Manager and of Front Door, and nothing that is not. */
class RoleOfNamedRoutesTest {
    @Test
    void allowsExactlyTheActionsOfAWholeMoveOfAProfile() throws IOException {
        try (TrafficManagerFixture cloud = new TrafficManagerFixture()) {
            move(cloud.opened(), cloud.route());

            assertThat(made(cloud.relay())).isEqualTo(allowed("Microsoft.Network/trafficManagerProfiles/"));
        }
    }

    @Test
    void allowsExactlyTheActionsOfAWholeMoveOfAnOriginGroup() throws IOException {
        try (FrontDoorFixture cloud = new FrontDoorFixture()) {
            Snapshot snapshot = cloud.provider().snapshot(cloud.route());
            cloud.strangerAttaches(cloud.route(), 1);
            cloud.provider().restore(new Restoration(cloud.route(), snapshot, true, Set.of(), "exact"));
            move(cloud.opened(), cloud.route());

            Set<String> allowed = allowed("Microsoft.Cdn/");
            // Where it says that operations are asked after, Azure has another address than the sandbox.
            allowed.remove("microsoft.cdn/operationresults/read");
            allowed.addAll(allowed("Microsoft.Insights/"));
            assertThat(made(cloud.relay())).isEqualTo(allowed);
        }
    }

    private static void move(Provider provider, Route route) {
        Snapshot snapshot = provider.traffic().snapshot(route);
        String revision = Optional.ofNullable(
                        provider.traffic().observe(Set.of(route)).get(route))
                .flatMap(Sight::seen)
                .orElseThrow()
                .revision();
        Instant end = Instant.parse("2026-11-24T22:00:00Z");
        TimeWindow window = new TimeWindow(end.minusSeconds(60), end);
        provider.signals()
                .read(List.of(
                        new SignalQuery(route, Optional.of(LEFT), Signal.ERROR_RATE, window),
                        new SignalQuery(route, Optional.of(RIGHT), Signal.HEALTHY_TARGETS, window)));
        provider.traffic().apply(new WeightChange(route, Weights.of(RIGHT, 2000, LEFT), revision, "one"));
        provider.traffic().restore(new Restoration(route, snapshot, false, Set.of(), "two"));
    }

    private static Set<String> made(Relay relay) {
        Set<String> made = new TreeSet<>();
        relay.exchanges().stream()
                .filter(one -> !one.path().contains("/locations/"))
                .forEach(one -> made.add(action(one)));
        return made;
    }

    /** As Azure names them, in lower case: the type of what is at the path, and what is done to it. */
    private static String action(Exchange request) {
        String path = request.path().substring(request.path().lastIndexOf("/providers/") + "/providers/".length());
        String[] steps = path.split("/", -1);
        StringBuilder type = new StringBuilder(steps[0]).append('/').append(steps[1]);
        for (int i = 3; i < steps.length; i += 2) {
            type.append('/').append(steps[i]);
        }
        String action = switch (request.method()) {
            case "GET" -> "/read";
            case "DELETE" -> "/delete";
            default -> "/write";
        };
        return (type + action).toLowerCase(Locale.ROOT);
    }

    private static Set<String> allowed(String prefix) throws IOException {
        Set<String> allowed = new TreeSet<>();
        Specs.json(Files.readString(Path.of("../../docs/policies/azure-role.json")))
                .path("Actions")
                .forEach(action -> {
                    if (action.asText().startsWith(prefix)) {
                        allowed.add(action.asText().toLowerCase(Locale.ROOT));
                    }
                });
        return allowed;
    }
}
