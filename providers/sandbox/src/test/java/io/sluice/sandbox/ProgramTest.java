package io.sluice.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The sandbox as a program of its own. */
class ProgramTest {
    @Test
    void saysThatItIsReadyAndWhere() throws IOException {
        Process process = program("--any-ports");
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            String line = out.readLine();
            assertThat(line)
                    .matches("sandbox ready: control http://127\\.0\\.0\\.1:\\d+ checkout http://127\\.0\\.0\\.1:\\d+"
                            + " search http://127\\.0\\.0\\.1:\\d+ portal http://127\\.0\\.0\\.1:\\d+"
                            + " orders http://127\\.0\\.0\\.1:\\d+ api http://127\\.0\\.0\\.1:\\d+ gateway http://127\\.0\\.0\\.1:\\d+"
                            + " frontdoor http://127\\.0\\.0\\.1:\\d+");
            try (SandboxClient client = new SandboxClient(line.split(" ", -1)[3])) {
                assertThat(client.world().get("listeners")).hasSize(4);
            }
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void aTakenPortIsOneLineAndExitCode2() throws IOException, InterruptedException {
        try (Sandbox other = Sandbox.start(SandboxSettings.anyPorts())) {
            String port = other.controlUrl().substring(other.controlUrl().lastIndexOf(':') + 1);
            assertRefused(program("--any-ports", "--control-port", port), "port " + port + " on 127.0.0.1");
        }
    }

    @Test
    void aWrongFlagIsOneLineAndExitCode2() throws IOException, InterruptedException {
        assertRefused(program("--loud"), "unknown flag --loud");
    }

    @Test
    void flagsAreReadAsWritten() {
        CommandLine read = CommandLine.of(List.of(
                "--control-port",
                "1",
                "--search-port",
                "2",
                "--log",
                "x.log",
                "--load",
                "2.5",
                "--metric-lag",
                "7000",
                "--with-parent"));
        assertThat(read.withParent()).isTrue();
        assertThat(read.settings().controlPort()).isEqualTo(1);
        assertThat(read.settings().listenerPorts()).containsEntry("search", 2).containsEntry("checkout", 9701);
        assertThat(read.settings().log()).contains(Path.of("x.log"));
        assertThat(read.settings().load()).isEqualTo(2.5);
        assertThat(read.settings().metricLag()).hasSeconds(7);
        assertThatThrownBy(() -> CommandLine.of(List.of("--load", "much"))).hasMessageContaining("--load");
        assertThatThrownBy(() -> CommandLine.of(List.of("--log"))).hasMessageContaining("--log");
    }

    /** A Java that is too old has to get as far as the line that says so. */
    @Test
    void itsEntryPointIsForJava17() throws IOException {
        try (InputStream in = Objects.requireNonNull(Launcher.class.getResourceAsStream("Launcher.class"))) {
            assertThat(in.readNBytes(8)[7]).as("the class file's major version").isEqualTo((byte) 61);
        }
    }

    private static void assertRefused(Process process, String why) throws IOException, InterruptedException {
        try (BufferedReader errors = process.errorReader(StandardCharsets.UTF_8)) {
            assertThat(process.waitFor(15, TimeUnit.SECONDS)).isTrue();
            assertThat(errors.readAllLines())
                    .singleElement()
                    .satisfies(line -> assertThat(line).startsWith("sandbox: ").contains(why));
            assertThat(process.exitValue()).isEqualTo(2);
        } finally {
            process.destroyForcibly();
        }
    }

    private static Process program(String... flags) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-cp",
                System.getProperty("java.class.path"),
                Launcher.class.getName()));
        command.addAll(List.of(flags));
        return new ProcessBuilder(command).start();
    }
}
