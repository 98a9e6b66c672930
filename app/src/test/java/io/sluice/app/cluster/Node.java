package io.sluice.app.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.app.kills.SluiceProcess;
import io.sluice.app.kills.SluiceProcess.Birth;
import io.sluice.app.kills.StoppingStore;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One of the nodes: a data directory, and one life of the service after the other on it. */
final class Node implements AutoCloseable {
    private static final int HEAP_MEGABYTES = 192;
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    private final String name;
    private final Path directory;
    private final String settings;
    private Map<String, String> environment = Map.of();
    private volatile @Nullable SluiceProcess life;
    private volatile boolean frozen;
    private volatile String doom = "";

    /** @param settings of {@code config.yml}, all but the ports */
    Node(String name, Path directory, String settings) throws IOException {
        this.name = name;
        this.directory = Files.createDirectories(directory);
        this.settings = settings;
    }

    /** Also the access key of its calls to the cloud. */
    String name() {
        return name;
    }

    /** Lives that start from now on have these variables too. */
    void setEnvironment(Map<String, String> variables) {
        environment = Map.copyOf(variables);
    }

    boolean hasEnvironment() {
        return !environment.isEmpty();
    }

    /**
     * A new life on the same data directory.
     *
     * @param doom in which window it is to stop, at which forward write, and of which route; or nothing
     */
    void start(String... doom) throws IOException {
        assertThat(isAlive()).as("%s lives already", name).isFalse();
        life = SluiceProcess.start(new Birth(directory, settings, HEAP_MEGABYTES, environment, List.of(doom)));
        this.doom = doom.length == 0 ? "" : StoppingStore.STANDS_IN + doom[0];
    }

    /** Whether it is to stop in a window in this life, or stands there already. */
    boolean isDoomed() {
        return !doom.isEmpty();
    }

    /** Whether it stands in the window that it was started for. */
    boolean stands() {
        return isDoomed() && isAlive() && life().hasSaid(doom);
    }

    SluiceProcess life() {
        SluiceProcess current = life;
        if (current == null) {
            throw new IllegalStateException(name + " was never started");
        }
        return current;
    }

    boolean isAlive() {
        return life != null && life().isAlive();
    }

    boolean isFrozen() {
        return frozen;
    }

    boolean isReady() {
        return isAlive() && !frozen && life().isHealthy();
    }

    /** SIGTERM. */
    void terminate() {
        life().terminate();
    }

    void kill() {
        life().kill();
        frozen = false;
    }

    void freeze() {
        frozen = true;
        life().freeze();
    }

    void thaw() {
        life().thaw();
        frozen = false;
    }

    /** Sends a request; empty if no answer came in time, and then nobody knows what became of it. */
    Optional<HttpResponse<String>> send(
            String method, String path, String body, Map<String, String> headers, Duration atMost) {
        if (!isAlive() || frozen) {
            return Optional.empty();
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + life().port() + path))
                .timeout(atMost)
                .method(method, BodyPublishers.ofString(body));
        headers.forEach(request::header);
        try {
            return Optional.of(HTTP.send(request.build(), BodyHandlers.ofString()));
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        if (isAlive()) {
            kill();
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
