package io.sluice.traffic;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One command that a person gives at a POSIX shell.
 *
 * @param why one sentence of what it does
 * @param words the program and its arguments, at least the program
 * @param output the file that its output goes to, in the folder in which the shell stands; empty: it is shown
 */
public record ShellCommand(Purpose purpose, String why, List<Word> words, Optional<String> output) {
    /** What a command is for; none but {@link #CHANGE} changes more than a file of the machine that it is given on. */
    public enum Purpose {
        LOOK,
        PREPARE,
        CHANGE,
        CHECK
    }

    /** A command that is longer has its options on lines of their own. */
    private static final int WIDTH = 100;

    private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

    public ShellCommand {
        words = List.copyOf(words);
        if (words.isEmpty()) {
            throw new IllegalArgumentException("a command has a program");
        }
    }

    /** One that shows its output, and whose words are all known. */
    public static ShellCommand of(Purpose purpose, String why, List<String> texts) {
        return new ShellCommand(
                purpose, why, texts.stream().<Word>map(Word.Text::new).toList(), Optional.empty());
    }

    /** The same with its output in a file. */
    public ShellCommand into(String file) {
        return new ShellCommand(purpose, why, words, Optional.of(file));
    }

    /** A word of a command. */
    public sealed interface Word {
        /**
         * A text that the program gets as it is.
         *
         * @param text without NUL, which no program can be given
         */
        record Text(String text) implements Word {
            public Text {
                if (text.indexOf('\0') >= 0) {
                    throw new IllegalArgumentException("a word of a command holds no NUL");
                }
            }
        }

        /** A text that ends in what another program prints: a token, say, which is to be written down nowhere. */
        record Printed(String before, List<String> program) implements Word {
            public Printed {
                program = List.copyOf(program);
            }
        }
    }

    /** The command as it is typed: no character of a word means anything to the shell. */
    public String text() {
        String oneLine = text(" ");
        return oneLine.length() > WIDTH ? text(" \\\n  ") : oneLine;
    }

    private String text(String beforeOption) {
        StringBuilder text = new StringBuilder(program(words.getFirst()));
        for (Word word : words.subList(1, words.size())) {
            boolean option = word instanceof Word.Text(String written) && written.startsWith("-");
            text.append(option ? beforeOption : " ").append(quoted(word));
        }
        output.ifPresent(file -> text.append(beforeOption).append("> ").append(quoted(file)));
        return text.toString();
    }

    /** Before a program's name a shell takes {@code A=b} for an assignment. */
    private static String program(Word word) {
        return word instanceof Word.Text(String text) && text.contains("=") ? singleQuoted(text) : quoted(word);
    }

    private static String quoted(Word word) {
        return switch (word) {
            case Word.Text(String text) -> quoted(text);
            case Word.Printed(String before, List<String> program) ->
                "\"" + before.replaceAll("[\\\\\"$`]", "\\\\$0") + "$("
                        + program.stream().map(ShellCommand::quoted).collect(joining(" ")) + ")\"";
        };
    }

    private static String quoted(String text) {
        return HARMLESS.matcher(text).matches() ? text : singleQuoted(text);
    }

    /** Within single quotes nothing has a meaning but their end, which is therefore written outside of them. */
    private static String singleQuoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
