package io.sluice.provider.tck;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A POSIX shell of which runbooks use all there is: quoting, lines that go on, output into a file or into a word. It
 * carries out commands by programs of the test, and refuses whatever would mean something else to a real shell.
 */
public final class Shell {
    private static final String MEANINGFUL = "$`\\\"'|&;<>()*?[]{}~!#";

    private final Map<String, Program> programs;
    private final Map<String, String> files = new HashMap<>();

    /** What a command does. */
    public interface Program {
        /**
         * Does it.
         *
         * @param arguments without the program's name
         * @param files of the folder that the shell stands in
         * @return what it prints
         */
        String run(List<String> arguments, Map<String, String> files);
    }

    public Shell(Map<String, Program> programs) {
        this.programs = Map.copyOf(programs);
    }

    /** Carries out the commands of a text, one after the other. */
    public void run(String text) {
        Reader reader = new Reader(text);
        while (reader.skipToCommand()) {
            Command command = reader.command('\n');
            String printed = printed(command.words());
            command.output().ifPresent(file -> files.put(file, printed));
        }
    }

    private String printed(List<String> words) {
        Program program = programs.get(words.getFirst());
        if (program == null) {
            throw new AssertionError("no such program: " + words);
        }
        return program.run(words.subList(1, words.size()), files);
    }

    private record Command(List<String> words, Optional<String> output) {}

    /** Takes a text apart as POSIX says that a shell does. */
    private final class Reader {
        private final String text;
        private int at;

        Reader(String text) {
            this.text = text;
        }

        boolean skipToCommand() {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            return at < text.length();
        }

        Command command(char end) {
            List<String> words = new ArrayList<>();
            Optional<String> output = Optional.empty();
            while (true) {
                skipBlanks();
                if (at >= text.length() || text.charAt(at) == end) {
                    at++;
                    return new Command(words, output);
                }
                if (text.charAt(at) == '>') {
                    at++;
                    skipBlanks();
                    output = Optional.of(word(end));
                } else {
                    words.add(word(end));
                }
            }
        }

        private void skipBlanks() {
            while (at < text.length() && (text.charAt(at) == ' ' || text.startsWith("\\\n", at))) {
                at += text.charAt(at) == ' ' ? 1 : 2;
            }
        }

        private String word(char end) {
            StringBuilder word = new StringBuilder();
            while (at < text.length() && text.charAt(at) != end && text.charAt(at) != ' ' && text.charAt(at) != '\n') {
                char c = text.charAt(at++);
                switch (c) {
                    case '\'' -> word.append(upTo('\''));
                    case '"' -> word.append(doubleQuoted());
                    case '\\' -> word.append(text.charAt(at++));
                    default -> {
                        if (MEANINGFUL.indexOf(c) >= 0) {
                            throw new AssertionError(c + " means something to a shell, before " + text.substring(at));
                        }
                        word.append(c);
                    }
                }
            }
            return word.toString();
        }

        private String upTo(char quote) {
            int close = text.indexOf(quote, at);
            if (close < 0) {
                throw new AssertionError("a quote does not end: " + text.substring(at));
            }
            String quoted = text.substring(at, close);
            at = close + 1;
            return quoted;
        }

        private String doubleQuoted() {
            StringBuilder quoted = new StringBuilder();
            while (text.charAt(at) != '"') {
                char c = text.charAt(at++);
                if (c == '\\' && "$`\"\\".indexOf(text.charAt(at)) >= 0) {
                    quoted.append(text.charAt(at++));
                } else if (c == '$' && text.charAt(at) == '(') {
                    at++;
                    quoted.append(printed(command(')').words()).stripTrailing());
                } else if (c == '$' || c == '`') {
                    throw new AssertionError(c + " means something to a shell, before " + text.substring(at));
                } else {
                    quoted.append(c);
                }
            }
            at++;
            return quoted.toString();
        }
    }
}
