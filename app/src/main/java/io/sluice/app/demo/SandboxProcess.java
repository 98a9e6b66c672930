package io.sluice.app.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The sandbox, in a process of its own as everywhere: what it says goes to a file, but for its first words. */
final class SandboxProcess implements AutoCloseable {
    /** In the order of their ports, which follow on that of the control plane. */
    static final List<String> LISTENERS =
            List.of("checkout", "search", "portal", "orders", "api", "gateway", "frontdoor");

    private static final Path JAR = Path.of("providers", "sandbox", "target", "sluice-sandbox.jar");
    private static final Pattern READY = Pattern.compile("sandbox ready: control (http://\\S+).*");
    private static final Pattern REFUSED = Pattern.compile("sandbox: (.*)");

    /** It needs half a second on an idle machine. */
    private static final int START_SECONDS = 30;

    private static final int STOP_SECONDS = 3;

    private final Process process;
    private final URI control;

    private SandboxProcess(Process process, URI control) {
        this.process = process;
        this.control = control;
    }

    /** Starts it and returns when it is ready. */
    static SandboxProcess start(Flags flags, Path log) throws IOException, InterruptedException {
        if (!Files.exists(JAR)) {
            throw new DemoFailed(JAR + " is not there; mvn -q -Pdemo builds it, from the root of the source tree");
        }
        Process process =
                new ProcessBuilder(command(flags)).redirectErrorStream(true).start();
        try {
            process.getOutputStream().close();
            return new SandboxProcess(process, URI.create(control(firstWords(process, log), log)));
        } catch (IOException | InterruptedException | RuntimeException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private static List<String> command(Flags flags) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                JAR.toString(),
                "--with-parent",
                "--load",
                String.valueOf(flags.load())));
        if (flags.anyPorts()) {
            command.add("--any-ports");
        } else {
            command.addAll(List.of("--control-port", String.valueOf(flags.sandboxPort())));
            for (String listener : LISTENERS) {
                int port = flags.sandboxPort() + 1 + LISTENERS.indexOf(listener);
                command.addAll(List.of("--" + listener + "-port", String.valueOf(port)));
            }
        }
        return command;
    }

    /** Waits for the line that says that it is ready, or why it will not be. */
    private static @Nullable Matcher firstWords(Process process, Path log) throws InterruptedException {
        BlockingQueue<Matcher> words = new LinkedBlockingQueue<>();
        Thread.ofVirtual().name("sandbox-output").start(() -> copy(process, log, words));
        return words.poll(START_SECONDS, TimeUnit.SECONDS);
    }

    private static void copy(Process process, Path log, BlockingQueue<Matcher> words) {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
                PrintStream file = new PrintStream(Files.newOutputStream(log), true, StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                file.println(line);
                for (Pattern pattern : List.of(READY, REFUSED)) {
                    Matcher match = pattern.matcher(line);
                    if (match.matches()) {
                        words.add(match);
                    }
                }
            }
        } catch (IOException e) {
            // It was ended while it spoke, or the disk is full; neither is worth more than silence here.
            process.destroy();
        }
    }

    private static String control(@Nullable Matcher words, Path log) {
        if (words == null) {
            throw new DemoFailed("the sandbox did not start; see " + log);
        }
        if (words.pattern() == REFUSED) {
            throw new DemoFailed("the sandbox did not start: " + words.group(1));
        }
        return words.group(1);
    }

    URI control() {
        return control;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
