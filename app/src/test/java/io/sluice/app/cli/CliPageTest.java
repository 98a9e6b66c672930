package io.sluice.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.app.cli.CommandFailed.Exit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** {@code docs/cli.md} has the commands and the exit codes that there are. */
class CliPageTest {
    private static final Path PAGE = Path.of("..", "docs", "cli.md");

    @TempDir
    private Path home;

    private static Map<String, String> table(String heading) throws IOException {
        String page = Files.readString(PAGE);
        String below = page.substring(page.indexOf("\n## " + heading + "\n") + heading.length() + 5);
        int end = below.indexOf("\n## ");
        Map<String, String> rows = new LinkedHashMap<>();
        (end < 0 ? below : below.substring(0, end))
                .lines()
                .filter(line -> line.startsWith("| "))
                .skip(1)
                .map(line -> line.split(" *\\| *"))
                .forEach(cells -> rows.put(cells[1], cells[2]));
        return rows;
    }

    @Test
    void theCommandsAreThoseThatThereAre() throws Exception {
        Map<String, String> commands = new LinkedHashMap<>();
        ClientCommands.tree(TestShell.pipe(home, Map.of())).getSubcommands().values().stream()
                .map(CommandLine::getCommandSpec)
                .filter(command -> !command.name().equals("help"))
                .forEach(command -> commands.put("`" + words(command) + "`", description(command)));

        assertThat(table("Commands")).containsExactlyEntriesOf(commands);
    }

    private static String words(CommandSpec command) {
        Stream<String> arguments = command.positionalParameters().stream()
                .map(argument ->
                        argument.arity().min() == 0 ? "[" + argument.paramLabel() + "…]" : argument.paramLabel());
        return Stream.concat(Stream.of(command.name()), arguments).collect(Collectors.joining(" "));
    }

    private static String description(CommandSpec command) {
        return String.join(" ", command.usageMessage().description());
    }

    @Test
    void theExitCodesAreThoseThatThereAre() throws Exception {
        Map<String, String> exits = Arrays.stream(Exit.values())
                .collect(Collectors.toMap(
                        exit -> String.valueOf(exit.code()), Exit::meaning, (a, _) -> a, LinkedHashMap::new));

        assertThat(table("How it ends")).containsExactlyEntriesOf(exits);
    }

    @Test
    void theHelpHasThemToo() {
        TestShell.End end = TestShell.pipe(home, Map.of()).run("--help");

        assertThat(end.code()).isZero();
        assertThat(end.out()).contains("Ends with:", "no service answers", "  watch ", "  server ");
        for (String command : ClientCommands.tree(TestShell.pipe(home, Map.of()))
                .getSubcommands()
                .keySet()) {
            assertThat(TestShell.pipe(home, Map.of()).run(command, "--help").code())
                    .as(command)
                    .isIn(0, 2);
        }
    }
}
