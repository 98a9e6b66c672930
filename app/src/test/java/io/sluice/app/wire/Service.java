package io.sluice.app.wire;

import io.dropwizard.testing.DropwizardTestSupport;
import io.sluice.app.SluiceApplication;
import io.sluice.app.SluiceConfiguration;
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
import java.util.stream.Stream;

/** The real service on free ports, with a data folder of its own that outlives a stop. */
final class Service implements AutoCloseable {
    private final HttpClient client = HttpClient.newHttpClient();
    private final Path folder;
    private final DropwizardTestSupport<SluiceConfiguration> running;

    private Service(Path folder) throws Exception {
        this.folder = folder;
        running = new DropwizardTestSupport<>(
                SluiceApplication.class, folder.resolve("config.yml").toString());
        running.before();
    }

    /**
     * Starts it.
     *
     * @param provider the line under {@code providers:}
     */
    static Service start(String provider) throws Exception {
        return start(provider, "");
    }

    /**
     * Starts it with more settings.
     *
     * @param more lines of {@code config.yml}, each ended
     */
    static Service start(String provider, String more) throws Exception {
        Path folder = Files.createTempDirectory("sluice-wire-");
        Files.writeString(folder.resolve("config.yml"), """
                data: %s
                providers:
                  %s
                access: {none: true}
                limits: {minLookInterval: 1s}
                pace: {watch: 1s, firstRetry: 1s, longestRetry: 2s, guardLooks: [1s, 2s], untilCounted: 0s}
                server:
                  applicationConnectors: [{type: http, port: 0}]
                  adminConnectors: [{type: http, port: 0}]
                  requestLog: {appenders: []}
                logging: {type: external} # a service that ends would reset what the others log
                %s""".formatted(folder.resolve("data"), provider, more));
        return new Service(folder);
    }

    /** Stops it in good order and starts another on the same data. */
    Service restarted() throws Exception {
        running.after();
        client.close();
        return new Service(folder);
    }

    /** Where its {@code config.yml} and its {@code data} are. */
    Path folder() {
        return folder;
    }

    Answer get(String path) {
        return send(request(path).GET());
    }

    Answer post(String path, String type, String body) {
        return send(request(path).header("Content-Type", type).POST(BodyPublishers.ofString(body)));
    }

    Answer submit(String yaml) {
        return post("/api/v1/plans", "application/yaml", yaml);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + running.getLocalPort() + path))
                .timeout(Duration.ofSeconds(60));
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
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
