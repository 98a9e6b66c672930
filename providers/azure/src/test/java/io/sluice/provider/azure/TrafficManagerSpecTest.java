package io.sluice.provider.azure;

import static io.sluice.provider.tck.TrafficFixture.LEFT;
import static io.sluice.provider.tck.TrafficFixture.RIGHT;
import static org.assertj.core.api.Assertions.assertThat;

import com.azure.json.JsonProviders;
import com.azure.json.JsonReader;
import com.azure.resourcemanager.trafficmanager.fluent.models.ProfileInner;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.provider.tck.Relay.Exchange;
import io.sluice.sandbox.azure.AzureWorld;
import io.sluice.traffic.WeightChange;
import io.sluice.traffic.Weights;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the adapter sends and the sandbox answers, held to Azure's own examples and to what the real client was seen to send. */
class TrafficManagerSpecTest {
    private static final String GOLDEN = "trafficmanager-golden-requests.json";
    private static final JsonNode PROFILE =
            Specs.read("trafficmanager-profile-get.json").at("/responses/200/body");
    private static final JsonNode PATCH = Specs.read("trafficmanager-endpoint-patch-2022-04-01.json");

    private final TrafficManagerFixture cloud = new TrafficManagerFixture();

    @AfterEach
    void close() {
        cloud.close();
    }

    /** A field that the SDK's model did not know would be lost with the first change of weights. */
    @Test
    void theModelTakesTheOfficialExampleThereAndBack() throws Exception {
        ObjectNode expected = PROFILE.deepCopy();
        expected.withObjectProperty("properties")
                .withObjectProperty("dnsConfig")
                .remove("fqdn"); // only ever reported

        try (JsonReader reader = JsonProviders.createReader(PROFILE.toString())) {
            assertThat(TrafficManagerProfile.of(ProfileInner.fromJson(reader)).json())
                    .isEqualTo(expected);
        }
    }

    @Test
    void theProfileIsReadAndWrittenAsTheRealClientWasSeenToDo() {
        cloud.provider().apply(new WeightChange(cloud.route(), Weights.of(RIGHT, 5000, LEFT), revision(), "one"));

        JsonNode golden = Specs.golden(GOLDEN, "ProfilesClient.createOrUpdate (Traffic Manager)");
        Exchange put = cloud.relay().exchanges().getLast();
        assertThat(put.method()).isEqualTo(golden.path("method").asText());
        assertThat(put.path()).isEqualTo(here(golden.path("path").asText()));
        assertThat(put.query()).isEqualTo(golden.path("query").asText());
        assertThat(cloud.relay().exchanges())
                .allSatisfy(one -> assertThat(one.path()).isEqualTo(put.path()))
                .allSatisfy(one -> assertThat(one.query()).isEqualTo(put.query()))
                .allSatisfy(one -> assertThat(one.status()).isEqualTo(200));
    }

    @Test
    void theSandboxShowsEveryFieldOfTheOfficialExampleAndNoOther() {
        cloud.provider().observe(Set.of(cloud.route()));

        Map<String, String> shown =
                Specs.shape(Specs.json(cloud.relay().exchanges().getLast().answer()));
        Map<String, String> official = Specs.shape(PROFILE);
        // The one optional field of the example that external endpoints need only for routing by performance.
        official.remove("/properties/endpoints/*/properties/endpointLocation");
        assertThat(shown).isEqualTo(official);
    }

    /** The adapter has no use for it, but the API is one, and people try it with their own hands. */
    @Test
    void aSingleEndpointIsPatchedAsTheRealClientWasSeenToDoAndAnsweredAsTheExampleShows() throws Exception {
        JsonNode golden = Specs.golden(GOLDEN, "EndpointsClient.update (Traffic Manager)");
        URI uri = URI.create(cloud.sandbox().controlUrl()
                + here(golden.path("path").asText()).replace("/e1", "/eu")
                + "?" + golden.path("query").asText());

        HttpResponse<String> answer = send(uri, golden.path("body").toString());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(cloud.natives(cloud.route()))
                .isEqualTo(Map.of(LEFT, golden.at("/body/properties/weight").asInt(), RIGHT, 0));
        Map<String, String> official = Specs.shape(PATCH.at("/responses/200/body"));
        official.remove("/properties/endpointLocation");
        assertThat(Specs.shape(Specs.json(answer.body()))).isEqualTo(official);
    }

    @Test
    void whatTheSpecificationForbidsIsRefused() throws Exception {
        URI eu = URI.create(
                cloud.sandbox().controlUrl() + AzureWorld.PORTAL_TM + "/externalEndpoints/eu?api-version=2022-04-01");

        for (String wrong : List.of("{\"weight\":0}", "{\"weight\":1001}", "{\"endpointStatus\":\"Drained\"}")) {
            HttpResponse<String> answer = send(eu, "{\"properties\":" + wrong + "}");

            assertThat(answer.statusCode()).as(wrong).isEqualTo(400);
            assertThat(Specs.json(answer.body()).at("/error/code").asText()).isEqualTo("BadRequest");
        }
        assertThat(cloud.natives(cloud.route())).isEqualTo(Map.of(LEFT, 1, RIGHT, 0));
    }

    private String revision() {
        return cloud.provider().observe(Set.of(cloud.route())).values().stream()
                .flatMap(sight -> sight.seen().stream())
                .findFirst()
                .orElseThrow()
                .revision();
    }

    private static HttpResponse<String> send(URI uri, String body) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(uri)
                            .method("PATCH", HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    /** A recorded path with the names of the small world. */
    private static String here(String recorded) {
        return recorded.replace("/sub1/", "/" + AzureWorld.SUBSCRIPTION + "/")
                .replace("/rg/", "/" + AzureWorld.RESOURCE_GROUP + "/")
                .replaceFirst("/tm(/|$)", "/portal-tm$1");
    }
}
