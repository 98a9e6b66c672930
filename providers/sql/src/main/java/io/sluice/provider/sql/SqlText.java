package io.sluice.provider.sql;

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
 * A statement with places that values are bound to; nothing is ever put into its text.
 *
 * <p>What it refuses is a seat belt and no wall: it keeps out what nobody meant to write. What the statement may do is a matter of the
 * account that asks, which must be able to read and nothing else.
 */
record SqlText(QueryTemplate template, List<Fault> faults) {
    private static final Pattern FIRST_WORD = Pattern.compile("[\\s(]*([A-Za-z]+).*", Pattern.DOTALL);
    private static final Set<String> READING = Set.of("select", "with", "show", "values");

    SqlText {
        faults = List.copyOf(faults);
    }

    static SqlText of(String text, String pointer) {
        QueryTemplate template = QueryTemplate.of(text, pointer);
        List<Fault> faults = new ArrayList<>(template.faults());
        Walk walk = new Walk(template);
        walk.walk();
        Matcher first = FIRST_WORD.matcher(text);
        if (!first.matches() || !READING.contains(first.group(1).toLowerCase(Locale.ROOT))) {
            walk.wrong.add("must be one SELECT, WITH, SHOW or VALUES");
        }
        if (text.indexOf(';') >= 0) {
            walk.wrong.add("must be one statement, without a semicolon anywhere");
        }
        walk.wrong.stream().distinct().forEach(wrong -> faults.add(new Fault(pointer, wrong)));
        return new SqlText(template, faults);
    }

    /**
     * What is sent for one question.
     *
     * @param sql with a question mark at each place
     * @param values what is bound to them, in their order
     */
    record Bound(String sql, List<Value> values) {
        Bound {
            values = List.copyOf(values);
        }
    }

    Bound bind(MetricQuery query) {
        List<Value> values = new ArrayList<>();
        String sql = template.fill(query, (_, value) -> {
            values.add(value);
            return "?";
        });
        return new Bound(sql, values);
    }

    /** One walk over a text: what stands in quotes and what does not. */
    private static final class Walk {
        private final String text;
        private final Map<Integer, Slot> slots = new HashMap<>();
        private final List<String> wrong = new ArrayList<>();
        private int at;

        Walk(QueryTemplate template) {
            text = template.text();
            template.slots().forEach(slot -> slots.put(slot.start(), slot));
        }

        void walk() {
            while (at < text.length()) {
                Slot slot = slots.get(at);
                char one = text.charAt(at);
                if (slot != null) {
                    at = slot.end();
                } else if (one == '\'' || one == '"' || one == '`') {
                    quoted(one);
                } else {
                    plain(one);
                }
            }
        }

        private void plain(char one) {
            if (text.startsWith("--", at) || text.startsWith("/*", at)) {
                wrong.add("must not have comments: folded into one line they take the rest of the statement with them");
                at += 2;
            } else if (text.startsWith("??", at)) {
                at += 2;
            } else if (one == '?') {
                wrong.add("must not have a question mark of its own; ?? stands for the operator");
                at++;
            } else if (one == '$' && text.substring(at).matches("(?s)\\$[A-Za-z_0-9]*\\$.*")) {
                wrong.add("must not have texts in dollar signs; single quotes do");
                at++;
            } else {
                at++;
            }
        }

        private void quoted(char quote) {
            at++;
            while (at < text.length() && text.charAt(at) != quote) {
                Slot slot = slots.get(at);
                if (slot != null) {
                    wrong.add("{{" + slot.name() + "}} must not stand in quotes: its value is bound, and needs none");
                } else if (text.charAt(at) == '\\') {
                    wrong.add("must not have a backslash in quotes: databases differ in what it means");
                }
                at++;
            }
            if (at >= text.length()) {
                wrong.add("a text in quotes does not end");
            }
            at++;
        }
    }
}
