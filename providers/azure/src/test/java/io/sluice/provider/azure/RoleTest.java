package io.sluice.provider.azure;

import static io.sluice.provider.tck.TrafficFixture.LEFT;
import static io.sluice.provider.tck.TrafficFixture.RIGHT;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.provider.TrafficProvider;
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
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The role in {@code docs/policies/azure-role.json} allows what is called of gateways, and nothing that is not. */
class RoleTest {
    /** Asked for by Azure because a gateway that is written names these, and called by nobody here. */
    private static final String JOIN = "/join/action";

    @Test
    void allowsExactlyTheActionsThatAWholeMoveOfAGatewayMakes() throws IOException {
        try (GatewayFixture cloud = new GatewayFixture(false)) {
            Route route = cloud.route();
            TrafficProvider provider = cloud.provider();
            Snapshot snapshot = provider.snapshot(route);
            String revision = Optional.ofNullable(
                            provider.observe(Set.of(route)).get(route))
                    .flatMap(Sight::seen)
                    .orElseThrow()
                    .revision();
            Instant end = Instant.parse("2026-11-24T22:00:00Z");
            TimeWindow window = new TimeWindow(end.minusSeconds(60), end);
            cloud.opened()
                    .signals()
                    .read(List.of(
                            new SignalQuery(route, Optional.of(LEFT), Signal.ERROR_RATE, window),
                            new SignalQuery(route, Optional.of(RIGHT), Signal.HEALTHY_TARGETS, window)));
            provider.apply(new WeightChange(route, Weights.of(RIGHT, 2000, LEFT), revision, "one"));
            provider.restore(new Restoration(route, snapshot, false, Set.of(), "two"));

            Set<String> made = new TreeSet<>();
            cloud.relay().exchanges().forEach(request -> made.add(action(request)));
            assertThat(made).isEqualTo(allowed());
        }
    }

    /** As Azure names them: the type of what is at the path, and what is done to it. */
    private static String action(Exchange request) {
        String path = request.path().substring(request.path().lastIndexOf("/providers/") + "/providers/".length());
        String[] steps = path.split("/", -1);
        StringBuilder type = new StringBuilder(steps[0]).append('/').append(steps[1]);
        for (int i = 3; i < steps.length; i += 2) {
            type.append('/').append(steps[i]);
        }
        return type
                + switch (request.method()) {
                    case "GET" -> "/read";
                    case "POST" -> "/action";
                    default -> "/write";
                };
    }

    private static Set<String> allowed() throws IOException {
        Set<String> allowed = new TreeSet<>();
        Specs.json(Files.readString(Path.of("../../docs/policies/azure-role.json")))
                .path("Actions")
                .forEach(action -> allowed.add(action.asText()));
        allowed.removeIf(action -> action.endsWith(JOIN)
                || action.contains("/trafficManagerProfiles/")
                || action.startsWith("Microsoft.Cdn/"));
        return allowed;
    }
}
