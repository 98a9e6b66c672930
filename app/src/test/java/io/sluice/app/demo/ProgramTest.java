package io.sluice.app.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as a process, where it ends soon; `.ci/run` has it show its plans to their end. */
class ProgramTest {
    @TempDir
    private Path directory;

    /** What a process printed, both streams, and how it ended. */
    private record End(int code, String printed) {}

    @Test
    void aPortThatIsTakenIsOneLine() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(taken.getLocalPort());

            assertThat(demo("--api-port", port))
                    .isEqualTo(new End(
                            2,
                            "demo: port %s on 127.0.0.1 is taken: stop what listens there, or use others with -Ddemo.arguments=\"--any-ports\"\n"
                                    .formatted(port)));
            assertThat(demo("--once", "--api-port", port).code()).as("for CI").isEqualTo(1);
        }
    }

    @Test
    void aFlagThatIsUnknownIsOneLine() throws Exception {
        assertThat(demo("--twice")).isEqualTo(new End(2, "demo: unknown flag --twice; --help lists them\n"));
    }

    @Test
    void aDirectoryThatAnotherDemoUsesIsOneLine() {
        Directory taken = Directory.take(directory);

        assertThatExceptionOfType(DemoFailed.class)
                .isThrownBy(() -> Directory.take(directory))
                .withMessageStartingWith("another demo is using " + taken.root());
    }

    @Test
    void aDirectoryLosesOnlyWhatTheLastDemoKeptThere() throws Exception {
        Path ours = Files.createDirectories(directory.resolve("demo-data")).resolve("sluice.mv.db");
        Path theirs = Files.createDirectories(directory.resolve("data")).resolve("sluice.mv.db");
        Files.createFile(ours);
        Files.createFile(theirs);
        Directory.take(directory);

        assertThat(ours).doesNotExist();
        assertThat(theirs).exists();
    }

    private End demo(String... flags) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Demo.class.getName()));
        command.addAll(List.of("--directory", directory.toString()));
        command.addAll(List.of(flags));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new End(process.exitValue(), printed);
    }
}
