package io.sluice.app.cli;

import io.sluice.app.cli.CommandFailed.Exit;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice completion bash}: what a shell reads to complete commands and options. */
@Command(name = "completion", description = "Prints what a shell reads to complete commands and options")
final class CompletionCommand implements Callable<Integer> {
    /** Who can read it. */
    enum Reader {
        bash,
        zsh,
        fish
    }

    @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}")
    private Reader reader = Reader.bash;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "shows this")
    boolean help;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final Shell shell;

    CompletionCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        CommandSpec root = spec.root();
        shell.say(
                switch (reader) {
                    // The script takes care of zsh itself, by what zsh has for scripts of bash.
                    case bash, zsh -> AutoComplete.bash(root.name(), root.commandLine());
                    case fish -> FishCompletion.of(root);
                });
        return Exit.DONE.code();
    }
}
