package io.sluice.provider.gcp;

import static io.sluice.provider.gcp.TestSettings.GLOBAL;
import static io.sluice.provider.gcp.TestSettings.REGIONAL;
import static io.sluice.provider.tck.TrafficFixture.LEFT;
import static io.sluice.provider.tck.TrafficFixture.RIGHT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.provider.gcp.Spec.Exchange;
import io.sluice.provider.tck.Trouble;
import io.sluice.traffic.ObservedRoute;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import io.sluice.traffic.Restoration;
import io.sluice.traffic.Route;
import io.sluice.traffic.Sight;
import io.sluice.traffic.Snapshot;
import io.sluice.traffic.WeightChange;
import io.sluice.traffic.Weights;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is Google's own: fingerprints, operations, four kinds of places, and a client that forgets what it does not know. */
class GcpTrafficProviderTest {
    private static final Weights HALVES = Weights.of(RIGHT, 5000, LEFT);

    private SandboxFixture cloud;
    private Route route;

    @BeforeEach
    void open() {
        cloud = new SandboxFixture();
        route = cloud.route();
    }

    @AfterEach
    void close() {
        cloud.close();
    }

    @Test
    void aStaleFingerprintIsAConflictThatGoogleFoundAndNothingChanges() {
        String revision = seen(route).revision();
        cloud.changeAction(route, action -> action.putObject("timeout").put("seconds", "7"));

        // Another look has the adapter know better; this one has to be found out by Google.
        assertThat(errorOf(() -> apply(route, HALVES, revision, "one"))).isInstanceOf(ProviderError.Conflict.class);

        assertThat(cloud.natives(route)).isEqualTo(Map.of(LEFT, 1000));
        assertThat(writes()).extracting(Exchange::status).containsExactly(412);
    }

    @Test
    void anOperationThatEndsWithAnErrorIsNotTakenForASuccess() {
        String revision = seen(route).revision();
        fault("{\"fault\": \"error\", \"action\": \"operation\", \"status\": 400}");

        ProviderError error = errorOf(() -> apply(route, HALVES, revision, "one"));

        assertThat(error).isInstanceOf(ProviderError.Conflict.class);
        assertThat(error.detail()).contains("RESOURCE_NOT_READY");
        assertThat(cloud.natives(route)).isEqualTo(Map.of(LEFT, 1000));
        assertThat(polls().getLast().answer()).contains("\"DONE\"").contains("\"error\"");

        apply(route, HALVES, seen(route).revision(), "two");
        assertThat(seen(route).shows(HALVES)).isTrue();
    }

    @Test
    void anOperationThatFailsForAReasonOfGooglesOwnPromisesNothing() {
        String revision = seen(route).revision();
        fault("{\"fault\": \"error\", \"action\": \"operation\", \"status\": 500}");

        assertThat(errorOf(() -> apply(route, HALVES, revision, "one"))).isInstanceOf(ProviderError.Unknown.class);
    }

    @Test
    void aPollThatFailsWhileTheChangeGoesOnIsAskedAgain() {
        String revision = seen(route).revision();
        fault("{\"fault\": \"error\", \"action\": \"globalOperations.get\", \"status\": 503}");
        fault("{\"fault\": \"throttle\", \"action\": \"globalOperations.get\"}");

        apply(route, HALVES, revision, "one");

        assertThat(seen(route).shows(HALVES)).isTrue();
        assertThat(polls()).extracting(Exchange::status).startsWith(503, 403).endsWith(200);
        assertThat(writes()).hasSize(1);
    }

    @Test
    void pollsThatGoOnFailingLeaveTheOutcomeUnknownAndALookShowsIt() {
        try (SandboxFixture hurried = new SandboxFixture(Duration.ofSeconds(1))) {
            String revision = seen(hurried, route).revision();
            hurried.order("{\"fault\": \"error\", \"action\": \"globalOperations.get\", \"times\": \"forever\"}");

            assertThat(errorOf(() -> hurried.provider().apply(new WeightChange(route, HALVES, revision, "one"))))
                    .isInstanceOf(ProviderError.Unknown.class);

            assertThat(seen(hurried, route).shows(HALVES)).isTrue();
        }
    }

    @Test
    void aPollThatIsForbiddenLeavesTheOutcomeUnknownAtOnce() {
        String revision = seen(route).revision();
        cloud.relay().order(exchange -> exchange.path().contains("/operations/"), Trouble.DENIED, () -> {});

        assertThat(errorOf(() -> apply(route, HALVES, revision, "one"))).isInstanceOf(ProviderError.Unknown.class);

        assertThat(polls()).hasSize(1);
        assertThat(seen(route).shows(HALVES)).isTrue();
    }

    @Test
    void anOperationThatTakesTooLongIsUnknownAndNotRefused() {
        try (SandboxFixture hurried = new SandboxFixture(Duration.ofSeconds(1))) {
            String revision = seen(hurried, route).revision();
            hurried.order("{\"fault\": \"delay\", \"action\": \"operation\", \"afterMillis\": 60000}");

            assertThat(errorOf(() -> hurried.provider().apply(new WeightChange(route, HALVES, revision, "one"))))
                    .isInstanceOf(ProviderError.Unknown.class);
        }
    }

    @Test
    void aChangeWhoseReplyWasLostIsFoundAgainByItsRequestId() {
        String revision = seen(route).revision();
        cloud.onNextWrite(route, Trouble.NO_ANSWER);
        assertThat(errorOf(() -> apply(route, HALVES, revision, "one"))).isInstanceOf(ProviderError.Unknown.class);

        apply(route, HALVES, revision, "one");

        assertThat(writes()).hasSize(2);
        Set<String> requestIds = Set.copyOf(
                writes().stream().map(write -> write.query().get("requestId")).toList());
        assertThat(requestIds).as("the same request to Google").hasSize(1);
        assertThat(cloud.operations(requestIds.iterator().next()).path("items"))
                .as("done once")
                .hasSize(1);
        assertThat(seen(route).shows(HALVES)).isTrue();
    }

    @Test
    void afterACrashTheSameChangeIsSeenToBeThere() {
        String revision = seen(route).revision();
        cloud.onNextWrite(route, Trouble.NO_ANSWER);
        assertThat(errorOf(() -> apply(route, HALVES, revision, "one"))).isInstanceOf(ProviderError.Unknown.class);

        try (GcpProvider restarted =
                GcpProvider.open(TestSettings.at(cloud.relay().endpoint()))) {
            restarted.traffic().apply(new WeightChange(route, HALVES, revision, "one"));
        }

        assertThat(writes()).as("a look was enough").hasSize(1);
        assertThat(seen(route).shows(HALVES)).isTrue();
    }

    @Test
    void anAnswerThatIsLostIsOneRequestAndNoHiddenSecond() {
        String revision = seen(route).revision();
        cloud.onNextWrite(route, Trouble.NO_ANSWER);

        assertThat(errorOf(() -> apply(route, HALVES, revision, "one"))).isInstanceOf(ProviderError.Unknown.class);

        assertThat(writes()).hasSize(1);
    }

    @Test
    void aWriteNeedsNoLookOfItsOwn() {
        seen(route);
        cloud.relay().forget();

        ObservedRoute before = seen(route);
        apply(route, HALVES, before.revision(), "one");
        seen(route);

        assertThat(exchanges().stream().filter(exchange -> !polls().contains(exchange)))
                .extracting(Exchange::verb)
                .as("one look before, one write, one look after")
                .containsExactly("GET", "PATCH", "GET");
    }

    @Test
    void manyPlacesOfOneUrlMapAreOneRead() {
        Set<Route> all = Set.of(route, beta(), shop(), shopDefault());
        cloud.provider().observe(all);
        cloud.relay().forget();

        assertThat(cloud.provider().observe(all).values()).hasOnlyElementsOfType(Sight.Seen.class);

        assertThat(exchanges()).singleElement().hasToString("GET /compute/v1/" + GLOBAL + "urlMaps/shop");
    }

    @Test
    void aPatchOfAPathMatcherCarriesAllOfThemInFull() {
        JsonNode before = cloud.urlMap(route).json();

        apply(route, HALVES, seen(route).revision(), "one");

        JsonNode patch = writes().getFirst().json();
        assertThat(patch.properties())
                .extracting(Map.Entry::getKey)
                .containsExactlyInAnyOrder("fingerprint", "pathMatchers");
        ObjectNode after = before.deepCopy();
        ((ObjectNode) after.at("/pathMatchers/0/pathRules/0/routeAction"))
                .set(
                        "weightedBackendServices",
                        cloud.urlMap(route)
                                .json()
                                .at("/pathMatchers/0/pathRules/0/routeAction/weightedBackendServices"));
        assertThat(patch.get("pathMatchers")).isEqualTo(after.get("pathMatchers"));
    }

    @Test
    void aFieldThatTheClientDoesNotKnowIsNotLost() {
        String future = SandboxFixture.FROM_THE_FUTURE;
        cloud.change(route, map -> {
            map.withObject("/pathMatchers/1").put(future, "matcher");
            map.withObject("/pathMatchers/0/pathRules/0").put(future, "rule");
            map.withObject("/pathMatchers/0/pathRules/0/routeAction").put(future, "action");
            map.withObject("/pathMatchers/0/pathRules/0/routeAction/weightedBackendServices/0")
                    .put(future, "share");
            return map;
        });
        Snapshot snapshot = cloud.provider().snapshot(route);

        apply(route, HALVES, seen(route).revision(), "one");
        assertThat(cloud.urlMap(route).json().findValuesAsText(future))
                .containsExactlyInAnyOrder("matcher", "rule", "action", "share");

        cloud.provider().restore(new Restoration(route, snapshot, true, Set.of(), "two"));
        assertThat(cloud.urlMap(route).json().findValuesAsText(future))
                .containsExactlyInAnyOrder("matcher", "rule", "action", "share");
    }

    @Test
    void aDefaultServiceBecomesAListByAnUpdateSinceAPatchRemovesNothingAndGoesBackToWhatItWas() {
        Route api = cloud.neighbour();
        String before = cloud.elsewhere(api);
        JsonNode whole = cloud.urlMap(api).json();
        Snapshot snapshot = cloud.provider().snapshot(api);

        apply(api, HALVES, seen(api).revision(), "one");
        apply(api, Weights.allTo(RIGHT), seen(api).revision(), "two");
        assertThat(cloud.elsewhere(api)).isEqualTo(before);
        cloud.provider().restore(new Restoration(api, snapshot, false, Set.of(), "three"));

        assertThat(writes()).extracting(Exchange::verb).containsExactly("PUT", "PATCH", "PUT");
        assertThat(cloud.urlMap(api).json()).isEqualTo(whole);
    }

    @Test
    void aRestoreFindsAPathRuleByAnyOfItsPathsAndALookOnlyByTheFirst() {
        Route bySecond = cloud.at(route.address().json().replace("/cart", "/cart/*"));
        Snapshot snapshot = cloud.provider().snapshot(bySecond);
        cloud.strangerSets(route, Map.of(LEFT, 0, RIGHT, 3));

        assertThat(unseen(bySecond))
                .isInstanceOfSatisfying(
                        ProviderError.Invalid.class,
                        error -> assertThat(error.detail()).contains("whose first path is /cart"));
        cloud.provider().restore(new Restoration(bySecond, snapshot, false, Set.of(), "one"));

        assertThat(cloud.natives(route)).isEqualTo(Map.of(LEFT, 1000));
    }

    @Test
    void aChangeThatWaitedWhileItsPlaceWasPutBackIsNotSent() throws Exception {
        Snapshot snapshot = cloud.provider().snapshot(route);
        String revision = seen(route).revision();
        List<ProviderError> refused = new CopyOnWriteArrayList<>();
        Thread change =
                Thread.ofPlatform().unstarted(() -> refused.add(errorOf(() -> apply(route, HALVES, revision, "late"))));
        // While the restore is being sent the change comes, and waits for its turn.
        cloud.relay().order(Exchange::isWrite, Trouble.OVERTAKEN, () -> {
            change.start();
            awaitThat(() -> change.getState() == Thread.State.TIMED_WAITING);
        });

        cloud.provider().restore(new Restoration(route, snapshot, false, Set.of(), "back"));
        change.join();

        assertThat(refused).singleElement().isInstanceOf(ProviderError.Conflict.class);
        assertThat(cloud.natives(route)).isEqualTo(Map.of(LEFT, 1000));
        apply(route, HALVES, seen(route).revision(), "another look");
        assertThat(seen(route).shows(HALVES)).isTrue();
    }

    @Test
    void aChangeInAnotherPlaceIsSentThoughItWaitedForARestore() {
        Snapshot snapshot = cloud.provider().snapshot(beta());
        String revision = seen(route).revision();

        cloud.provider().restore(new Restoration(beta(), snapshot, false, Set.of(), "back"));
        apply(route, HALVES, revision, "one");

        assertThat(seen(route).shows(HALVES)).isTrue();
    }

    private static void awaitThat(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - deadline).isNegative();
            Thread.onSpinWait();
        }
    }

    private static Route shopDefault() {
        return shopRoute("");
    }

    private static Route shop() {
        return shopRoute(",\"pathMatcher\":\"shop\"");
    }

    private static Route beta() {
        return shopRoute(",\"pathMatcher\":\"beta\",\"routeRule\":\"10\"");
    }

    private static Route shopRoute(String place) {
        return TestSettings.route(
                "{\"urlMap\":\"" + GLOBAL + "urlMaps/shop\"" + place + "}",
                Map.of(LEFT, GLOBAL + "backendServices/shop-v1", RIGHT, "global/backendServices/shop-v2"));
    }

    static Stream<Route> places() {
        return Stream.of(
                shopDefault(),
                shop(),
                shopRoute(",\"pathMatcher\":\"shop\",\"pathRule\":\"/cart\""),
                beta(),
                shopRoute(",\"pathMatcher\":\"beta\""),
                TestSettings.route(
                        "{\"urlMap\":\"" + REGIONAL + "urlMaps/billing\"}",
                        Map.of(
                                LEFT, REGIONAL + "backendServices/billing-a",
                                RIGHT, REGIONAL + "backendServices/billing-b")));
    }

    @Test
    void allPlacesOfOneUrlMapMoveAndGoBackAtOnceWithoutAConflict() throws Exception {
        List<Route> all = List.of(shopDefault(), shop(), route, beta());
        Map<Route, ObservedRoute> before = new HashMap<>();
        Map<Route, Snapshot> snapshots = new HashMap<>();
        for (Route one : all) {
            before.put(one, seen(one));
            snapshots.put(one, cloud.provider().snapshot(one));
        }

        atOnce(
                all,
                one -> cloud.provider()
                        .apply(new WeightChange(
                                one, HALVES, present(before, one).revision(), "to " + one.address())));
        assertThat(all).allSatisfy(one -> assertThat(seen(one).shows(HALVES)).isTrue());
        atOnce(
                all,
                one -> cloud.provider()
                        .restore(new Restoration(
                                one, present(snapshots, one), false, Set.of(), "back " + one.address())));

        assertThat(all).allSatisfy(one -> assertThat(seen(one)).isEqualTo(before.get(one)));
        assertThat(writes()).extracting(Exchange::status).hasSize(8).containsOnly(200);
    }

    private static <T> T present(Map<Route, T> map, Route route) {
        return Optional.ofNullable(map.get(route)).orElseThrow();
    }

    private static void atOnce(List<Route> routes, Consumer<Route> move) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> moves = new ArrayList<>();
            routes.forEach(route -> moves.add(threads.submit(() -> move.accept(route))));
            for (Future<?> one : moves) {
                one.get();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("places")
    void eachKindOfPlaceIsMovedAndPutBackAndNothingElseIs(Route place) {
        String elsewhere = cloud.elsewhere(place);
        ObservedRoute baseline = seen(place);
        Snapshot snapshot = cloud.provider().snapshot(place);

        apply(place, Weights.of(RIGHT, 1050, LEFT), baseline.revision(), "one");
        assertThat(seen(place).shows(Weights.of(RIGHT, 1050, LEFT))).isTrue();
        assertThat(seen(place).fingerprint()).isEqualTo(baseline.fingerprint());
        assertThat(cloud.elsewhere(place)).isEqualTo(elsewhere);
        cloud.provider().restore(new Restoration(place, snapshot, false, Set.of(), "two"));

        assertThat(seen(place)).isEqualTo(baseline);
        assertThat(cloud.elsewhere(place)).isEqualTo(elsewhere);
    }

    @Test
    void aChangeInAnotherPlaceOfTheUrlMapIsNoChangeElsewhereOnTheRoute() {
        ObservedRoute before = seen(route);

        apply(beta(), HALVES, seen(beta()).revision(), "one");

        assertThat(seen(route).fingerprint()).isEqualTo(before.fingerprint());
        assertThat(seen(route).revision()).isNotEqualTo(before.revision());
    }

    @Test
    void row19AClassicLoadBalancerIsRefusedByName() {
        Route legacy = TestSettings.route(
                "{\"urlMap\":\"" + GLOBAL + "urlMaps/legacy\"}",
                Map.of(LEFT, GLOBAL + "backendServices/legacy-a", RIGHT, GLOBAL + "backendServices/legacy-b"));

        assertThat(unseen(legacy))
                .isInstanceOfSatisfying(
                        ProviderError.Invalid.class,
                        error -> assertThat(error.detail())
                                .contains("classic Application Load Balancer, which knows no weights"));
    }

    @Test
    void backendServicesOfDifferentKindsAreRefusedByName() {
        Route mixed = TestSettings.route(
                route.address().json(),
                Map.of(LEFT, GLOBAL + "backendServices/shop-v1", RIGHT, GLOBAL + "backendServices/legacy-b"));

        assertThat(unseen(mixed))
                .isInstanceOfSatisfying(
                        ProviderError.Invalid.class,
                        error -> assertThat(error.detail()).contains("[EXTERNAL, EXTERNAL_MANAGED]"));
    }

    @Test
    void aPathMatcherOrARuleThatIsNotThereIsNotFound() {
        assertThat(unseen(shopRoute(",\"pathMatcher\":\"gamma\""))).isInstanceOf(ProviderError.NotFound.class);
        assertThat(unseen(shopRoute(",\"pathMatcher\":\"shop\",\"pathRule\":\"/nowhere\"")))
                .isInstanceOf(ProviderError.NotFound.class);
        assertThat(unseen(shopRoute(",\"pathMatcher\":\"beta\",\"routeRule\":\"11\"")))
                .isInstanceOf(ProviderError.NotFound.class);
    }

    @Test
    void aRestoreThatWouldLeaveNobodyWithWeightIsRefused() {
        Snapshot snapshot = cloud.provider().snapshot(route);

        assertThat(errorOf(
                        () -> cloud.provider().restore(new Restoration(route, snapshot, false, Set.of(LEFT), "one"))))
                .isInstanceOf(ProviderError.Invalid.class);
        assertThat(writes()).isEmpty();
    }

    @Test
    void theRequestsAreThoseThatGooglesOwnClientMakes() {
        apply(shop(), HALVES, seen(shop()).revision(), "one");
        Map<String, Exchange> made = Map.of(
                "UrlMapsClient.get", exchange("GET", "/urlMaps/"),
                "UrlMapsClient.patchAsync", exchange("PATCH", "/urlMaps/"),
                "operation poll (global)", exchange("GET", "/operations/"));

        JsonNode golden = Spec.resource("golden-requests.json").path("calls");
        int compared = 0;
        for (JsonNode call : golden) {
            Exchange own = made.get(call.path("call").asText());
            if (own != null) {
                compared++;
                assertThat(own.method()).isEqualTo(call.path("method").asText());
                assertThat(own.query().keySet()).isEqualTo(call.has("query") ? Set.of("requestId") : Set.of());
                String name = own.path().substring(own.path().lastIndexOf('/') + 1);
                assertThat(own.path().replace("sluice-sandbox", "p"))
                        .isEqualTo(call.path("path").asText().replaceFirst("[^/]+$", name));
                call.path("headers")
                        .properties()
                        .forEach(header -> assertThat(own.headers()
                                        .getOrDefault(header.getKey().toLowerCase(Locale.ROOT), "")
                                        .replace("sluice-sandbox", "p")
                                        .replace(name, "NAME"))
                                .isEqualTo(header.getValue().asText().replaceAll("web-map|op-1", "NAME")));
            }
        }
        assertThat(compared).isEqualTo(made.size());
    }

    private Exchange exchange(String verb, String part) {
        return exchanges().stream()
                .filter(one -> one.verb().equals(verb) && one.path().contains(part))
                .findFirst()
                .orElseThrow();
    }

    private List<Exchange> exchanges() {
        return cloud.relay().exchanges();
    }

    private List<Exchange> writes() {
        return exchanges().stream().filter(Exchange::isWrite).toList();
    }

    private List<Exchange> polls() {
        return exchanges().stream()
                .filter(exchange -> exchange.path().contains("/operations/"))
                .toList();
    }

    private void apply(Route at, Weights to, String fromRevision, String requestId) {
        cloud.provider().apply(new WeightChange(at, to, fromRevision, requestId));
    }

    private void fault(String json) {
        cloud.order(json);
    }

    private ObservedRoute seen(Route at) {
        return seen(cloud, at);
    }

    private static ObservedRoute seen(SandboxFixture cloud, Route at) {
        Sight sight = Optional.ofNullable(cloud.provider().observe(Set.of(at)).get(at))
                .orElseThrow();
        assertThat(sight).isInstanceOf(Sight.Seen.class);
        return sight.seen().orElseThrow();
    }

    private ProviderError unseen(Route at) {
        Sight sight = Optional.ofNullable(cloud.provider().observe(Set.of(at)).get(at))
                .orElseThrow();
        return switch (sight) {
            case Sight.Seen(ObservedRoute route) -> throw new AssertionError("seen: " + route);
            case Sight.Unseen(ProviderError error) -> error;
        };
    }

    private static ProviderError errorOf(Runnable call) {
        ProviderException thrown = catchThrowableOfType(ProviderException.class, call::run);
        assertThat(thrown).as("the call must fail").isNotNull();
        return thrown.error();
    }
}
