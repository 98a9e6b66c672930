package io.sluice.app.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** What shells read to complete commands, read by shells where they are on the machine. */
class CompletionTest {
    @TempDir
    private Path home;

    private String script(String shell) {
        TestShell.End end = TestShell.pipe(home, Map.of()).run("completion", shell);
        assertThat(end.code()).isZero();
        return end.out();
    }

    private static void needs(String shell) {
        assumeTrue(
                List.of(System.getenv("PATH").split(":")).stream()
                        .anyMatch(place -> Files.isExecutable(Path.of(place, shell))),
                "skipped: there is no " + shell + " here");
    }

    private String run(String... command) throws IOException, InterruptedException {
        Path out = home.resolve("out");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(out)).isZero();
        return Files.readString(out);
    }

    @ParameterizedTest
    @CsvSource({
        "sluice rev,                revert",
        "sluice list --sta,         --state",
        "sluice list --state rever, reverting reverted",
        "sluice show --output j,    json",
        "sluice completion z,       zsh",
        "sluice serv,               server",
    })
    void bashCompletes(String typed, String expected) throws Exception {
        needs("bash");
        Path script = Files.writeString(home.resolve("completion"), script("bash"), UTF_8);
        String ask = """
                source %s
                COMP_WORDS=(%s); COMP_CWORD=$(( ${#COMP_WORDS[@]} - 1 )); COMP_LINE="%s"; COMP_POINT=${#COMP_LINE}
                $(complete -p sluice | sed 's/.*-F \\([^ ]*\\).*/\\1/')
                echo "${COMPREPLY[*]}"
                """.formatted(script, typed, typed);

        assertThat(run("bash", "--norc", "-c", ask).strip().split("\\s+")).contains(expected.split(" "));
    }

    @Test
    void zshCanReadIt() throws Exception {
        needs("zsh");
        run(
                "zsh",
                "-n",
                Files.writeString(home.resolve("completion"), script("zsh"), UTF_8)
                        .toString());
    }

    @Test
    void fishCanReadIt() throws Exception {
        needs("fish");
        run(
                "fish",
                "-n",
                Files.writeString(home.resolve("completion"), script("fish"), UTF_8)
                        .toString());
    }

    /** Fish is on few machines, so what it would complete is looked for in the text too. */
    @Test
    void fishIsToldEveryCommandAndEveryOption() {
        List<String> lines = script("fish").lines().toList();
        Map<String, CommandLine> commands =
                ClientCommands.tree(TestShell.pipe(home, Map.of())).getSubcommands();

        assertThat(commands).hasSizeGreaterThan(16);
        commands.forEach((name, command) -> {
            assertThat(lines).anyMatch(line -> line.contains(" -a " + name + " -d '"));
            for (OptionSpec option : command.getCommandSpec().options()) {
                assertThat(lines)
                        .as(name + " " + option.longestName())
                        .anyMatch(line -> line.contains("__fish_seen_subcommand_from " + name + "'")
                                && line.contains(" -l " + option.longestName().substring(2)));
            }
        });
        assertThat(lines)
                .allMatch(line -> line.startsWith("complete -c sluice "))
                .anyMatch(line -> line.contains("-l state -x -a 'scheduled shifting baking held"))
                .noneMatch(line -> line.contains("${"));
    }
}
