package io.sluice.provider.gcp;

import static io.sluice.provider.gcp.TestSettings.GLOBAL;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.provider.TrafficProvider;
import io.sluice.provider.gcp.Spec.Exchange;
import io.sluice.provider.tck.Jq;
import io.sluice.provider.tck.Shell;
import io.sluice.provider.tck.TrafficFixture;
import io.sluice.provider.tck.Trouble;
import io.sluice.sandbox.Sandbox;
import io.sluice.sandbox.SandboxSettings;
import io.sluice.traffic.Address;
import io.sluice.traffic.Route;
import io.sluice.traffic.RouteHazard;
import io.sluice.traffic.RouteRef;
import io.sluice.traffic.Side;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** URL maps of the sandbox: a path rule of the shop's, which also rewrites and adds a header, and the default of the API's. */
final class SandboxFixture implements TrafficFixture {
    /** The order of fields means nothing, and a whole write may change it. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private static final GcpAddress ADDRESSES = new GcpAddress("sluice-sandbox");
    private static final String CART = "{\"urlMap\":\"%s\",\"pathMatcher\":\"shop\",\"pathRule\":\"/cart\"}";

    /** What a test plants that the SDK, and the spec of its day, do not know yet. */
    static final String FROM_THE_FUTURE = "fieldFromTheFuture";

    private final Sandbox sandbox;
    private final GcpRelay relay;
    private final GcpProvider provider;
    private final HttpClient direct = HttpClient.newHttpClient();

    SandboxFixture() {
        this(Duration.ofSeconds(10));
    }

    SandboxFixture(Duration changeDeadline) {
        try {
            sandbox = Sandbox.start(SandboxSettings.anyPorts()
                    .withMetricTimes(Duration.ofSeconds(1), Duration.ZERO)
                    .withOperationsTake(Duration.ofMillis(150)));
            relay = new GcpRelay(URI.create(sandbox.controlUrl()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        provider = GcpProvider.open(TestSettings.at(relay.endpoint(), changeDeadline));
        strangerSets(route(), Map.of(LEFT, 1000));
        change(neighbour(), map -> {
            map.remove("defaultRouteAction");
            return map.put("defaultService", GLOBAL + "backendServices/api-eu");
        });
    }

    Sandbox sandbox() {
        return sandbox;
    }

    GcpRelay relay() {
        return relay;
    }

    GcpProvider opened() {
        return provider;
    }

    @Override
    public TrafficProvider provider() {
        return provider.traffic();
    }

    @Override
    public Route route() {
        return TestSettings.route(
                CART.formatted(GLOBAL + "urlMaps/shop"),
                Map.of(LEFT, GLOBAL + "backendServices/shop-v1", RIGHT, GLOBAL + "backendServices/shop-v2"));
    }

    @Override
    public Route neighbour() {
        return TestSettings.route(
                "{\"urlMap\":\"" + GLOBAL + "urlMaps/api\"}",
                Map.of(LEFT, GLOBAL + "backendServices/api-eu", RIGHT, GLOBAL + "backendServices/api-us"));
    }

    @Override
    public Route respelled() {
        return new Route(
                new RouteRef("gcp", "another-name"),
                new Address("{ \"pathRule\" : \"/cart\", \"urlM\\u0061p\" : "
                        + "\"https://www.googleapis.com/compute/v1/" + GLOBAL
                        + "urlMaps/shop\", \"pathMatcher\" : \"shop\" }"),
                route().backends());
    }

    @Override
    public Route missing() {
        return at(CART.formatted(GLOBAL + "urlMaps/nowhere"));
    }

    @Override
    public Route withoutBackend() {
        return TestSettings.route(
                route().address().json(),
                Map.of(LEFT, GLOBAL + "backendServices/shop-v1", RIGHT, GLOBAL + "backendServices/shop-v9"));
    }

    @Override
    public Route weightless() {
        return at(CART.formatted("global/urlMaps/shop").replace("/cart", "/old/*"));
    }

    @Override
    public List<Malformed> malformed() {
        String map = "\"urlMap\":\"" + GLOBAL + "urlMaps/shop\"";
        return List.of(
                place("no URL map", "{}", "/urlMap"),
                place("no object", "[]", ""),
                place("an unknown field", "{" + map + ",\"port\":\"80\"}", "/port"),
                place("no URL", "{\"urlMap\":\"the shop\"}", "/urlMap"),
                place("no text", "{\"urlMap\":7}", "/urlMap"),
                place("another kind of thing", "{\"urlMap\":\"" + GLOBAL + "backendServices/shop-v1\"}", "/urlMap"),
                place("another project", "{\"urlMap\":\"projects/other/global/urlMaps/shop\"}", "/urlMap"),
                place("a rule without a path matcher", "{" + map + ",\"pathRule\":\"/cart\"}", "/pathMatcher"),
                place(
                        "both kinds of rule",
                        "{" + map + ",\"pathMatcher\":\"shop\",\"pathRule\":\"/cart\",\"routeRule\":\"1\"}",
                        "/routeRule"),
                place(
                        "a route rule without a priority",
                        "{" + map + ",\"pathMatcher\":\"shop\",\"routeRule\":\"first\"}",
                        "/routeRule"),
                place(
                        "a priority beyond all",
                        "{" + map + ",\"pathMatcher\":\"shop\",\"routeRule\":\"2147483648\"}",
                        "/routeRule"),
                place("no path", "{" + map + ",\"pathMatcher\":\"shop\",\"pathRule\":\"cart\"}", "/pathRule"),
                place("no path matcher", "{" + map + ",\"pathMatcher\":\"The Shop\"}", "/pathMatcher"),
                right("no backend service", "{}"),
                right("a backend service that is none", "{\"backendService\":\"shop-v2\"}"),
                right(
                        "a backend service of another scope",
                        "{\"backendService\":\"regions/europe-west1/backendServices/shop-v2\"}"));
    }

    @Override
    public Map<Side, Integer> natives(Route route) {
        Map<Side, Integer> natives = new TreeMap<>();
        split(route).weights().forEach((service, weight) -> natives.put(ADDRESSES.side(route, service), weight));
        return natives;
    }

    /** The whole URL map, other places too, with the place's split taken out but for what hangs on the shares. */
    @Override
    public String elsewhere(Route route) {
        Place place = ADDRESSES.place(route);
        UrlMap now = urlMap(route);
        ObjectNode rest = now.splitting(place, Split.ofService("none", "none")).json();
        rest.remove("fingerprint");
        rest.set("shares", split(route).extras());
        try {
            return JSON.writeValueAsString(JSON.treeToValue(rest, Object.class));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void strangerSets(Route route, Map<Side, Integer> natives) {
        Map<String, Integer> weights = new LinkedHashMap<>();
        Map<Side, Resource> named = ADDRESSES.backendServices(route);
        natives.forEach((side, weight) -> weights.put(
                Optional.ofNullable(named.get(side)).map(Resource::path).orElse(side.name()), weight));
        Place place = ADDRESSES.place(route);
        change(route, map -> {
            UrlMap urlMap = new UrlMap(place.urlMap(), map);
            return urlMap.splitting(place, urlMap.split(place).orElseThrow().withWeights(weights))
                    .json();
        });
    }

    @Override
    public Side strangerAttaches(Route route, int weight) {
        Map<Side, Integer> natives = new TreeMap<>(natives(route));
        Side stranger = new Side(GLOBAL + "backendServices/shop-functions");
        natives.put(stranger, weight);
        strangerSets(route, natives);
        return stranger;
    }

    @Override
    public void strangerSticks(Route route, Optional<Duration> stickiness) {
        assertThat(stickiness).as("Google's weights outrank its affinity").isEmpty();
    }

    @Override
    public void strangerChangesElsewhere(Route route) {
        changeAction(route, action -> {
            action.putObject("timeout").put("seconds", "45");
            action.put(FROM_THE_FUTURE, "kept");
        });
    }

    /** Changes what the place does beside splitting. */
    void changeAction(Route route, Consumer<ObjectNode> how) {
        Place place = ADDRESSES.place(route);
        change(route, map -> {
            UrlMap urlMap = new UrlMap(place.urlMap(), map);
            ObjectNode action = urlMap.action(place);
            how.accept(action);
            return urlMap.doing(place, urlMap.split(place).orElseThrow(), action)
                    .json();
        });
    }

    @Override
    public void strangerStopsSplitting(Route route) {
        change(route, map -> {
            ObjectNode rule = (ObjectNode) map.at("/pathMatchers/0/pathRules/0");
            rule.remove("routeAction");
            rule.putObject("urlRedirect").put("pathRedirect", "/closed").put("stripQuery", true);
            return map;
        });
    }

    @Override
    public Optional<String> plantSecret(Route route) {
        return Optional.empty();
    }

    @Override
    public boolean compareAndSet() {
        return true;
    }

    @Override
    public boolean sticky() {
        return false;
    }

    @Override
    public Map<RouteHazard.Kind, Runnable> endangering() {
        return Map.of(RouteHazard.Kind.SESSION_AFFINITY, () -> strangerSetsAffinity("shop-v2", "GENERATED_COOKIE"));
    }

    void strangerSetsAffinity(String service, String affinity) {
        send(request(GLOBAL + "backendServices/" + service)
                .method("PATCH", BodyPublishers.ofString("{\"sessionAffinity\":\"" + affinity + "\"}")));
    }

    @Override
    public Map<String, Shell.Program> programs() {
        return Map.of("curl", new CurlProgram(direct), "jq", new Jq());
    }

    @Override
    public int writes() {
        return Math.toIntExact(
                relay.exchanges().stream().filter(Exchange::isWrite).count());
    }

    @Override
    public void onNextWrite(Route route, Trouble trouble) {
        relay.order(Exchange::isWrite, trouble, overtaking(route, trouble));
    }

    @Override
    public void onNextLook(Route route, Trouble trouble) {
        relay.order(Exchange::isLook, trouble, () -> {});
    }

    UrlMap urlMap(Route route) {
        Resource resource = ADDRESSES.place(route).urlMap();
        return new UrlMap(resource, send(request(resource.path()).GET()));
    }

    private Split split(Route route) {
        return urlMap(route).split(ADDRESSES.place(route)).orElseThrow();
    }

    /** A stranger writes the URL map of a route, as any other client would. */
    void change(Route route, UnaryOperator<ObjectNode> how) {
        UrlMap urlMap = urlMap(route);
        ObjectNode changed = how.apply(urlMap.json().deepCopy());
        send(request(urlMap.resource().path()).PUT(BodyPublishers.ofString(changed.toString())));
    }

    /** Orders a fault of the sandbox. */
    void order(String fault) {
        order("/sandbox/faults", fault);
    }

    /** Orders anything of the sandbox. */
    void order(String path, String json) {
        send(HttpRequest.newBuilder(URI.create(sandbox.controlUrl() + path)).POST(BodyPublishers.ofString(json)));
    }

    /** The operations that were started for a request. */
    ObjectNode operations(String requestId) {
        return send(request(GLOBAL + "operations?filter=clientOperationId%3D%22" + requestId + "%22")
                .GET());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(sandbox.controlUrl() + "/compute/v1/" + path));
    }

    private ObjectNode send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = direct.send(request.build(), HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            return (ObjectNode) JSON.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    Route at(String address) {
        return new Route(route().ref(), new Address(address), route().backends());
    }

    private Malformed right(String what, String address) {
        return right(what, address, "backendService");
    }

    /** Whatever a test did: all that went over the wire was as Google describes it. */
    @Override
    public void close() {
        provider.close();
        relay.close();
        sandbox.close();
        direct.close();
        Spec spec = new Spec();
        assertThat(relay.exchanges().stream()
                        .filter(exchange -> exchange.path().startsWith("/compute/"))
                        .flatMap(exchange -> spec.faults(exchange).stream())
                        .filter(fault -> !fault.contains(FROM_THE_FUTURE)))
                .isEmpty();
    }
}
