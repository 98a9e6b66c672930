package io.sluice.app.store;

import io.sluice.plan.engine.PlanStore.PlanQuery;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The criteria of a query as SQL. What was asked for goes into {@code values} only, never into the text. */
record PlanFilter(String where, Map<String, Object> values) {
    static PlanFilter of(PlanQuery asked) {
        List<String> terms = new ArrayList<>();
        Map<String, Object> values = new HashMap<>();
        if (!asked.states().isEmpty()) {
            terms.add("p.state in "
                    + asked.states().stream()
                            .map(state -> named(values, state))
                            .collect(Collectors.joining(", ", "(", ")")));
        }
        asked.labels().forEach((name, value) -> terms.add("""
                exists (select 1 from plan_label l where l.plan = p.id and l.name = %s and l.label_value = %s)
                """.formatted(named(values, name), named(values, value))));
        asked.owner().ifPresent(owner -> terms.add("p.owner = " + named(values, owner)));
        asked.endedSince()
                .ifPresent(since -> terms.add(
                        "(p.ended_at is null or p.ended_at >= %s)".formatted(named(values, Times.column(since)))));
        asked.after().ifPresent(after -> terms.add("p.id < " + named(values, after.value())));
        return new PlanFilter(terms.isEmpty() ? "" : "where " + String.join(" and ", terms), values);
    }

    private static String named(Map<String, Object> values, Object value) {
        String name = "v" + values.size();
        values.put(name, value);
        return ":" + name;
    }
}
