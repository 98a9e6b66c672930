package io.sluice.provider;

import io.sluice.traffic.Address;
import io.sluice.traffic.Fault;
import io.sluice.traffic.MetricQuery;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text of a metric with places for what is asked about: {@code {{side}}}, {@code {{route}}}, {@code {{window}}} (its whole
 * seconds), {@code {{start}}} and {@code {{end}}} of the window (RFC 3339), and {@code {{backend.FIELD}}}, a field of the side's
 * backend.
 *
 * <p>It knows no language. Who fills it says how a value is written in theirs, or binds it and writes a mark instead.
 *
 * @param text as it was written
 * @param slots its places, in their order
 * @param faults what looks like a place and is none
 */
public record QueryTemplate(String text, List<Slot> slots, List<Fault> faults) {
    private static final Pattern PLACE = Pattern.compile("\\{\\{([^{}]*)}}");
    private static final Pattern FIELD = Pattern.compile("backend\\.([A-Za-z][A-Za-z0-9_-]*)");
    private static final Set<String> PLAIN = Set.of("side", "route", "window", "start", "end");
    private static final String KNOWN =
            "known are {{side}}, {{route}}, {{window}}, {{start}}, {{end}} and {{backend.FIELD}}";

    public QueryTemplate {
        slots = List.copyOf(slots);
        faults = List.copyOf(faults);
    }

    /**
     * One place.
     *
     * @param start where it begins in the text
     * @param end where the text goes on
     * @param name without the braces
     */
    public record Slot(int start, int end, String name) {
        /** Whether it is filled with a name that a person chose, and not with a number or a time. */
        public boolean isName() {
            return name.equals("side")
                    || name.equals("route")
                    || FIELD.matcher(name).matches();
        }

        /** Whether it says which window is meant. */
        public boolean isMoment() {
            return name.equals("start") || name.equals("end");
        }
    }

    /** What a place is filled with. */
    public sealed interface Value {
        /** As it reads without any escaping. */
        String text();

        /** A name that a person chose: anything at all. */
        record Name(String text) implements Value {}

        /** A length in whole seconds. */
        record Seconds(long seconds) implements Value {
            @Override
            public String text() {
                return Long.toString(seconds);
            }
        }

        record Moment(Instant at) implements Value {
            @Override
            public String text() {
                return at.toString();
            }
        }
    }

    /**
     * Reads a text.
     *
     * @param pointer where it stands, for the faults
     */
    public static QueryTemplate of(String text, String pointer) {
        List<Slot> slots = new ArrayList<>();
        List<Fault> faults = new ArrayList<>();
        Matcher place = PLACE.matcher(text);
        StringBuilder rest = new StringBuilder(text);
        while (place.find()) {
            String name = place.group(1).strip();
            if (PLAIN.contains(name) || FIELD.matcher(name).matches()) {
                slots.add(new Slot(place.start(), place.end(), name));
            } else {
                faults.add(new Fault(pointer, "unknown placeholder " + place.group() + "; " + KNOWN));
            }
            rest.replace(place.start(), place.end(), " ".repeat(place.end() - place.start()));
        }
        if (rest.indexOf("{{") >= 0) {
            faults.add(new Fault(pointer, "a placeholder that does not end; " + KNOWN));
        }
        return new QueryTemplate(text, slots, faults);
    }

    /** Whether it says which window is meant: without, a source that is asked later answers about later. */
    public boolean namesTheWindow() {
        return slots.stream().anyMatch(Slot::isMoment);
    }

    /**
     * The text for one question.
     *
     * @param written how a value is written in the source's language at its place
     * @throws ProviderException invalid, if the side's backend has no such field
     */
    public String fill(MetricQuery query, BiFunction<Slot, Value, String> written) {
        StringBuilder filled = new StringBuilder();
        int at = 0;
        for (Slot slot : slots) {
            filled.append(text, at, slot.start()).append(written.apply(slot, value(slot, query)));
            at = slot.end();
        }
        return filled.append(text, at, text.length()).toString();
    }

    private static Value value(Slot slot, MetricQuery query) {
        return switch (slot.name()) {
            case "side" -> new Value.Name(query.side().name());
            case "route" -> new Value.Name(query.route().name());
            case "window" -> new Value.Seconds(query.window().length().toSeconds());
            // Whole milliseconds, as sources count: finer digits are not read by all of them.
            case "start" -> new Value.Moment(query.window().start().truncatedTo(ChronoUnit.MILLIS));
            case "end" -> new Value.Moment(query.window().end().truncatedTo(ChronoUnit.MILLIS));
            default -> new Value.Name(field(slot.name().substring("backend.".length()), query));
        };
    }

    private static String field(String name, MetricQuery query) {
        Address backend = query.route().backends().get(query.side());
        if (backend != null) {
            AddressFields fields = AddressFields.read(backend, "", Set.of(name));
            if (fields.values().containsKey(name)) {
                return fields.values().get(name);
            }
        }
        throw new ProviderException(new ProviderError.Invalid(
                "the backend of side " + query.side() + " has no field " + name + " that is a text"));
    }
}
