package io.sluice.app.kills;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** One life of the service: a process of its own on a data directory that outlives it. */
public final class SluiceProcess implements AutoCloseable {
    /** A start takes three seconds on an idle machine, and a minute where many start at once. */
    public static final Duration LONGEST_START = Duration.ofMinutes(3);

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** Below the ports that the kernel gives to clients, so that none of them takes one between our look and the bind. */
    private static final AtomicInteger NEXT_PORT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(20_000, 30_000));

    private final Process process;
    private final Instant startedAt;
    private final int port;
    private final int adminPort;
    private final Set<String> said = ConcurrentHashMap.newKeySet();

    private SluiceProcess(Process process, Instant startedAt, int port, int adminPort) {
        this.process = process;
        this.startedAt = startedAt;
        this.port = port;
        this.adminPort = adminPort;
        Thread.ofVirtual().start(this::listen);
    }

    /**
     * How a life of the service begins.
     *
     * @param settings of {@code config.yml}, all but the ports
     * @param heapMegabytes at most
     * @param environment beside that of this process
     * @param doom what {@link Doomed} takes beside the configuration
     */
    public record Birth(
            Path directory, String settings, int heapMegabytes, Map<String, String> environment, List<String> doom) {}

    static SluiceProcess start(Path directory, String settings, String... doom) throws IOException {
        return start(new Birth(directory, settings, 256, Map.of(), List.of(doom)));
    }

    public static SluiceProcess start(Birth birth) throws IOException {
        return start(birth, Learnt.flags());
    }

    /** The same with a class path, and what is known of it, of one's own. */
    static SluiceProcess start(Birth birth, List<String> classPath) throws IOException {
        int port = freePort();
        int adminPort = freePort();
        Path config = Files.writeString(
                birth.directory().resolve("config.yml"),
                birth.settings()
                        + (birth.settings().contains("access:") ? "" : "access: {none: true}\n")
                        + """
                server:
                  applicationConnectors: [{type: http, port: %d}]
                  adminConnectors: [{type: http, port: %d}]
                  requestLog: {appenders: []}
                logging:
                  level: WARN
                  appenders: [{type: console, target: stderr}]
                """.formatted(port, adminPort));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", // a short life: what the second compiler would gain is never earned back
                "-XX:+UseSerialGC",
                "-Xmx" + birth.heapMegabytes() + "m",
                "--enable-native-access=ALL-UNNAMED"));
        command.addAll(classPath);
        command.add(Doomed.class.getName());
        command.add(config.toString());
        command.addAll(birth.doom());
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        birth.directory().resolve("stderr.log").toFile()));
        builder.environment().putAll(birth.environment());
        Instant startedAt = Instant.now();
        return new SluiceProcess(builder.start(), startedAt, port, adminPort);
    }

    private static int freePort() {
        while (true) {
            int port = NEXT_PORT.getAndIncrement();
            try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return port;
            } catch (IOException e) {
                assertThat(port).as("a free port below those of clients").isLessThan(32_000);
            }
        }
    }

    private void listen() {
        try (BufferedReader reader = process.inputReader()) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                said.add(line);
            }
        } catch (IOException e) {
            // It is dead, and what it said before is known.
        }
    }

    public Instant startedAt() {
        return startedAt;
    }

    /** Where its API is. */
    public int port() {
        return port;
    }

    /** Where what is for its own people is. */
    public int adminPort() {
        return adminPort;
    }

    /** All lines that it wrote to its output. */
    public Set<String> said() {
        return Set.copyOf(said);
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public void awaitReady() {
        Await.until("the service is ready", LONGEST_START, () -> {
            assertThat(process.isAlive()).as("alive; see stderr.log").isTrue();
            return isHealthy();
        });
    }

    /** Whether it says that all is well; not if it does not say anything within two seconds. */
    public boolean isHealthy() {
        try {
            return HTTP.send(
                                    request(adminPort, "/healthcheck")
                                            .timeout(Duration.ofSeconds(2))
                                            .build(),
                                    BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    void awaitStandingIn(Window window) {
        Await.until("it stands in " + window, LONGEST_START, () -> hasSaid(StoppingStore.STANDS_IN + window));
    }

    public boolean hasSaid(String line) {
        return said.contains(line);
    }

    /** The id of the plan that was made. */
    String submit(String planFile) {
        HttpRequest submission = request(port, "/api/v1/plans")
                .header("Content-Type", "application/yaml")
                .POST(BodyPublishers.ofString(planFile))
                .build();
        // 503: the first call to the cloud loads its SDK, and on a busy machine that alone can take its deadline.
        HttpResponse<String> answer = Await.value(
                "the plan is taken",
                LONGEST_START,
                () -> Optional.of(send(submission)).filter(response -> response.statusCode() != 503));
        return read(answer).get("id").asText();
    }

    JsonNode plan(String id) {
        return read(send(request(port, "/api/v1/plans/" + id).build()));
    }

    /** Has a plan put back, and does not wait for the answer: the process may be dead before it comes. */
    void orderRevert(String id) {
        CompletableFuture<HttpResponse<Void>> _ = HTTP.sendAsync(
                request(port, "/api/v1/plans/" + id + "/revert")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"reason\": \"a test\"}"))
                        .build(),
                BodyHandlers.discarding());
    }

    private static HttpRequest.Builder request(int port, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(20));
    }

    private static JsonNode read(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HttpResponse<String> send(HttpRequest request) {
        try {
            return HTTP.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** SIGKILL, and gone when this returns. */
    public void kill() {
        // By its handle, which does not close the pipe.
        process.toHandle().destroyForcibly();
        awaitExit(Duration.ofSeconds(20));
    }

    /** SIGSTOP: it holds its connections and does nothing. */
    public void freeze() {
        signal("STOP");
    }

    /** SIGCONT. */
    public void thaw() {
        signal("CONT");
    }

    private void signal(String signal) {
        try {
            int exit = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            assertThat(exit).as("kill -%s", signal).isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** SIGTERM. */
    public void terminate() {
        process.toHandle().destroy();
    }

    /** How long it took until the process was gone; empty if it is still there. */
    public Optional<Duration> awaitExit(Duration atMost) {
        long start = System.nanoTime();
        try {
            return process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)
                    ? Optional.of(Duration.ofNanos(System.nanoTime() - start))
                    : Optional.empty();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException(e);
    }

    @Override
    public void close() {
        kill();
    }
}
