package io.sluice.browser;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dropwizard.testing.DropwizardTestSupport;
import io.sluice.app.SluiceApplication;
import io.sluice.app.SluiceConfiguration;
import io.sluice.sandbox.Sandbox;
import io.sluice.sandbox.SandboxClient;
import io.sluice.sandbox.SandboxSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The sandbox, with requests going through it, and the service over it. */
final class House implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();

    /** Routes of a cloud in memory, for pages with many plans. */
    static final int PAPER_ROUTES = 10_100;

    /** Who may do everything, and who may only look. */
    static final String TOKEN = "night-shift-token";

    static final String ONLOOKERS_TOKEN = "onlooker-token";

    private final HttpClient client = HttpClient.newHttpClient();
    private final Sandbox sandbox;
    private final Path folder;
    private final DropwizardTestSupport<SluiceConfiguration> running;

    private House(Sandbox sandbox, Path folder) throws Exception {
        this.sandbox = sandbox;
        this.folder = folder;
        running = new DropwizardTestSupport<>(
                SluiceApplication.class, folder.resolve("config.yml").toString());
        running.before();
    }

    static House start() throws Exception {
        Sandbox sandbox = Sandbox.start(SandboxSettings.anyPorts()
                .withMetricTimes(Duration.ofSeconds(1), Duration.ZERO)
                .withLoad(20));
        try {
            Path folder = Files.createTempDirectory("sluice-browser-");
            Files.writeString(folder.resolve("config.yml"), """
                    data: %1$s
                    access:
                      tokens:
                        - {name: night-shift, roles: [admin], sha256: aa32f897d2440eca66fb9ad92fa38d0373217b69ae799dac2d989d5290df4b5b}
                        - {name: onlooker, roles: [viewer], sha256: df8b1c848addc1b640919b1640bc75476b33f905d1a7201041257b84da4f0b6c}
                      rate: {perSecond: 1000, burst: 1000}
                    providers:
                      sandbox: {type: aws, region: eu-west-1, endpoint: '%2$s', metricPeriod: 1s, metricLag: 0s, landsWithin: 2s, callDeadline: 6s, settle: 0s, credentials: {accessKeyId: test, secretAccessKey: test}}
                      sandbox-gcp: {type: gcp, project: sluice-sandbox, endpoint: '%2$s', metricPeriod: 1s, metricLag: 0s, landsWithin: 2s, callDeadline: 6s, changeDeadline: 20s, settle: 0s, credentials: none}
                      sandbox-azure: {type: azure, subscription: 00000000-0000-0000-0000-000000000000, endpoint: '%2$s', metricPeriod: 1s, metricLag: 0s, landsWithin: 2s, callDeadline: 6s, changeDeadline: 20s, settle: 0s, edgeSettle: 0s, credentials: none}
                      paper: {type: inmemory, largestWeight: 999, routes: {%3$s}}
                    limits: {minLookInterval: 1s}
                    pace: {watch: 1s, firstRetry: 1s, longestRetry: 2s, guardLooks: [1s, 2s], untilCounted: 0s}
                    server:
                      applicationConnectors: [{type: http, port: 0}]
                      adminConnectors: [{type: http, port: 0}]
                      requestLog: {appenders: []}
                      shutdownGracePeriod: 1s
                    logging: {level: WARN, appenders: [{type: console, target: stderr, threshold: ERROR}]}
                    """.formatted(
                            folder.resolve("data"), sandbox.controlUrl(), paperRoutes()));
            return new House(sandbox, folder);
        } catch (Exception e) {
            sandbox.close();
            throw e;
        }
    }

    private static String paperRoutes() {
        return IntStream.range(0, PAPER_ROUTES)
                .mapToObj(i -> "r%d: {b%d: 100, g%d: 0}".formatted(i, i, i))
                .collect(Collectors.joining(", "));
    }

    SandboxClient sandbox() {
        return sandbox.client();
    }

    String url(String path) {
        return "http://127.0.0.1:" + running.getLocalPort() + path;
    }

    /** An answer of the service. */
    record Answer(int status, String body) {
        JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    Answer get(String path) {
        return send(request(path).GET());
    }

    Answer post(String path, String type, String body) {
        return send(request(path).header("Content-Type", type).POST(BodyPublishers.ofString(body)));
    }

    /** Submits a plan that is in order; a machine that is too busy for a cloud's deadline may need more than one try. */
    String submit(String yaml) {
        Answer answer = Await.until(
                "the plan is taken", () -> post("/api/v1/plans", "application/yaml", yaml), one -> one.status() != 503);
        if (answer.status() != 201) {
            throw new AssertionError("refused: " + answer);
        }
        return answer.json().path("id").asText();
    }

    JsonNode plan(String id) {
        return get("/api/v1/plans/" + id).json();
    }

    JsonNode await(String id, String state) {
        return Await.until(
                id + " is " + state,
                () -> plan(id),
                plan -> plan.path("state").asText().equals(state));
    }

    /** Puts back what is under way, and waits for it: its routes are free again. */
    void putAllBack() {
        post("/api/v1/revert?wait=30s", "application/json", "{\"all\": true, \"endedWithin\": \"1d\"}");
        Await.until(
                "nothing is under way",
                () -> Stream.of("held", "reverting", "shifting", "baking")
                        .mapToInt(state -> get("/api/v1/plans?state=" + state)
                                .json()
                                .path("plans")
                                .size())
                        .sum(),
                plans -> plans == 0);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url(path)))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + TOKEN);
    }

    private Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() throws IOException {
        client.close();
        running.after();
        sandbox.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
