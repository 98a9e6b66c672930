package io.sluice.app.cli;

import io.sluice.app.cli.CommandFailed.Exit;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The commands that ask a running service, as one tree. */
public final class ClientCommands {
    private ClientCommands() {}

    /** What is typed before them. */
    @Command(
            name = "sluice",
            description = "Moves live traffic step by step, and puts it back",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class,
            synopsisSubcommandLabel = "COMMAND")
    static final class Root {}

    /** Of the jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {
                "sluice "
                        + Optional.ofNullable(ClientCommands.class.getPackage().getImplementationVersion())
                                .orElse("of this build")
            };
        }
    }

    /** Whether these words are for a node, and not for one of these commands. */
    public static boolean areOfNode(String... arguments) {
        return NodeCommand.isMeant(Arrays.asList(arguments));
    }

    /** Does what the words say; how the process is to end. */
    public static int run(Shell shell, String... arguments) {
        return tree(shell).execute(arguments);
    }

    static CommandLine tree(Shell shell) {
        CommandLine tree = new CommandLine(new Root())
                .addSubcommand(new SubmitCommand(shell))
                .addSubcommand(new PreviewCommand(shell))
                .addSubcommand(new ListCommand(shell))
                .addSubcommand(new ShowCommand(shell))
                .addSubcommand(new WatchCommand(shell))
                .addSubcommand(move(shell, "pause", "Holds a plan where it is"))
                .addSubcommand(new ResumeCommand(shell))
                .addSubcommand(new ApproveCommand(shell))
                .addSubcommand(move(shell, "reject", "Says no to what a plan asks for"))
                .addSubcommand(
                        move(shell, "promote", "Ends the bake or the pause of a plan; gates and windows still bind"))
                .addSubcommand(move(shell, "cancel", "Ends a plan and leaves its weights as they are"))
                .addSubcommand(new RevertPlansCommand(shell))
                .addSubcommand(new RunbookCommand(shell))
                .addSubcommand(new PlanJournalCommand(shell))
                .addSubcommand(new SchemaCommand(shell))
                .addSubcommand(new CompletionCommand(shell))
                .addSubcommand(new HelpCommand());
        NodeCommand.ALL.forEach(command -> tree.addSubcommand(listed(command)));
        tree.getCommandSpec()
                .usageMessage()
                .exitCodeListHeading("%nEnds with:%n")
                .exitCodeList(exits());
        return tree.setOut(writer(shell.out()))
                .setErr(writer(shell.err()))
                .setUsageHelpWidth(110)
                .setExecutionExceptionHandler((failure, line, parsed) -> failed(shell, failure))
                .setParameterExceptionHandler((failure, _) -> misspelled(shell, failure));
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, stream.charset());
    }

    private static CommandLine move(Shell shell, String name, String description) {
        return described(new CommandLine(new Move(shell, name)), name, description);
    }

    private static CommandLine listed(NodeCommand command) {
        return described(new CommandLine(command.new Listed()), command.name(), command.description());
    }

    private static CommandLine described(CommandLine command, String name, String description) {
        CommandSpec spec = command.getCommandSpec();
        spec.name(name).usageMessage().description(description);
        return command;
    }

    private static Map<String, String> exits() {
        Map<String, String> exits = new TreeMap<>();
        List.of(Exit.values())
                .forEach(exit -> exits.put(" " + exit.code(), exit.meaning().replace("`", "")));
        return exits;
    }

    private static int failed(Shell shell, Exception failure) {
        if (failure instanceof CommandFailed known) {
            shell.say(shell.err(), known.lines());
            return known.exit().code();
        }
        shell.say(shell.err(), "sluice: " + failure);
        return Exit.REFUSED.code();
    }

    private static int misspelled(Shell shell, ParameterException failure) {
        CommandSpec command = failure.getCommandLine().getCommandSpec();
        if (command.parent() == null && !(failure instanceof UnmatchedArgumentException)) {
            shell.say(shell.err(), failure.getCommandLine().getUsageMessage().stripTrailing());
        } else {
            shell.say(
                    shell.err(),
                    "%s%s%n%s --help says what there is"
                            .formatted(failure.getMessage(), meant(failure), command.qualifiedName()));
        }
        return Exit.USAGE.code();
    }

    private static String meant(ParameterException failure) {
        return failure instanceof UnmatchedArgumentException unmatched
                        && !unmatched.getSuggestions().isEmpty()
                ? "; is it " + String.join(" or ", unmatched.getSuggestions()) + "?"
                : "";
    }

    /** One that says nothing but why. */
    @Command
    private static final class Move extends MoveCommand {
        private Move(Shell shell, String move) {
            super(shell, move);
        }
    }
}
