package io.sluice.bench;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dropwizard.testing.DropwizardTestSupport;
import io.sluice.app.SluiceConfiguration;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import org.slf4j.LoggerFactory;

/** The whole service in this process, on PostgreSQL, over a slow cloud, spoken to over HTTP. */
final class Node implements AutoCloseable {
    /** As many submissions at once as the pool of a node has connections. */
    private static final int AT_ONCE = 8;

    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newHttpClient();
    private final DropwizardTestSupport<SluiceConfiguration> service;
    private final SlowCloud cloud;
    private final Postgres.Place database;

    private Node(DropwizardTestSupport<SluiceConfiguration> service, SlowCloud cloud, Postgres.Place database) {
        this.service = service;
        this.cloud = cloud;
        this.database = database;
    }

    /** @param pace of {@code config.yml} */
    static Node start(String pace) throws Exception {
        return start(pace, _ -> {});
    }

    /** @param prepare what the cloud is to be like before anybody opens it */
    static Node start(String pace, java.util.function.Consumer<SlowCloud> prepare) throws Exception {
        Postgres.Place database = Postgres.newDatabase().migrated();
        String cloud = UUID.randomUUID().toString();
        prepare.accept(SlowCloudSettings.find(cloud));
        Path place = Files.createTempDirectory("sluice-bench-");
        Path config = Files.writeString(
                place.resolve("config.yml"), """
                data: %s
                database: {url: "%s", user: postgres, connections: 32}
                providers:
                  cloud: {type: slow-cloud, cloud: %s}
                pace: %s
                access: {none: true}
                server:
                  applicationConnectors: [{type: http, bindHost: 127.0.0.1, port: 0}]
                  adminConnectors: [{type: http, bindHost: 127.0.0.1, port: 0}]
                  requestLog: {appenders: []}
                logging: {level: ERROR, appenders: [{type: console, target: stderr}]}
                """.formatted(place.resolve("data"), database.url(), cloud, pace));
        var service = new DropwizardTestSupport<SluiceConfiguration>(BenchApplication.class, config.toString());
        service.before();
        return new Node(service, SlowCloudSettings.find(cloud), database);
    }

    SlowCloud cloud() {
        return cloud;
    }

    Postgres.Place database() {
        return database;
    }

    /** A plan that moves routes of the cloud, called as there, through steps written as in a plan file. */
    static String plan(String name, List<String> routes, String steps) {
        List<String> written =
                routes.stream().map(route -> """
                        {"name": "%1$s", "provider": "cloud", "route": "%1$s",
                         "backends": {"blue": {"backend": "%1$s-blue"}, "green": {"backend": "%1$s-green"}}}
                        """.formatted(route)).toList();
        return """
                {"apiVersion": "sluice/v1", "name": "%s", "from": "blue", "to": "green",
                 "routes": [%s], "steps": %s}
                """.formatted(name, String.join(",", written), steps);
    }

    /** The ids of the plans that were made, in the order of the files. */
    List<String> submit(List<String> plans) throws Exception {
        Semaphore turn = new Semaphore(AT_ONCE);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> running = new ArrayList<>();
            for (String plan : plans) {
                turn.acquire();
                running.add(threads.submit(() -> {
                    try {
                        return post("/api/v1/plans", plan, 201).get("id").asText();
                    } finally {
                        turn.release();
                    }
                }));
            }
            List<String> ids = new ArrayList<>();
            for (Future<String> one : running) {
                ids.add(one.get());
            }
            return ids;
        }
    }

    JsonNode post(String path, String body, int... allowed) throws IOException, InterruptedException {
        return send(
                request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)), allowed);
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        return send(request(path).GET(), 200);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.getLocalPort() + path))
                .timeout(LONGEST);
    }

    private JsonNode send(HttpRequest.Builder request, int... allowed) throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
        for (int status : allowed) {
            if (answer.statusCode() == status) {
                return JSON.readTree(answer.body());
            }
        }
        throw new IllegalStateException("answered " + answer.statusCode() + ": " + answer.body());
    }

    /** Until every plan bakes at its first step or beyond. */
    void awaitBaking(List<String> ids) throws Exception {
        for (String id : ids) {
            await("plan " + id + " bakes", () -> {
                JsonNode plan = uncheckedGet("/api/v1/plans/" + id);
                return plan.get("state").asText().equals("baking")
                        && plan.get("step").asInt() > 0;
            });
        }
    }

    private JsonNode uncheckedGet(String path) {
        try {
            return get(path);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + LONGEST.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("waited in vain: " + what);
            }
            Thread.sleep(Duration.ofMillis(20));
        }
    }

    @Override
    public void close() {
        service.after();
        client.close();
        // The end of a service leaves a logger that tells everything, in between the figures.
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.ERROR);
    }
}
