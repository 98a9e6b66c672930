package io.sluice.app.rest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The table of bad inputs: what {@code docs/bad-input.md} says of each row, and the tests that are named after its number.
 *
 * <p>A test names its row in words, {@code row 34: an empty name} and {@code rows 46 and 47: a redirect}, or with the name of its
 * method, {@code row46OnlyPlainAddressesAreTaken} and {@code row_36_and_37_…}.
 */
final class BadInputs {
    private static final Path HERE = Path.of("..");

    private static final Pattern WORDS = Pattern.compile("\\brows? (\\d+(?:(?:, | and )\\d+)*): ");
    private static final Pattern METHOD = Pattern.compile("\\brow_?(\\d+(?:_?[aA]nd_?\\d+)*)(?=[_A-Z(])");
    private static final Pattern IN_SOURCE =
            Pattern.compile("\"[^\"\\n]*?" + WORDS.pattern() + "|void " + METHOD.pattern() + "\\w*\\(");

    private static final Pattern LINE = Pattern.compile("\\| (\\d+) \\| (.+) \\| (.+) \\| (.+) \\|");
    private static final Pattern ANSWER = Pattern.compile("`(\\d{3}(?: [a-z-]+)?)`");

    private BadInputs() {}

    /** A line of the page. */
    record Row(int number, String tried, String answered, String tests) {
        /** Each with its status and, where it has one, its kind: {@code 422 invalid}. */
        Set<String> answers() {
            return ANSWER.matcher(answered)
                    .results()
                    .map(found -> found.group(1))
                    .collect(Collectors.toSet());
        }
    }

    static List<Row> page() {
        return LINE.matcher(read(HERE.resolve("docs").resolve("bad-input.md")))
                .results()
                .map(line -> new Row(Integer.parseInt(line.group(1)), line.group(2), line.group(3), line.group(4)))
                .toList();
    }

    /** The rows that a test is named after, by what it is called in reports and by its method. */
    static Set<Integer> rows(String displayName, String method) {
        Set<Integer> rows = new LinkedHashSet<>();
        WORDS.matcher(displayName).results().forEach(found -> rows.addAll(numbers(found.group(1))));
        METHOD.matcher(method + "(").results().forEach(found -> rows.addAll(numbers(found.group(1))));
        return rows;
    }

    /** The classes of tests that name each row, of all modules. */
    static SortedMap<Integer, SortedSet<String>> tests() {
        SortedMap<Integer, SortedSet<String>> tests = new TreeMap<>();
        for (Path source : sources()) {
            String name = source.getFileName().toString().replace(".java", "");
            Matcher found = IN_SOURCE.matcher(read(source));
            while (found.find()) {
                String written = found.group(1) == null ? found.group(2) : found.group(1);
                numbers(written)
                        .forEach(row ->
                                tests.computeIfAbsent(row, _ -> new TreeSet<>()).add(name));
            }
        }
        return tests;
    }

    /** Those of the dashboard in a browser, which not every build has. */
    static Set<String> inABrowser() {
        return under(HERE.resolve(Path.of("app", "browser")))
                .map(source -> source.getFileName().toString().replace(".java", ""))
                .collect(Collectors.toSet());
    }

    private static List<Integer> numbers(String written) {
        return Pattern.compile("\\d+")
                .matcher(written)
                .results()
                .map(found -> Integer.valueOf(found.group()))
                .toList();
    }

    /** Of every module, and of the contracts that adapters are tested by. */
    private static List<Path> sources() {
        List<Path> sources = new ArrayList<>();
        for (Path part : List.of(Path.of("app"), Path.of("plans"), Path.of("providers"))) {
            under(HERE.resolve(part))
                    .filter(path -> path.toString()
                                    .contains(Path.of("src", "test", "java").toString())
                            || path.startsWith(HERE.resolve(Path.of("providers", "tck"))))
                    .forEach(sources::add);
        }
        return sources;
    }

    private static Stream<Path> under(Path directory) {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(path -> path.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the page may say of a row, by its number. */
    static Map<Integer, Set<String>> answers() {
        return page().stream().collect(Collectors.toMap(Row::number, Row::answers));
    }
}
