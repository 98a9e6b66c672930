package io.sluice.provider.azure;

import static io.sluice.provider.tck.TrafficFixture.LEFT;
import static io.sluice.provider.tck.TrafficFixture.RIGHT;
import static org.assertj.core.api.Assertions.assertThat;

import com.azure.json.JsonProviders;
import com.azure.json.JsonReader;
import com.azure.resourcemanager.cdn.fluent.models.AfdOriginInner;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
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
class FrontDoorSpecTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final JsonNode SPEC = Specs.read("frontdoor-origin-2024-02-01.json");
    private static final JsonNode ORIGIN = SPEC.at("/get/responses/200/body");

    private final FrontDoorFixture cloud = new FrontDoorFixture();

    @AfterEach
    void close() {
        cloud.close();
    }

    /** The official example of an origin says no weight, and what is then is documented in two ways. */
    @Test
    void anOriginThatSaysNoWeightIsNoPlaceForAPlan() throws Exception {
        ObjectNode group = JSON.createObjectNode();
        group.putObject("group")
                .putObject("properties")
                .putObject("loadBalancingSettings")
                .put("additionalLatencyInMilliseconds", 50);
        group.putObject("origins").set("origin1", ORIGIN);

        assertThat(FrontDoorGroup.read(group).unfit(List.of("origin1")))
                .hasValueSatisfying(why -> assertThat(why).contains("weight of origin origin1"));
    }

    /** What somebody can set comes back with an exact restore; the rest is Azure's to report. */
    @Test
    void theModelTakesAllThatCanBeSetThereAndBack() throws Exception {
        ObjectNode settable = ORIGIN.path("properties").deepCopy();
        settable.remove(List.of("provisioningState", "deploymentStatus", "originGroupName"));
        settable.properties().removeIf(field -> field.getValue().isNull());

        try (JsonReader reader = JsonProviders.createReader(ORIGIN.toString())) {
            AfdOriginInner model = AfdOriginInner.fromJson(reader);
            assertThat(FrontDoorGroup.json(model).path("properties")).isEqualTo(settable);
        }
    }

    @Test
    void anOriginIsChangedAsTheRealClientWasSeenToDo() {
        cloud.provider().apply(new WeightChange(cloud.route(), Weights.of(RIGHT, 5000, LEFT), revision(), "one"));

        JsonNode golden = Specs.golden("frontdoor-golden-requests.json", "AfdOriginsClient.update (Front Door)");
        List<Exchange> patches = cloud.relay().exchanges().stream()
                .filter(one -> one.method().equals("PATCH"))
                .toList();
        assertThat(patches).isNotEmpty().allSatisfy(one -> {
            assertThat(one.path()).isIn(here(golden, "eu"), here(golden, "us"));
            assertThat(one.query()).isEqualTo(golden.path("query").asText());
            assertThat(Specs.shape(Specs.json(one.body())))
                    .containsAllEntriesOf(Specs.shape(golden.path("body")))
                    .hasSize(2);
            assertThat(one.status()).isEqualTo(202);
        });
        assertThat(cloud.relay().exchanges())
                .as("asked after where the answer said")
                .anySatisfy(one -> assertThat(one.path()).contains("/operations/"));
    }

    @Test
    void theSandboxShowsEveryFieldOfTheOfficialExampleAndNoOther() {
        cloud.provider().observe(Set.of(cloud.route()));

        JsonNode list = cloud.relay().exchanges().stream()
                .filter(one -> one.path().endsWith("/origins"))
                .map(one -> Specs.json(one.answer()))
                .findFirst()
                .orElseThrow();
        Map<String, String> shown = Specs.shape(list.at("/value/0"));
        Map<String, String> official = Specs.shape(ORIGIN);
        // Null in the example, and that is what plans refuse; a link to a private endpoint the sandbox has none.
        official.put("/properties/weight", "NUMBER");
        official.put("/properties/priority", "NUMBER");
        official.remove("/properties/sharedPrivateLinkResource");
        assertThat(shown).isEqualTo(official);
    }

    @Test
    void aChangeIsAcceptedWithAnOperationAndTheOriginAsTheExampleShows() throws Exception {
        HttpResponse<String> answer = patch("{\"weight\":7}");

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.headers().firstValue("Azure-AsyncOperation"))
                .hasValueSatisfying(
                        url -> assertThat(url).startsWith(cloud.sandbox().controlUrl() + "/subscriptions/"));
        assertThat(Specs.shape(Specs.json(answer.body())).keySet())
                .containsAll(Specs.shape(SPEC.at("/create/responses/202/body")).keySet().stream()
                        .filter(field -> !field.endsWith("sharedPrivateLinkResource"))
                        .toList());
    }

    @Test
    void whatTheSpecificationForbidsIsRefused() throws Exception {
        for (String wrong :
                List.of("{\"weight\":0}", "{\"weight\":1001}", "{\"priority\":6}", "{\"enabledState\":\"Drained\"}")) {
            assertThat(patch(wrong).statusCode()).as(wrong).isEqualTo(400);
        }
        assertThat(cloud.natives(cloud.route())).isEqualTo(Map.of(LEFT, 50, RIGHT, 0));
    }

    private HttpResponse<String> patch(String properties) throws Exception {
        URI uri = URI.create(
                cloud.sandbox().controlUrl() + AzureWorld.SHOP_ORIGINS + "/origins/eu?api-version=2024-02-01");
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(uri)
                            .method("PATCH", HttpRequest.BodyPublishers.ofString("{\"properties\":" + properties + "}"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    private String revision() {
        return cloud.provider().observe(Set.of(cloud.route())).values().stream()
                .flatMap(sight -> sight.seen().stream())
                .findFirst()
                .orElseThrow()
                .revision();
    }

    /** A recorded path with the names of the small world. */
    private static String here(JsonNode golden, String origin) {
        return golden.path("path")
                .asText()
                .replace("/sub1/", "/" + AzureWorld.SUBSCRIPTION + "/")
                .replace("/rg/", "/" + AzureWorld.RESOURCE_GROUP + "/")
                .replace("/prof/", "/shop/")
                .replace("/og/", "/shop-origins/")
                .replaceFirst("/o$", "/" + origin);
    }
}
