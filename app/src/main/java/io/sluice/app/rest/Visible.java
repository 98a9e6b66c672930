package io.sluice.app.rest;

import io.sluice.app.access.Action;
import io.sluice.app.access.Caller;
import io.sluice.plan.Plan;
import io.sluice.plan.engine.PlanStore.PlanQuery;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;

/** Pages of what is there for a caller, out of lists that know nothing of callers: what is not is left out, and a page is full nevertheless. */
final class Visible {
    /** So many are read at once where some are left out. */
    private static final int FEWEST = 200;

    private Visible() {}

    /** The plans of a query that a caller may see. */
    static <T> List<T> plans(
            Caller caller, PlanQuery query, Function<PlanQuery, List<T>> list, Function<T, Plan> plan) {
        Optional<List<Map<String, String>>> scopes = caller.scopes(Action.READ);
        if (scopes.isEmpty()) {
            return list.apply(query);
        }
        if (scopes.get().size() == 1) {
            return narrowed(query, scopes.get().getFirst()).map(list).orElse(List.of());
        }
        return page(
                query.limit(),
                query.after(),
                (after, limit) -> list.apply(
                        new PlanQuery(query.states(), query.labels(), query.owner(), query.endedSince(), after, limit)),
                one -> plan.apply(one).id(),
                one -> caller.sees(plan.apply(one).spec().labels()));
    }

    /** The query for plans with some more labels; empty if it asks for none of these. */
    private static Optional<PlanQuery> narrowed(PlanQuery query, Map<String, String> scope) {
        Map<String, String> labels = new HashMap<>(query.labels());
        for (Map.Entry<String, String> label : scope.entrySet()) {
            String asked = labels.putIfAbsent(label.getKey(), label.getValue());
            if (asked != null && !asked.equals(label.getValue())) {
                return Optional.empty();
            }
        }
        return Optional.of(
                new PlanQuery(query.states(), labels, query.owner(), query.endedSince(), query.after(), query.limit()));
    }

    /**
     * As many as a page has of those that may be seen.
     *
     * @param list the next ones after one, at most so many
     */
    static <T, I> List<T> page(
            int most,
            Optional<I> after,
            BiFunction<Optional<I>, Integer, List<T>> list,
            Function<T, I> id,
            Predicate<T> seen) {
        List<T> page = new ArrayList<>();
        Optional<I> from = after;
        List<T> next;
        int asked = most;
        do {
            next = list.apply(from, asked);
            next.stream().filter(seen).limit(most - page.size()).forEach(page::add);
            from = next.isEmpty() ? from : Optional.of(id.apply(next.getLast()));
            if (next.size() < asked) {
                break;
            }
            asked = Math.max(most, FEWEST);
        } while (page.size() < most);
        return page;
    }
}
