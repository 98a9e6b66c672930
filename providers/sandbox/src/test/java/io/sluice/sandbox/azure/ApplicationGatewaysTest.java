package io.sluice.sandbox.azure;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.Sandbox;
import io.sluice.sandbox.SandboxClient;
import io.sluice.sandbox.SandboxSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Application gateways as clients and their owners see them: real requests, and the whole gateway at a time. */
class ApplicationGatewaysTest {
    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final Sandbox sandbox = started();
    private final SandboxClient client = sandbox.client();

    private static Sandbox started() {
        try {
            return Sandbox.start(SandboxSettings.anyPorts().withOperationsTake(Duration.ofMillis(300)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterEach
    void close() {
        client.close();
        sandbox.close();
        http.close();
    }

    @Test
    void requestsGoRoundTheServersOfThePool() throws Exception {
        client.strangerSetsWeights("gateway", Map.of("agw-eu", 3, "agw-us", 1));

        assertThat(split("gateway", 80)).isEqualTo(Map.of("agw-eu", 60, "agw-us", 20));
    }

    @Test
    void aPolicyCountsForEveryServer() throws Exception {
        client.strangerSetsWeights("gateway-policy", Map.of("agw-eu", 9, "agw-us", 1));

        assertThat(split("gateway-policy", 80)).isEqualTo(Map.of("agw-eu", 72, "agw-us", 8));
    }

    @Test
    void aServerThatIsNotHealthyGetsNothing() throws Exception {
        client.strangerSetsWeights("gateway", Map.of("agw-eu", 1, "agw-us", 1));
        client.backends("agw-us", "{\"healthy\":false}");

        assertThat(split("gateway", 20)).isEqualTo(Map.of("agw-eu", 20));
        client.backends("agw-eu", "{\"healthy\":false}");
        assertThat(split("gateway", 1)).isEqualTo(Map.of("503", 1));
    }

    @Test
    void anUpdateIsInForceOnceItsOperationIsDone() throws Exception {
        HttpResponse<String> accepted = put(gateway -> members(gateway, "checkout", "10.2.0.1"));

        assertThat(accepted.statusCode()).isEqualTo(200);
        assertThat(get().at("/properties/provisioningState").asText()).isEqualTo("Updating");
        assertThat(split("gateway", 8)).as("still as it was").isEqualTo(Map.of("agw-eu", 8));
        assertThat(ended(accepted)).isEqualTo("Succeeded");
        assertThat(split("gateway", 8)).isEqualTo(Map.of("agw-us", 8));
        assertThat(get().at("/properties/provisioningState").asText()).isEqualTo("Succeeded");
        assertThat(client.log(0))
                .filteredOn(
                        line -> line.path("action").asText().equals("ApplicationGateways_CreateOrUpdate_Completion"))
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.path("applied").asBoolean()).isTrue();
                    assertThat(line.path("weights").toString()).isEqualTo("{\"agw-us\":1}");
                });
    }

    @Test
    void aSecondUpdateCancelsTheFirst() throws Exception {
        HttpResponse<String> first = put(gateway -> members(gateway, "checkout", "10.2.0.1"));
        HttpResponse<String> second = put(gateway -> members(gateway, "checkout", "10.1.0.1"));

        assertThat(ended(second)).isEqualTo("Succeeded");
        assertThat(ended(first)).isEqualTo("Canceled");
        assertThat(split("gateway", 8)).isEqualTo(Map.of("agw-eu", 8));
    }

    @Test
    void anUpdateThatFailsLeavesInForceWhatWasAndSaysSo() throws Exception {
        client.faults("{\"fault\":\"error\",\"action\":\"ApplicationGateways_CreateOrUpdate_Completion\"}");

        HttpResponse<String> accepted = put(gateway -> members(gateway, "checkout", "10.2.0.1"));

        assertThat(ended(accepted)).isEqualTo("Failed");
        assertThat(get().at("/properties/provisioningState").asText()).isEqualTo("Failed");
        assertThat(split("gateway", 8)).isEqualTo(Map.of("agw-eu", 8));
    }

    @Test
    void secretsAreKeptAndNeverShown() throws Exception {
        Consumer<ObjectNode> certificate = gateway -> {
            ObjectNode one =
                    GatewayWorld.array(gateway, "sslCertificates").addObject().put("name", "tls");
            one.putObject("properties").put("data", "TUlJ").put("password", "hunter2");
        };
        assertThat(put(certificate).body()).doesNotContain("hunter2", "TUlJ").contains("tls");
        assertThat(get().toString()).doesNotContain("hunter2", "TUlJ");
    }

    @Test
    void whatAzureRefusesIsRefused() throws Exception {
        Map<String, Consumer<ObjectNode>> wrong = new TreeMap<>();
        wrong.put(
                "SubscriptionNotRegisteredForFeature",
                gateway -> GatewayWorld.array(gateway, "loadDistributionPolicies")
                        .addObject()
                        .put("name", "any"));
        wrong.put(
                "InvalidResourceReference",
                gateway -> rule(gateway)
                        .putObject("backendAddressPool")
                        .put("id", GatewayWorld.CHECKOUT + "/backendAddressPools/none"));
        wrong.put(
                "ApplicationGatewayRequestRoutingRuleInvalid",
                gateway -> rule(gateway).remove("backendAddressPool"));
        wrong.put(
                "InvalidRequestFormat", gateway -> members(gateway, "checkout").add("10.1.0.1"));
        wrong.put(
                "ApplicationGatewayMissingProperty",
                gateway -> gateway.withObjectProperty("properties").remove("frontendPorts"));
        wrong.put("LocationRequired", gateway -> gateway.remove("location"));

        for (Map.Entry<String, Consumer<ObjectNode>> one : wrong.entrySet()) {
            HttpResponse<String> answer = put(one.getValue());
            assertThat(answer.statusCode()).as(one.getKey()).isEqualTo(400);
            assertThat(JSON.readTree(answer.body()).at("/error/code").asText()).isEqualTo(one.getKey());
        }
        assertThat(get().at("/properties/provisioningState").asText()).isEqualTo("Succeeded");
    }

    @Test
    void serversCanBeTakenOutAndTheWorldPutBack() throws Exception {
        client.backends("agw-us", "{\"targets\":1}");
        assertThat(get().at("/properties/backendAddressPools/1/properties/backendAddresses"))
                .hasSize(1);

        client.reset();

        assertThat(get().at("/properties/backendAddressPools/1/properties/backendAddresses"))
                .hasSize(4);
        assertThat(client.world().path("applicationGatewayRules").toString()).contains("\"gateway\"", "\"agw-eu\":4");
    }

    private static ObjectNode rule(ObjectNode gateway) {
        return GatewayWorld.element(gateway, "requestRoutingRules", "checkout-rule")
                .withObjectProperty("properties");
    }

    private static ArrayNode members(ObjectNode gateway, String pool, String... addresses) {
        ArrayNode members = GatewayWorld.element(gateway, "backendAddressPools", pool)
                .withObjectProperty("properties")
                .putArray("backendAddresses");
        for (String address : addresses) {
            members.addObject().put("ipAddress", address);
        }
        return members;
    }

    private Map<String, Integer> split(String listener, int requests) throws Exception {
        Map<String, Integer> split = new TreeMap<>();
        for (int i = 0; i < requests; i++) {
            HttpResponse<String> answer = send("GET", URI.create(sandbox.listenerUrl(listener) + "/"), "");
            split.merge(
                    answer.statusCode() == 200 ? answer.body().strip() : String.valueOf(answer.statusCode()),
                    1,
                    Integer::sum);
        }
        return split;
    }

    private ObjectNode get() throws Exception {
        return (ObjectNode) JSON.readTree(send("GET", uri(), "").body());
    }

    private HttpResponse<String> put(Consumer<ObjectNode> change) throws Exception {
        ObjectNode gateway = get();
        change.accept(gateway);
        return send("PUT", uri(), gateway.toString());
    }

    private URI uri() {
        return URI.create(sandbox.controlUrl() + GatewayWorld.CHECKOUT + "?api-version=2025-03-01");
    }

    private String ended(HttpResponse<String> accepted) throws Exception {
        URI operation =
                URI.create(accepted.headers().firstValue("Azure-AsyncOperation").orElseThrow());
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (true) {
            JsonNode now = JSON.readTree(send("GET", operation, "").body());
            if (!now.path("status").asText().equals("InProgress") || System.nanoTime() > deadline) {
                return now.path("status").asText();
            }
        }
    }

    private HttpResponse<String> send(String method, URI uri, String body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(uri)
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
