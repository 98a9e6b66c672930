package io.sluice.app.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dropwizard.testing.DropwizardTestSupport;
import io.sluice.app.SluiceConfiguration;
import io.sluice.app.telemetry.Exposition;
import io.sluice.provider.inmemory.InMemoryCloud;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The real service on free ports with a database of its own, over a cloud that the test holds in its hand. */
final class Service implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
    static final ObjectMapper JSON = new ObjectMapper();

    private static final AtomicInteger ROUTES = new AtomicInteger();

    private final String cloud;
    private String settings;
    private final String connector;
    private boolean logging;
    private HttpClient client = HttpClient.newHttpClient();
    private String token = "";

    private @org.jspecify.annotations.Nullable Path data;
    private @org.jspecify.annotations.Nullable DropwizardTestSupport<SluiceConfiguration> running;

    private Service(String settings, String connector) {
        this(settings, connector, UUID.randomUUID().toString());
    }

    private Service(String settings, String connector, String cloud) {
        this.cloud = cloud;
        this.settings = settings;
        this.connector = connector;
    }

    static Service usual() {
        return new Service("", "");
    }

    /** One with more lines at the top of its {@code config.yml}. */
    static Service with(String settings) {
        return new Service(settings, "");
    }

    /** One more process over the same cloud, with lines of its own at the top of its {@code config.yml}. */
    Service beside(String others) {
        return new Service(others, connector, cloud);
    }

    /** One whose connector has more settings, {@code ", name: value"}. */
    static Service withConnector(String connector) {
        return new Service("", connector);
    }

    /** One with both: more lines at the top, and more settings of its connector, or after it another connector. */
    static Service with(String settings, String connector) {
        return new Service(settings, connector);
    }

    /** This service, and what it logs of itself and of requests is kept in files. */
    Service logging() {
        logging = true;
        return this;
    }

    /** This service, and a token that is shown with every request. */
    Service showing(String shown) {
        token = shown;
        return this;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        start();
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        RowUnderTest.begin(context);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        RowUnderTest.end();
    }

    /** For tests that are not Jupiter's. */
    void start() throws Exception {
        Path place = Files.createTempDirectory("sluice-rest-");
        data = place;
        start(place);
    }

    /** Stops it in good order and starts it on the same data, with other settings. */
    void restart(String others) throws Exception {
        restart(others, () -> {});
    }

    /** The same, and something happens while no service runs. */
    void restart(String others, Runnable meanwhile) throws Exception {
        running().after();
        meanwhile.run();
        settings = others;
        start(place());
    }

    private void start(Path place) throws Exception {
        Path config = Files.writeString(place.resolve("config.yml"), """
                data: %s
                providers:
                  cloud: {type: test-cloud, cloud: %s}
                  other: {type: inmemory, routes: {elsewhere: {blue: 100}}, largestWeight: 100}
                pace: {watch: 1s, firstRetry: 1s, longestRetry: 1s, guardLooks: [1s], untilCounted: 0s}
                %s
                server:
                  applicationConnectors: [{type: http, port: 0%s}]
                  adminConnectors: [{type: http, port: 0}]
                  requestLog: {appenders: [%s]}
                logging: {level: %s, appenders: [{type: console, target: stderr, threshold: ERROR}%s]}
                """.formatted(
                        place.resolve("data"),
                        cloud,
                        usual("limits:", "{minLookInterval: 1s}") + usual("access:", "{none: true}") + settings,
                        connector,
                        logging ? file(place, "requests") : "",
                        logging ? "INFO" : "ERROR",
                        logging ? ", " + file(place, "log") : ""));
        client = HttpClient.newHttpClient(); // a class that is tried once more has closed its first one
        running = new DropwizardTestSupport<>(TestApplication.class, config.toString());
        running.before();
    }

    /** A line of the settings, unless a test says it otherwise. */
    private String usual(String name, String value) {
        return settings.contains(name) ? "" : name + " " + value + "\n";
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        stop();
    }

    void stop() throws IOException {
        TestCloud.stuck(cloud).letGo();
        client.close();
        running().after();
        if (data != null) {
            try (Stream<Path> files = Files.walk(data)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static String file(Path place, String name) {
        return "{type: file, archive: false, currentLogFilename: %s}".formatted(place.resolve(name));
    }

    /** What it has logged by now, of itself and of requests. */
    String logged() {
        try {
            return Files.readString(place().resolve("log")) + Files.readString(place().resolve("requests"));
        } catch (IOException e) {
            throw new AssertionError("no log", e);
        }
    }

    private DropwizardTestSupport<SluiceConfiguration> running() {
        if (running == null) {
            throw new IllegalStateException("not started");
        }
        return running;
    }

    int port() {
        return running().getLocalPort();
    }

    /** The port of a connector, counted from 0. */
    int port(int connector) {
        return running().getPort(connector);
    }

    /** Where it keeps what it keeps. */
    Path data() {
        return place().resolve("data");
    }

    private Path place() {
        if (data == null) {
            throw new IllegalStateException("not started");
        }
        return data;
    }

    int adminPort() {
        return running().getAdminPort();
    }

    InMemoryCloud cloud() {
        return TestCloud.find(cloud);
    }

    StuckCalls calls() {
        return TestCloud.stuck(cloud);
    }

    /** A route of the cloud that nobody else uses, all on {@code blue}, with nothing yet on {@code green}. */
    String newRoute() {
        String route = "route-" + ROUTES.incrementAndGet();
        cloud().route(route, Map.of(route + "-blue", 100, route + "-green", 0));
        return route;
    }

    Reply get(String path) {
        return send(request(path).GET());
    }

    Reply post(String path, String body, String... headers) {
        return post(path, body.getBytes(java.nio.charset.StandardCharsets.UTF_8), headers);
    }

    Reply post(String path, byte[] body, String... headers) {
        HttpRequest.Builder request = request(path).POST(BodyPublishers.ofByteArray(body));
        if (Arrays.stream(headers).noneMatch("Content-Type"::equalsIgnoreCase)) {
            request.header("Content-Type", "application/json");
        }
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    Reply method(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = request(path).method(method, BodyPublishers.ofString(body));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .timeout(Duration.ofSeconds(30));
        return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
    }

    Reply send(HttpRequest.Builder request) {
        try {
            return Reply.of(client.send(request.build(), BodyHandlers.ofByteArray()));
        } catch (IOException e) {
            throw new AssertionError("no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Submits a plan that must be accepted, once the cloud answers in its second: a busy machine may be late. */
    String submit(PlanText plan) {
        String key = UUID.randomUUID().toString(); // what was not answered in time may have been done
        Reply reply = Await.until(
                () -> post("/api/v1/plans", plan.toString(), "Idempotency-Key", key), answer -> answer.status() != 503);
        if (reply.status() != 201) {
            throw new AssertionError("refused: " + reply);
        }
        return reply.json().path("id").textValue();
    }

    JsonNode plan(String id) {
        return get("/api/v1/plans/" + id).json();
    }

    /** The plan once its first step bakes; before that it may be baking at step 0, where nothing has moved. */
    JsonNode awaitBaking(String id) {
        return Await.until(
                () -> plan(id),
                plan -> plan.path("state").asText().equals("baking")
                        && plan.path("step").asInt() > 0);
    }

    /** The plan once it is in a state. */
    JsonNode await(String id, String state) {
        return Await.until(() -> plan(id), plan -> plan.path("state").asText().equals(state));
    }

    /** What no refusal may change: the plans there are, at their versions. */
    String plans() {
        try {
            return JSON.writeValueAsString(get("/api/v1/plans?limit=200").json().findValues("id"));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    /** What it tells Prometheus. */
    Exposition metrics() {
        return Exposition.parse(get("/metrics").body());
    }

    static String random(int bytes) {
        byte[] random = new byte[bytes];
        ThreadLocalRandom.current().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }
}
