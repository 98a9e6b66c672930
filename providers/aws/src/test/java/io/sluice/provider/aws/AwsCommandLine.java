package io.sluice.provider.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.traffic.ShellCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;

/** The real {@code aws} of this machine, given commands by the real shell. */
final class AwsCommandLine {
    private static final int LONGEST_SECONDS = 120;

    private final Path place;

    private AwsCommandLine(Path place) {
        this.place = place;
    }

    /** Where it is not installed the test is skipped in one line. */
    static AwsCommandLine findOrSkip(Path place, String test) throws IOException, InterruptedException {
        AwsCommandLine found = new AwsCommandLine(place);
        // A shim of a version manager may be on the PATH without the program behind it.
        if (found.exitCode("aws --version") != 0) {
            System.out.println(test + " skipped: aws is not installed (pip install awscli)");
            Assumptions.abort("aws is not installed");
        }
        return found;
    }

    /** Gives the commands as they would be pasted, until one fails; whatever came of it is in the answer. */
    void give(List<ShellCommand> commands) throws IOException, InterruptedException {
        String script = commands.stream().map(ShellCommand::text).collect(Collectors.joining("\n\n"));
        int code = exitCode("set -e\n" + script);
        assertThat(code)
                .as("%s%n%s", script, Files.readString(place.resolve("answers")))
                .isZero();
    }

    private int exitCode(String script) throws IOException, InterruptedException {
        Files.writeString(place.resolve("script"), script + "\n", StandardCharsets.UTF_8);
        ProcessBuilder shell = new ProcessBuilder("sh", "script")
                .directory(place.toFile())
                .redirectErrorStream(true)
                .redirectOutput(place.resolve("answers").toFile());
        shell.environment()
                .putAll(Map.of(
                        "AWS_ACCESS_KEY_ID", "test",
                        "AWS_SECRET_ACCESS_KEY", "test",
                        "AWS_CONFIG_FILE", place.resolve("none").toString(),
                        "AWS_SHARED_CREDENTIALS_FILE", place.resolve("none").toString(),
                        "AWS_EC2_METADATA_DISABLED", "true",
                        "AWS_PAGER", ""));
        Process process = shell.start();
        if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("the commands do not end: " + Files.readString(place.resolve("answers")));
        }
        return process.exitValue();
    }
}
