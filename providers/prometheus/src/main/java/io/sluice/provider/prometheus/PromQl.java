package io.sluice.provider.prometheus;

import io.sluice.provider.QueryTemplate;
import io.sluice.provider.QueryTemplate.Slot;
import io.sluice.provider.QueryTemplate.Value;
import io.sluice.traffic.Fault;
import io.sluice.traffic.MetricQuery;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An expression of PromQL with places to fill.
 *
 * <p>It reads no more of the language than it must: where texts begin and end, so that a name put into one stays within it, and
 * whether a selector selects everything. What else is wrong the server says.
 *
 * @param regexes whether the name is put into a regular expression, by the place of the name
 */
record PromQl(QueryTemplate template, Map<Slot, Boolean> regexes, List<Fault> faults) {
    private static final Pattern METRIC_BEFORE = Pattern.compile("([A-Za-z_:][A-Za-z0-9_:]*)\\s*$");

    /** Words that may stand before a selector and are not its metric. */
    private static final Set<String> KEYWORDS = Set.of(
            "and",
            "or",
            "unless",
            "atan2",
            "by",
            "without",
            "on",
            "ignoring",
            "group_left",
            "group_right",
            "bool",
            "offset");

    private static final String REGEX_SPECIAL = "\\.+*?()|[]{}^$";

    /** Reads an expression; its faults say what is wrong with it as far as one can tell from here. */
    static PromQl of(String text, String pointer) {
        QueryTemplate template = QueryTemplate.of(text, pointer);
        Reading reading = new Reading(template);
        reading.read();
        List<Fault> faults = new ArrayList<>(template.faults());
        if (text.isBlank()) {
            faults.add(new Fault(pointer, "must not be empty"));
        }
        reading.wrong.forEach(wrong -> faults.add(new Fault(pointer, wrong)));
        return new PromQl(template, reading.texts, faults);
    }

    PromQl {
        regexes = Map.copyOf(regexes);
        faults = List.copyOf(faults);
    }

    /** The expression for one question. */
    String fill(MetricQuery query) {
        return template.fill(query, this::written);
    }

    private String written(Slot slot, Value value) {
        if (!slot.isName()) {
            return value.text();
        }
        return escaped(regexes.getOrDefault(slot, false) ? literally(value.text()) : value.text());
    }

    /** Quotes go in by their numbers: a backslash before the other kind of quote is an error in PromQL. */
    private static String escaped(String name) {
        StringBuilder escaped = new StringBuilder();
        name.chars().forEach(one -> {
            switch (one) {
                case '\\' -> escaped.append("\\\\");
                case '"', '\'', '`' -> escaped.append(number(one));
                default -> escaped.append(Character.isISOControl(one) ? number(one) : Character.toString((char) one));
            }
        });
        return escaped.toString();
    }

    private static String number(int character) {
        return String.format("\\u%04x", character);
    }

    private static String literally(String name) {
        StringBuilder literal = new StringBuilder();
        name.chars().forEach(one -> {
            if (REGEX_SPECIAL.indexOf(one) >= 0) {
                literal.append('\\');
            }
            literal.append((char) one);
        });
        return literal.toString();
    }

    /** One walk over a text. */
    private static final class Reading {
        private final String text;
        private final Map<Integer, Slot> slots = new HashMap<>();
        private final Map<Slot, Boolean> texts = new HashMap<>();
        private final List<String> wrong = new ArrayList<>();
        private int at;

        Reading(QueryTemplate template) {
            text = template.text();
            template.slots().forEach(slot -> slots.put(slot.start(), slot));
        }

        void read() {
            while (at < text.length()) {
                char one = text.charAt(at);
                Slot slot = slots.get(at);
                if (slot != null) {
                    outside(slot);
                } else if (one == '"' || one == '\'') {
                    quoted(one);
                } else if (one == '`') {
                    raw();
                } else if (one == '#') {
                    comment();
                } else {
                    if (one == '{' && closesAtOnce()) {
                        selectsEverything();
                    }
                    at++;
                }
            }
        }

        private void outside(Slot slot) {
            if (slot.isName()) {
                wrong.add("{{" + slot.name() + "}} must stand within a text in quotes, where it can be escaped");
            }
            at = slot.end();
        }

        private void quoted(char quote) {
            String before = text.substring(0, at).stripTrailing();
            boolean regex = before.endsWith("=~") || before.endsWith("!~");
            at++;
            while (at < text.length() && text.charAt(at) != quote) {
                Slot slot = slots.get(at);
                if (slot != null) {
                    texts.put(slot, regex);
                    at = slot.end();
                } else if (text.charAt(at) == '\\') {
                    Slot next = slots.get(at + 1);
                    if (next != null) {
                        wrong.add("{{" + next.name() + "}} must not follow a backslash");
                    }
                    at += 2;
                } else {
                    at++;
                }
            }
            close();
        }

        private void raw() {
            at++;
            while (at < text.length() && text.charAt(at) != '`') {
                Slot slot = slots.get(at);
                if (slot != null && slot.isName()) {
                    wrong.add("{{" + slot.name() + "}} must not stand in back quotes, where nothing can be escaped");
                }
                at++;
            }
            close();
        }

        private void close() {
            if (at >= text.length()) {
                wrong.add("a text in quotes does not end");
            }
            at++;
        }

        private void comment() {
            while (at < text.length() && text.charAt(at) != '\n') {
                Slot slot = slots.get(at);
                if (slot != null && slot.isName()) {
                    wrong.add("{{" + slot.name() + "}} must not stand in a comment");
                }
                at++;
            }
        }

        private boolean closesAtOnce() {
            int next = at + 1;
            while (next < text.length() && (Character.isWhitespace(text.charAt(next)) || text.charAt(next) == ',')) {
                next++;
            }
            return next < text.length() && text.charAt(next) == '}';
        }

        private void selectsEverything() {
            Matcher metric = METRIC_BEFORE.matcher(text.substring(0, at));
            if (!metric.find() || KEYWORDS.contains(metric.group(1).toLowerCase(Locale.ROOT))) {
                wrong.add("{} without a metric selects every series that there is: name what is meant");
            }
        }
    }
}
