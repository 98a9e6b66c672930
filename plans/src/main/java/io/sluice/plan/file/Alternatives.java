package io.sluice.plan.file;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** An object that can be written in several ways, each with fields of its own, all of which it needs. */
final class Alternatives {
    private Alternatives() {}

    /**
     * The way that an object is written in: that with most of its fields, the first of several.
     *
     * @return its fields; empty, with faults, if one is missing or stands beside those of another way
     */
    static Optional<List<String>> of(Written object, List<List<String>> ways) {
        List<String> way = ways.stream()
                .max(Comparator.comparingLong(fields -> count(object, fields)))
                .orElseThrow();
        boolean sound = true;
        for (String field : way) {
            if (!object.json().has(field)) {
                object.missing(field, "is missing");
                sound = false;
            }
        }
        List<String> others = new ArrayList<>();
        ways.forEach(others::addAll);
        others.removeAll(way);
        for (String field : others) {
            if (object.json().has(field)) {
                object.missing(
                        field,
                        "does not go with "
                                + way.stream().filter(object.json()::has).collect(joining(", ")));
                sound = false;
            }
        }
        return sound ? Optional.of(way) : Optional.empty();
    }

    private static long count(Written object, List<String> fields) {
        return fields.stream().filter(object.json()::has).count();
    }
}
