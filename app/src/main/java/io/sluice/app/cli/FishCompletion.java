package io.sluice.app.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What fish reads to complete commands and options: a line for each. */
final class FishCompletion {
    private FishCompletion() {}

    static String of(CommandSpec root) {
        String name = root.name();
        List<String> lines = new ArrayList<>();
        root.subcommands().forEach((word, command) -> {
            lines.add("complete -c %s -f -n __fish_use_subcommand -a %s -d %s"
                    .formatted(name, word, quoted(description(command.getCommandSpec()))));
            String here = "complete -c %s -n '__fish_seen_subcommand_from %s'".formatted(name, word);
            command.getCommandSpec().options().forEach(option -> lines.add(here + line(option)));
            command.getCommandSpec().positionalParameters().forEach(argument -> {
                if (!candidates(argument).isEmpty()) {
                    lines.add(here + " -f -a " + quoted(candidates(argument)));
                }
            });
        });
        return String.join("\n", lines);
    }

    private static String line(OptionSpec option) {
        StringBuilder line = new StringBuilder();
        for (String spelling : option.names()) {
            line.append(spelling.startsWith("--") ? " -l " : " -s ").append(spelling.replaceFirst("^--?", ""));
        }
        if (option.arity().max() > 0) {
            line.append(candidates(option).isEmpty() ? " -r" : " -x -a " + quoted(candidates(option)));
        }
        String[] words = option.description();
        return line + (words.length == 0 ? "" : " -d " + quoted(words[0].replaceAll("\\$\\{[^}]*}[:;]? ?", "")));
    }

    private static String description(CommandSpec command) {
        String[] words = command.usageMessage().description();
        return words.length == 0 ? "" : words[0];
    }

    private static String candidates(ArgSpec argument) {
        Iterable<String> words = argument.completionCandidates();
        return words == null
                ? ""
                : String.join(
                        " ", StreamSupport.stream(words.spliterator(), false).toList());
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
