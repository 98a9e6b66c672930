package io.sluice.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Google Cloud in small, over the wire: what it refuses, how its operations go, and that traffic follows. */
class GoogleCloudTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String PROJECT = "/compute/v1/projects/sluice-sandbox/";
    private static final String API = PROJECT + "global/urlMaps/api";
    private static final String SHOP = PROJECT + "global/urlMaps/shop";

    private final HttpClient client = HttpClient.newHttpClient();
    private Sandbox sandbox;

    @BeforeEach
    void start() throws IOException {
        sandbox = Sandbox.start(SandboxSettings.anyPorts().withOperationsTake(Duration.ofMillis(200)));
    }

    @AfterEach
    void stop() {
        sandbox.close();
        client.close();
    }

    @Test
    void aChangeIsAnOperationThatIsPendingThenRunningThenDone() {
        Answer accepted = patch(API, weights("api-eu", 500, "api-us", 500));
        List<String> seen =
                new ArrayList<>(List.of(accepted.json().path("status").asText()));
        String operation =
                PROJECT + "global/operations/" + accepted.json().path("name").asText();
        long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (!seen.getLast().equals("DONE") && System.nanoTime() < deadline) {
            String status = call("GET", operation, "").json().path("status").asText();
            if (!status.equals(seen.getLast())) {
                seen.add(status);
            }
        }

        assertThat(seen).containsExactly("PENDING", "RUNNING", "DONE");
        assertThat(call("GET", operation, "").json().has("error")).isFalse();
    }

    @Test
    void trafficFollowsTheWeightsOneByOne() throws Exception {
        patch(API, weights("api-eu", 3, "api-us", 1));
        int us = 0;
        for (int i = 0; i < 40; i++) {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create(sandbox.listenerUrl("api")))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            us += answer.body().equals("gcp-api-us\n") ? 1 : 0;
        }

        assertThat(us).isEqualTo(10);
    }

    @Test
    void aServiceWithoutAHealthyEndpointKeepsItsShareAndItsClientsGetAnError() throws Exception {
        call("POST", "/sandbox/backends/gcp-api-eu", "{\"healthy\": false}");

        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(URI.create(sandbox.listenerUrl("api"))).build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(503);
    }

    @Test
    void aFingerprintIsOneOfTheContentsAndAStaleOneIsRefused() {
        String first = fingerprint(API);
        patch(API, weights("api-eu", 500, "api-us", 500));
        assertThat(fingerprint(API)).isNotEqualTo(first);

        Answer stale = send("PATCH", API, weights("api-eu", 1, "api-us", 0).put("fingerprint", first), "");
        assertThat(stale.status()).isEqualTo(412);
        assertThat(stale.reason()).isEqualTo("conditionNotMet");

        patch(API, weights("api-eu", 1000, "api-us", 0));
        assertThat(fingerprint(API)).as("the same contents again").isEqualTo(first);
    }

    @Test
    void theSameRequestIdIsTheSameOperation() {
        String query = "?requestId=" + UUID.nameUUIDFromBytes(new byte[] {1});
        ObjectNode body = weights("api-eu", 500, "api-us", 500).put("fingerprint", fingerprint(API));

        Answer once = send("PATCH", API, body, query);
        Answer twice = send("PATCH", API, body, query);

        assertThat(twice.json().path("name")).isEqualTo(once.json().path("name"));
        assertThat(send("PATCH", API, body, "?requestId=00000000-0000-0000-0000-000000000000")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void aPatchMergesObjectsAndReplacesArraysWhole() {
        ObjectNode patch = JSON.createObjectNode();
        patch.putObject("defaultRouteAction").putObject("timeout").put("seconds", "9");
        patch(API, patch);

        JsonNode action = call("GET", API, "").json().path("defaultRouteAction");
        assertThat(action.path("weightedBackendServices")).hasSize(2);
        assertThat(action.at("/timeout/seconds").asText()).isEqualTo("9");

        ObjectNode fewer = JSON.createObjectNode();
        fewer.set(
                "pathMatchers",
                JSON.createArrayNode().add(call("GET", SHOP, "").json().at("/pathMatchers/0")));
        assertThat(refused(SHOP, fewer))
                .as("a host rule still names the other one")
                .isEqualTo("invalid");
    }

    @ParameterizedTest(name = "{2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "api-eu:1001 api-us:0          | invalid  | a weight beyond 1000",
                "api-eu:-1 api-us:1            | invalid  | a weight below 0",
                "api-eu:0 api-us:0             | invalid  | nobody with weight",
                "api-eu:1 nobody:1             | notFound | a backend service that is not there",
                "api-eu:1 legacy-a:1           | invalid  | services of two schemes",
            })
    void whatGoogleDocumentsAsWrongIsRefused(String weights, String reason, String what) {
        ArrayNode list = JSON.createArrayNode();
        for (String one : weights.split(" ", -1)) {
            String name = one.substring(0, one.indexOf(':'));
            list.addObject()
                    .put("backendService", "global/backendServices/" + name)
                    .put("weight", Integer.parseInt(one.substring(one.indexOf(':') + 1)));
        }
        ObjectNode patch = JSON.createObjectNode();
        patch.putObject("defaultRouteAction").set("weightedBackendServices", list);

        assertThat(refused(API, patch)).as(what).isEqualTo(reason);
    }

    @Test
    void aPatchCannotMoveADefaultServiceToAListAndAClassicOneHasNoListAtAll() {
        assertThat(refused(SHOP, weights("shop-v1", 1, "shop-v2", 1)))
                .as("defaultService stays, and excludes the list")
                .isEqualTo("invalid");

        ObjectNode legacy =
                (ObjectNode) call("GET", PROJECT + "global/urlMaps/legacy", "").json();
        legacy.remove("defaultService");
        legacy.setAll(weights("legacy-a", 1, "legacy-b", 1));
        assertThat(send("PUT", PROJECT + "global/urlMaps/legacy", legacy, "").reason())
                .isEqualTo("invalid");
    }

    @Test
    void aDryRunSaysWhatAWriteWouldAndWritesNothing() {
        String before = fingerprint(API);
        ObjectNode good = JSON.createObjectNode();
        good.set("resource", weights("api-eu", 1, "api-us", 1));
        ObjectNode bad = JSON.createObjectNode();
        bad.set("resource", weights("api-eu", 0, "api-us", 0));

        assertThat(call("POST", API + "/validate", good.toString())
                        .json()
                        .at("/result/loadSucceeded")
                        .asBoolean())
                .isTrue();
        assertThat(call("POST", API + "/validate", bad.toString()).json().at("/result/loadErrors"))
                .hasSize(1);
        assertThat(fingerprint(API)).isEqualTo(before);
    }

    @Test
    void faultsAndStrangersAreOrderedAsWithTheOtherClouds() {
        call("POST", "/sandbox/faults", "{\"fault\": \"throttle\", \"action\": \"urlMaps.get\", \"arn\": \"api\"}");
        assertThat(call("GET", SHOP, "").status()).isEqualTo(200);
        Answer throttled = call("GET", API, "");
        assertThat(throttled.status()).isEqualTo(403);
        assertThat(throttled.reason()).isEqualTo("rateLimitExceeded");

        call("POST", "/sandbox/weights", "{\"arn\": \"shop/beta#10\", \"weights\": {\"shop-v1\": 1, \"shop-v2\": 3}}");
        assertThat(call("GET", SHOP, "").json().at("/pathMatchers/1/routeRules/0/routeAction/weightedBackendServices"))
                .extracting(entry -> entry.path("weight").asInt())
                .containsExactly(1, 3);

        call("POST", "/sandbox/reset", "");
        assertThat(call("GET", SHOP, "").json().at("/pathMatchers/1/routeRules/0/routeAction/weightedBackendServices"))
                .extracting(entry -> entry.path("weight").asInt())
                .containsExactly(1000, 0);
    }

    @Test
    void anExpressionThatItDoesNotKnowIsRefusedAndNotAnsweredWithNothing() {
        assertThat(call(
                                "GET",
                                "/v1/projects/sluice-sandbox/location/global/prometheus/api/v1/query?query=up&time=1",
                                "")
                        .status())
                .isEqualTo(400);
    }

    private record Answer(int status, JsonNode json) {
        String reason() {
            return json.at("/error/errors/0/reason").asText();
        }
    }

    private static ObjectNode weights(String one, int ofOne, String other, int ofOther) {
        ObjectNode json = JSON.createObjectNode();
        ArrayNode list = json.putObject("defaultRouteAction").putArray("weightedBackendServices");
        Map.of(one, ofOne, other, ofOther).entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(weight -> list.addObject()
                        .put(
                                "backendService",
                                "https://www.googleapis.com" + PROJECT + "global/backendServices/" + weight.getKey())
                        .put("weight", weight.getValue()));
        return json;
    }

    private String fingerprint(String urlMap) {
        return call("GET", urlMap, "").json().path("fingerprint").asText();
    }

    private Answer patch(String urlMap, ObjectNode body) {
        Answer answer = send("PATCH", urlMap, body.put("fingerprint", fingerprint(urlMap)), "");
        assertThat(answer.status()).as(answer.json().toString()).isEqualTo(200);
        return answer;
    }

    private String refused(String urlMap, ObjectNode patch) {
        String before = fingerprint(urlMap);
        Answer answer = send("PATCH", urlMap, patch.put("fingerprint", before), "");
        assertThat(fingerprint(urlMap)).as("nothing changed").isEqualTo(before);
        return answer.reason();
    }

    private Answer send(String method, String urlMap, ObjectNode body, String query) {
        return call(method, urlMap + query, body.toString());
    }

    private Answer call(String method, String target, String body) {
        try {
            HttpResponse<String> response = client.send(
                    HttpRequest.newBuilder(URI.create(sandbox.controlUrl() + target))
                            .method(method, BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), JSON.readTree(response.body()));
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
