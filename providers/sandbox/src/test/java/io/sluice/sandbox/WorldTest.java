package io.sluice.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What the sandbox says of itself, and the load that it begins with. */
class WorldTest {
    /** Those that have the traffic at the start, each behind a way in of its own. */
    private static final List<String> OLD_SIDES = List.of(
            "checkout-eu",
            "search-eu",
            "portal-eu",
            "orders-eu",
            "gcp-api-eu",
            "agw-eu",
            "portal-tm-eu",
            "frontdoor-eu",
            "orders-db-eu",
            "reports-db-eu");

    @Test
    void plansNameEachBackendsInWordsOfTheirOwn() throws IOException {
        try (Sandbox sandbox = Sandbox.start(SandboxSettings.anyPorts());
                SandboxClient client = sandbox.client()) {
            Map<String, JsonNode> addresses = new TreeMap<>();
            client.world()
                    .path("backends")
                    .forEach(one -> addresses.put(one.path("name").asText(), one.path("address")));

            assertThat(addresses.keySet())
                    .containsExactlyInAnyOrderElementsOf(counted(client).keySet());
            assertThat(addresses.values())
                    .doesNotHaveDuplicates()
                    .allSatisfy(address -> assertThat(address).isNotEmpty());
        }
    }

    @Test
    void loadFromTheStartComesToEveryWayIn() throws IOException {
        try (Sandbox sandbox = Sandbox.start(SandboxSettings.anyPorts().withLoad(50));
                SandboxClient client = sandbox.client()) {
            Deadline.until("requests on " + OLD_SIDES, () -> {
                Map<String, Long> counted = counted(client);
                return OLD_SIDES.stream().allMatch(side -> counted.getOrDefault(side, 0L) > 0);
            });

            assertThat(client.call("GET", "/sandbox/load", "").path("loads")).hasSameSizeAs(OLD_SIDES);
        }
    }

    private static Map<String, Long> counted(SandboxClient client) {
        Map<String, Long> counted = new TreeMap<>();
        client.call("GET", "/sandbox/requests", "")
                .properties()
                .forEach(one ->
                        counted.put(one.getKey(), one.getValue().path("total").asLong()));
        return counted;
    }
}
