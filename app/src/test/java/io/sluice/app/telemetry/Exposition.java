package io.sluice.app.telemetry;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One answer in the text format of Prometheus, read strictly by the format's own description and not by the library that wrote it: every
 * sample belongs to a family that was declared before it, none is there twice, and the buckets of a histogram add up.
 */
public final class Exposition {
    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL =
            Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\\\n]|\\\\[\\\\\"n])*)\",?");
    private static final Set<String> TYPES = Set.of("counter", "gauge", "histogram", "summary", "untyped");
    private static final List<String> SUFFIXES = List.of("_bucket", "_count", "_sum");

    /** By the name of the family. */
    private final Map<String, String> types = new HashMap<>();

    private final Map<Series, Double> samples = new LinkedHashMap<>();

    /** One line's name and labels. */
    public record Series(String name, Map<String, String> labels) {}

    private Exposition() {}

    public static Exposition parse(String text) {
        Exposition parsed = new Exposition();
        if (!text.endsWith("\n")) {
            throw new AssertionError("the last line has no end");
        }
        text.lines().forEach(parsed::line);
        parsed.checkHistograms();
        return parsed;
    }

    private void line(String line) {
        if (line.startsWith("# TYPE ")) {
            String[] words = line.split(" ", 4);
            if (!TYPES.contains(words[3]) || types.put(words[2], words[3]) != null) {
                throw new AssertionError("no type, or a second one: " + line);
            }
        } else if (!line.startsWith("# HELP ")) {
            sample(line);
        }
    }

    private void sample(String line) {
        Matcher matcher = SAMPLE.matcher(line);
        if (!matcher.matches()) {
            throw new AssertionError("not a sample: " + line);
        }
        String name = matcher.group(1);
        if (!types.containsKey(family(name))) {
            throw new AssertionError("of no declared family: " + line);
        }
        Series series = new Series(name, labels(matcher.group(2) == null ? "" : matcher.group(2)));
        if (samples.put(series, number(matcher.group(3))) != null) {
            throw new AssertionError("there twice: " + line);
        }
    }

    private String family(String name) {
        for (String suffix : SUFFIXES) {
            if (name.endsWith(suffix)) {
                String family = name.substring(0, name.length() - suffix.length());
                if (List.of("histogram", "summary").contains(types.getOrDefault(family, ""))) {
                    return family;
                }
            }
        }
        return name;
    }

    private static Map<String, String> labels(String text) {
        Map<String, String> labels = new TreeMap<>();
        Matcher matcher = LABEL.matcher(text);
        int end = 0;
        while (end < text.length()) {
            if (!matcher.find(end) || matcher.start() != end || labels.containsKey(matcher.group(1))) {
                throw new AssertionError("not labels: " + text);
            }
            labels.put(
                    matcher.group(1),
                    matcher.group(2).replace("\\n", "\n").replace("\\\"", "\"").replace("\\\\", "\\"));
            end = matcher.end();
        }
        return labels;
    }

    private static double number(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    private void checkHistograms() {
        samples.forEach((series, count) -> {
            if (series.name().endsWith("_count")
                    && types.getOrDefault(family(series.name()), "").equals("histogram")) {
                Map<String, String> all = new TreeMap<>(series.labels());
                all.put("le", "+Inf");
                if (!count.equals(samples.get(new Series(family(series.name()) + "_bucket", all)))) {
                    throw new AssertionError("buckets and count differ: " + series);
                }
            }
        });
    }

    /** The value of all series of a name that have these labels, added up; names and values in turn. 0 if there are none. */
    public double value(String name, String... labels) {
        return samples.entrySet().stream()
                .filter(sample -> sample.getKey().name().equals(name) && has(sample.getKey(), labels))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    public boolean has(String name, String... labels) {
        return samples.keySet().stream().anyMatch(series -> series.name().equals(name) && has(series, labels));
    }

    private static boolean has(Series series, String... labels) {
        for (int i = 0; i < labels.length; i += 2) {
            if (!labels[i + 1].equals(series.labels().get(labels[i]))) {
                return false;
            }
        }
        return true;
    }

    /** Whether the name is there, also if it has no series just now: a family, or what a histogram makes of one. */
    public boolean knows(String name) {
        return types.containsKey(family(name));
    }

    /** All labels that any series of a name has. */
    public Set<String> labels(String name, String... of) {
        Set<String> names = new TreeSet<>();
        samples.keySet().stream()
                .filter(series -> series.name().equals(name) && has(series, of))
                .forEach(series -> names.addAll(series.labels().keySet()));
        return names;
    }

    public Set<Series> series() {
        return samples.keySet();
    }

    public Map<String, String> types() {
        return Map.copyOf(types);
    }
}
