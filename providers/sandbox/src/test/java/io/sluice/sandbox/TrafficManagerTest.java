package io.sluice.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.sandbox.azure.AzureWorld;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that come by the name of a Traffic Manager profile: they follow its weights as late as their answers run out. */
class TrafficManagerTest {
    private static final String EU = AzureWorld.PORTAL_TM_EU;
    private static final String US = AzureWorld.PORTAL_TM_US;

    private Sandbox sandbox;
    private SandboxClient client;

    @BeforeEach
    void start() throws Exception {
        sandbox = Sandbox.start(SandboxSettings.anyPorts());
        client = sandbox.client();
        client.load("portal-tm", 200);
    }

    @AfterEach
    void stop() {
        client.close();
        sandbox.close();
    }

    @Test
    void aChangeOfWeightsIsThereAtOnceAndTheTrafficAfterTheTtl() {
        Deadline.until("traffic", () -> client.requests(EU) > 100);
        assertThat(client.requests(US)).isZero();

        client.strangerSetsWeights("portal-tm", Map.of(EU, 0, US, 1));

        assertThat(weights()).isEqualTo(Map.of("eu", 0, "us", 1));
        long then = client.requests(EU);
        Deadline.until("clients still hold the answer from before", () -> client.requests(EU) > then + 20);
        Deadline.until("their answers have run out", () -> noneOfTheNext100(EU));
    }

    @Test
    void theTrafficSplitsByTheWeights() {
        client.strangerSetsWeights("portal-tm", Map.of(EU, 3, US, 1));

        Deadline.until("a quarter of the traffic", () -> {
            long eu = client.requests(EU);
            long us = client.requests(US);
            Deadline.until("200 requests", () -> client.requests(EU) + client.requests(US) >= eu + us + 200);
            long more = client.requests(US) - us;
            return more >= 35 && more <= 65;
        });
    }

    private boolean noneOfTheNext100(String backends) {
        long before = client.requests(backends);
        long all = client.requests(EU) + client.requests(US);
        Deadline.until("100 requests", () -> client.requests(EU) + client.requests(US) >= all + 100);
        return client.requests(backends) == before;
    }

    @Test
    void anEndpointThatIsSickIsNoAnswerWhileAnotherIsWell() {
        client.strangerSetsWeights("portal-tm", Map.of(EU, 1, US, 1));
        Deadline.until("both have traffic", () -> client.requests(EU) > 0 && client.requests(US) > 0);
        client.backends(US, "{\"healthy\": false}");

        Deadline.until("all go to the one that is well", () -> noneOfTheNext100(US));
    }

    @Test
    void aResetPutsTheProfileBack() {
        client.strangerSetsWeights("portal-tm", Map.of(EU, 3, US, 4));

        client.reset();

        assertThat(weights()).isEqualTo(Map.of("eu", 1, "us", 0));
    }

    private Map<String, Integer> weights() {
        for (JsonNode profile : client.world().path("trafficManagerProfiles")) {
            if (profile.path("name").asText().equals("portal-tm")) {
                JsonNode weights = profile.path("weights");
                return Map.of(
                        "eu",
                        weights.path("eu").asInt(),
                        "us",
                        weights.path("us").asInt());
            }
        }
        throw new AssertionError("no portal-tm in the world");
    }
}
