package io.sluice.app.cli;

import io.sluice.app.cli.CommandFailed.Exit;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Unmatched;

/**
 * A command that runs on a node and asks no service. It stands here to be listed and completed; {@link #isMeant} says before anything
 * is read that it is meant.
 */
record NodeCommand(String name, String description) {
    static final List<NodeCommand> ALL = List.of(
            new NodeCommand("server", "Runs the service: server config.yml"),
            new NodeCommand("check", "Reads a configuration and says what is wrong with it: check config.yml"),
            new NodeCommand("migrate", "Makes or updates the tables of a database: migrate config.yml"),
            new NodeCommand("archive", "Takes plans that ended long ago out of a database: archive config.yml"));

    static boolean isMeant(List<String> arguments) {
        String first = arguments.isEmpty() ? "" : arguments.getFirst();
        return switch (first) {
            case "journal" -> arguments.size() > 1 && arguments.get(1).equals("verify");
            case "revert" ->
                arguments.stream().anyMatch(word -> word.equals("--capsules") || word.startsWith("--capsules="));
            default -> ALL.stream().anyMatch(command -> command.name().equals(first));
        };
    }

    /** What stands in the list. */
    @picocli.CommandLine.Command
    final class Listed implements Callable<Integer> {
        @Unmatched
        List<String> rest = List.of();

        @Override
        public Integer call() throws CommandFailed {
            throw new CommandFailed(Exit.USAGE, "%s is the first word: sluice %s config.yml".formatted(name, name));
        }
    }
}
