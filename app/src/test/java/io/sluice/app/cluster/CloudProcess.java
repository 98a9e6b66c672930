package io.sluice.app.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.sandbox.Sandbox;
import io.sluice.sandbox.SandboxClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The sandbox in a process of its own, which outlives every node and keeps a log that none of them can touch. */
final class CloudProcess implements AutoCloseable {
    private static final Pattern READY = Pattern.compile("sandbox ready: control (http://\\S+).*");

    private final Process process;
    private final String url;
    private final SandboxClient client;
    private final CloudRecord record;

    private CloudProcess(Process process, String url, Path log) {
        this.process = process;
        this.url = url;
        this.client = new SandboxClient(url);
        this.record = new CloudRecord(log);
    }

    /**
     * Starts it, and returns when it is ready.
     *
     * @param signaturesLast how old a request may be when it arrives
     */
    static CloudProcess start(Path directory, Duration signaturesLast) throws IOException {
        Path log = directory.resolve("cloud.jsonl");
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx192m",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Sandbox.class.getName(),
                        "--with-parent",
                        "--any-ports",
                        "--healthy-after",
                        "200",
                        "--drains-for",
                        "200",
                        "--signatures-last",
                        Long.toString(signaturesLast.toMillis()),
                        "--log",
                        log.toString()))
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("cloud.stderr").toFile()))
                .start();
        return new CloudProcess(process, awaitReady(process), log);
    }

    private static String awaitReady(Process process) throws IOException {
        BufferedReader output = process.inputReader();
        StringBuilder said = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            Matcher ready = READY.matcher(line);
            if (ready.matches()) {
                Thread.ofVirtual().start(() -> output.lines().forEach(_ -> {}));
                return ready.group(1);
            }
            said.append(line).append('\n');
        }
        throw new AssertionError("the sandbox ended: " + said);
    }

    String url() {
        return url;
    }

    SandboxClient client() {
        return client;
    }

    /** What it was asked, up to now. */
    CloudRecord record() {
        return record;
    }

    @Override
    public void close() {
        client.close();
        process.destroy();
        try {
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
