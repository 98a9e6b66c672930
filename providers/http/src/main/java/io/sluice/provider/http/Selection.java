package io.sluice.provider.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.InvalidPathException;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.JsonPathException;
import com.jayway.jsonpath.spi.json.JacksonJsonNodeJsonProvider;
import com.jayway.jsonpath.spi.mapper.JacksonMappingProvider;
import io.sluice.provider.NumberReading;
import io.sluice.provider.QueryTemplate;
import io.sluice.provider.QueryTemplate.Slot;
import io.sluice.traffic.Fault;
import io.sluice.traffic.MetricQuery;
import io.sluice.traffic.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A JSONPath to one number, with places to fill. */
record Selection(QueryTemplate template, List<Fault> faults) {
    private static final Configuration JSON = Configuration.builder()
            .jsonProvider(new JacksonJsonNodeJsonProvider())
            .mappingProvider(new JacksonMappingProvider())
            .build();

    /** What takes more than one walk over the answer. */
    private static final Pattern TAKES_LONG = Pattern.compile("=~|\\.\\..*\\.\\.|^\\$.*\\$", Pattern.DOTALL);

    Selection {
        faults = List.copyOf(faults);
    }

    static Selection of(String text, String pointer) {
        QueryTemplate template = QueryTemplate.of(text, pointer);
        List<Fault> faults = new ArrayList<>(template.faults());
        if (faults.isEmpty()) {
            wrong(template).forEach(wrong -> faults.add(new Fault(pointer, wrong)));
        }
        return new Selection(template, faults);
    }

    private static List<String> wrong(QueryTemplate template) {
        for (Slot slot : template.slots()) {
            if (!quoted(template.text(), slot)) {
                return List.of("{{" + slot.name() + "}} must stand alone between two quotes, as in $['{{side}}']");
            }
        }
        String around = template.text().replaceAll("\\{\\{[^{}]*}}", "x");
        if (!around.startsWith("$")) {
            return List.of("must be a JSONPath, which begins with $");
        }
        if (TAKES_LONG.matcher(around.replaceAll("'[^']*'|\"[^\"]*\"", "x")).find()) {
            return List.of(
                    "must not have a regular expression, a second .. or a second $: over a long answer they take for ever");
        }
        try {
            JsonPath.compile(around);
            return List.of();
        } catch (InvalidPathException | IllegalArgumentException e) {
            return List.of("is no JSONPath: " + e.getMessage());
        }
    }

    private static boolean quoted(String text, Slot slot) {
        if (slot.start() == 0 || slot.end() == text.length()) {
            return false;
        }
        char before = text.charAt(slot.start() - 1);
        return (before == '\'' || before == '"') && text.charAt(slot.end()) == before;
    }

    String fill(MetricQuery query) {
        return template.fill(query, (_, value) -> escaped(value.text()));
    }

    /** By their numbers, since JSONPath has two kinds of quotes and a name may have both. */
    private static String escaped(String name) {
        StringBuilder escaped = new StringBuilder();
        name.chars().forEach(one -> {
            boolean plain = Character.isLetterOrDigit(one) || one == '-' || one == '_' || one == '.' || one == ' ';
            escaped.append(plain ? Character.toString((char) one) : String.format("\\u%04x", one));
        });
        return escaped.toString();
    }

    /** What stands at a path, as a reading. */
    static Reading reading(JsonNode answer, String path) {
        JsonNode found;
        try {
            found = JsonPath.using(JSON).parse(answer).read(path, JsonNode.class);
        } catch (JsonPathException e) {
            return new Reading.Missing("the answer has nothing at " + path);
        }
        if (found.isArray() && !JsonPath.isPathDefinite(path)) {
            if (found.size() != 1) {
                return new Reading.Missing(
                        "the answer has " + found.size() + " things at " + path + ", and one is wanted");
            }
            found = found.get(0);
        }
        if (found.isNumber()) {
            return NumberReading.of(found.numberValue());
        }
        return new Reading.Missing("what the answer has at " + path + " is " + kind(found) + ", not a number");
    }

    private static String kind(JsonNode found) {
        return switch (found.getNodeType()) {
            case STRING -> "a text";
            case ARRAY -> "a list";
            case OBJECT -> "an object";
            case BOOLEAN -> "true or false";
            case NULL, MISSING -> "null";
            default -> "something else";
        };
    }
}
