package io.sluice.provider.azure;

import static io.sluice.provider.tck.TrafficFixture.LEFT;
import static io.sluice.provider.tck.TrafficFixture.RIGHT;
import static org.assertj.core.api.Assertions.assertThat;

import com.azure.resourcemanager.network.fluent.ApplicationGatewaysClient;
import com.azure.resourcemanager.network.fluent.models.ApplicationGatewayInner;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.provider.tck.Relay.Exchange;
import io.sluice.sandbox.azure.AzureWorld;
import io.sluice.sandbox.azure.GatewayWorld;
import io.sluice.traffic.Restoration;
import io.sluice.traffic.Route;
import io.sluice.traffic.Sight;
import io.sluice.traffic.Signal;
import io.sluice.traffic.SignalQuery;
import io.sluice.traffic.TimeWindow;
import io.sluice.traffic.WeightChange;
import io.sluice.traffic.Weights;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the adapter sends and the sandbox answers, held to Azure's own examples and to what its own client does. */
class GatewaySpecTest {
    private static final String GOLDEN = "appgw-golden-requests.json";
    private static final JsonNode PUT = Specs.read("azure-appgw-put-2025-03-01.json");

    private final GatewayFixture cloud = new GatewayFixture(false);

    @AfterEach
    void close() {
        cloud.close();
    }

    @Test
    void requestsAreThoseThatTheRealClientWasSeenToMake() {
        apply(cloud.route());
        cloud.opened().signals().read(List.of(query(Signal.HEALTHY_TARGETS)));

        List<Exchange> made = cloud.relay().exchanges();
        assertThat(made.get(0)).satisfies(one -> assertIs(one, "ApplicationGatewaysClient.getByResourceGroup"));
        assertThat(made.get(1)).satisfies(one -> assertIs(one, "ApplicationGatewaysClient.createOrUpdate"));
        assertThat(made)
                .filteredOn(one -> one.method().equals("POST"))
                .first()
                .satisfies(one -> assertIs(one, "ApplicationGatewaysClient.backendHealth"));
    }

    private static void assertIs(Exchange made, String call) {
        JsonNode golden = Specs.golden(GOLDEN, call);
        assertThat(made.method()).isEqualTo(golden.path("method").asText());
        assertThat(made.path())
                .isEqualTo(golden.path("path")
                        .asText()
                        .replace("/sub1/", "/" + AzureWorld.SUBSCRIPTION + "/")
                        .replace("/rg/", "/" + AzureWorld.RESOURCE_GROUP + "/")
                        .replaceFirst("/agw(/|$)", "/checkout-agw$1"));
        assertThat(made.query()).isEqualTo(golden.path("query").asText());
    }

    /** The SDK reads the gateway, writes it back through its models and waits for the end; the adapter does the same, and loses less. */
    @Test
    void aWriteIsWhatTheSdkWouldSendAndWhatItsModelsDoNotKnow() {
        cloud.provider().restore(restoration());
        ObjectNode byAdapter = (ObjectNode) Specs.json(lastPut().body());

        ApplicationGatewaysClient sdk = sdk();
        ApplicationGatewayInner read = sdk.getByResourceGroup(AzureWorld.RESOURCE_GROUP, "checkout-agw");
        ApplicationGatewayInner written = sdk.createOrUpdate(AzureWorld.RESOURCE_GROUP, "checkout-agw", read);
        JsonNode bySdk = Specs.json(lastPut().body());

        assertThat(written.provisioningState()).hasToString("Succeeded");
        assertThat(byAdapter.withObjectProperty("properties").remove("announcedLater"))
                .as("what the models drop")
                .isNotNull();
        assertThat(byAdapter).isEqualTo(bySdk);
    }

    @Test
    void theSandboxTakesTheOfficialExampleAndShowsEveryFieldOfTheOfficialAnswer() throws Exception {
        String id = AzureWorld.id(GatewayWorld.TYPE, "appgw");
        String example = PUT.at("/parameters/parameters")
                .toString()
                .replace("/subscriptions/subid/resourceGroups/rg1/", id.substring(0, id.indexOf("providers/")));

        HttpResponse<String> answer = send("PUT", id, example);

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.headers().firstValue("Azure-AsyncOperation")).isPresent();
        Map<String, String> official = Specs.shape(PUT.at("/responses/201/body"));
        Map<String, String> shown = Specs.shape(Specs.json(answer.body()));
        assertThat(shown.keySet()).containsAll(official.keySet());
        assertThat(Specs.json(answer.body()).at("/properties/provisioningState").asText())
                .as("a client that sees Succeeded here asks no more")
                .isEqualTo("Updating");
    }

    @Test
    void aPolicyIsWrittenAsTheOfficialExampleHasIt() {
        Route route = GatewayFixture.policy(GatewayWorld.POLICY, "checkout-rule");

        apply(route);

        Map<String, String> official = Specs.shape(Specs.read("azure-appgw-put-with-ldp-2022-01-01.json")
                .at("/parameters/parameters/properties/loadDistributionPolicies"));
        JsonNode sent = Specs.json(lastPut().body()).at("/properties/loadDistributionPolicies");
        assertThat(Specs.shape(sent)).containsAllEntriesOf(official);
        assertThat(sent.at("/0/properties/loadDistributionTargets")).hasSize(2);
        JsonNode rule = Specs.json(lastPut().body()).at("/properties/requestRoutingRules/0/properties");
        assertThat(rule.has("backendAddressPool") && rule.has("loadDistributionPolicy"))
                .isTrue();
    }

    @Test
    void healthIsAnsweredAsTheOfficialExampleShowsAtThePlaceThatTheFirstAnswerNames() throws Exception {
        HttpResponse<String> accepted = send("POST", GatewayWorld.CHECKOUT + "/backendhealth", "");
        assertThat(accepted.statusCode()).isEqualTo(202);
        String location = accepted.headers().firstValue("Location").orElseThrow();
        HttpResponse<String> answer = accepted;
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (answer.statusCode() == 202 && System.nanoTime() < deadline) {
            answer = exchange("GET", URI.create(location), "");
        }

        JsonNode official = Specs.read("azure-appgw-backendhealth-2025-03-01.json");
        assertThat(Specs.shape(Specs.json(answer.body()))).isEqualTo(Specs.shape(official.at("/responses/200/body")));
        assertThat(sdk().backendHealth(AzureWorld.RESOURCE_GROUP, "checkout-agw")
                        .backendAddressPools())
                .as("and the SDK's client finds its way there too")
                .hasSize(3);
    }

    @Test
    void metricsAreAskedForByNamesThatExistAndAnsweredAsTheOfficialExampleShows() throws Exception {
        send(cloud.sandbox().listenerUrl("gateway"));
        cloud.opened().signals().read(List.of(query(Signal.REQUESTS)));
        Exchange asked = cloud.relay().exchanges().getLast();
        JsonNode metric = Specs.read("azure-monitor-metric-names.json")
                .path(GatewayWorld.TYPE)
                .path("metrics")
                .path("BackendResponseStatus");
        assertThat(asked.query()).contains("metricnames=BackendResponseStatus");
        assertThat(metric.path("aggregations").toString()).contains("\"Total\"");
        List<String> dimensions = new ArrayList<>();
        metric.path("dimensions").forEach(one -> dimensions.add(one.asText()));
        assertThat(dimensions).contains("BackendPool", "BackendServer", "HttpStatusGroup");

        URI uri = URI.create(cloud.sandbox().controlUrl() + asked.path() + "?"
                + asked.query().replaceAll("timespan=[^&]*", "timespan=" + minuteAround()));
        JsonNode answer = Specs.json(exchange("GET", uri, "").body());
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (answer.at("/value/0/timeseries").isEmpty() && System.nanoTime() < deadline) {
            answer = Specs.json(exchange("GET", uri, "").body());
        }

        Map<String, String> official = Specs.shape(
                Specs.read("azure-monitor-get-metric-2018-01-01.json").at("/responses/200/body"));
        Map<String, String> shown = Specs.shape(answer);
        // A text for people, and the aggregations that were asked for.
        for (String other : List.of(
                "/value/*/displayDescription",
                "/value/*/timeseries/*/data/*/count",
                "/value/*/timeseries/*/data/*/average",
                "/value/*/timeseries/*/data/*/total")) {
            official.remove(other);
            shown.remove(other);
        }
        assertThat(shown).isEqualTo(official);
    }

    private static String minuteAround() {
        Instant now = Instant.now();
        return now.minusSeconds(60) + "/" + now.plusSeconds(60);
    }

    private ApplicationGatewaysClient sdk() {
        return new AzureClients(TestSettings.at(cloud.relay().endpoint()))
                .network()
                .getApplicationGateways();
    }

    private Restoration restoration() {
        return new Restoration(cloud.route(), cloud.provider().snapshot(cloud.route()), false, Set.of(), "back");
    }

    private void apply(Route route) {
        String revision = Optional.ofNullable(
                        cloud.provider().observe(Set.of(route)).get(route))
                .flatMap(Sight::seen)
                .orElseThrow()
                .revision();
        cloud.provider().apply(new WeightChange(route, Weights.of(RIGHT, 2000, LEFT), revision, "one"));
    }

    private SignalQuery query(Signal signal) {
        Instant start = Instant.parse("2026-11-24T22:00:00Z");
        return new SignalQuery(cloud.route(), Optional.of(LEFT), signal, new TimeWindow(start, start.plusSeconds(60)));
    }

    private Exchange lastPut() {
        return cloud.relay().exchanges().stream()
                .filter(ArmRelay::isWrite)
                .reduce((_, later) -> later)
                .orElseThrow();
    }

    private HttpResponse<String> send(String method, String id, String body) throws Exception {
        return exchange(method, URI.create(cloud.sandbox().controlUrl() + id + "?api-version=2025-03-01"), body);
    }

    private static void send(String url) throws Exception {
        exchange("GET", URI.create(url + "/"), "");
    }

    private static HttpResponse<String> exchange(String method, URI uri, String body) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(uri)
                            .method(method, HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }
}
