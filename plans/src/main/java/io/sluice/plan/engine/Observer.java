package io.sluice.plan.engine;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;

import io.sluice.plan.Plan;
import io.sluice.plan.PlanState;
import io.sluice.plan.decide.Gates;
import io.sluice.plan.decide.Observation;
import io.sluice.plan.engine.CallBudget.Priority;
import io.sluice.plan.engine.Calls.Answer;
import io.sluice.plan.engine.Calls.Call;
import io.sluice.provider.Provider;
import io.sluice.traffic.CallQuota.Operation;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.Reading;
import io.sluice.traffic.Reading.Missing;
import io.sluice.traffic.Route;
import io.sluice.traffic.Sight;
import io.sluice.traffic.SignalQuery;
import io.sluice.traffic.Timing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** Looks at all that a plan depends on: one batch of routes and one of figures per provider, all side by side. */
public final class Observer {
    private final Providers providers;
    private final Calls calls;

    public Observer(Providers providers, Calls calls) {
        this.providers = providers;
        this.calls = calls;
    }

    /** One reading of a plan's routes and, while gates count, of its figures. */
    public Observation look(Plan plan, Instant now) {
        List<Route> routes = plan.spec().routes();
        Map<String, Timing> timings = routes.stream()
                .collect(toMap(Route::name, route -> providers.of(route).timing()));
        Set<SignalQuery> queries =
                plan.state() instanceof PlanState.Underway ? Gates.queries(plan, timings, now) : Set.of();
        Priority priority = priority(plan);
        List<Ask> asks = new ArrayList<>(observations(routes, priority));
        asks.addAll(readings(queries, priority));
        Map<String, Sight> sights = new HashMap<>();
        Map<SignalQuery, Reading> readings = new HashMap<>();
        for (Part part : answers(asks)) {
            sights.putAll(part.sights());
            readings.putAll(part.readings());
        }
        return new Observation(now, sights, readings, timings);
    }

    private static Priority priority(Plan plan) {
        return switch (plan.state()) {
            case PlanState.Reverting _ -> Priority.REVERT;
            case PlanState.Shifting _ -> Priority.VERIFY;
            default -> Priority.WATCH;
        };
    }

    /** What routes show, and nothing else, by the route's name. */
    public Map<String, Sight> sights(List<Route> routes) {
        Map<String, Sight> sights = new HashMap<>();
        answers(observations(routes, Priority.VERIFY)).forEach(part -> sights.putAll(part.sights()));
        return sights;
    }

    /** What one call brings. */
    private record Part(Map<String, Sight> sights, Map<SignalQuery, Reading> readings) {}

    /** One call, and what stands in for its answer when it fails. */
    private record Ask(
            Provider provider,
            Operation operation,
            List<Route> routes,
            Priority priority,
            Supplier<Part> body,
            Function<ProviderError, Part> otherwise) {}

    private List<Part> answers(List<Ask> asks) {
        List<Answer<Part>> answers = calls.all(asks.stream()
                .map(ask -> new Call<>(
                        calls.turn(ask.provider(), ask.operation(), ask.routes(), ask.priority()),
                        ask.provider().timing().callDeadline(),
                        ask.body()))
                .toList());
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < asks.size(); i++) {
            parts.add(
                    switch (answers.get(i)) {
                        case Answer.Done<Part>(Part part) -> part;
                        case Answer.Failed<Part>(ProviderError error) ->
                            asks.get(i).otherwise().apply(error);
                    });
        }
        return parts;
    }

    private List<Ask> observations(List<Route> routes, Priority priority) {
        return byProvider(routes, Function.identity()).entrySet().stream()
                .map(group -> new Ask(
                        group.getKey(),
                        Operation.LOOK,
                        group.getValue(),
                        priority,
                        () -> new Part(observe(group.getKey(), group.getValue()), Map.of()),
                        error -> new Part(
                                group.getValue().stream().collect(toMap(Route::name, _ -> new Sight.Unseen(error))),
                                Map.of())))
                .toList();
    }

    private static Map<String, Sight> observe(Provider provider, List<Route> routes) {
        return provider.traffic().observe(Set.copyOf(routes)).entrySet().stream()
                .collect(toMap(entry -> entry.getKey().name(), Map.Entry::getValue));
    }

    private List<Ask> readings(Set<SignalQuery> queries, Priority priority) {
        return byProvider(List.copyOf(queries), SignalQuery::route).entrySet().stream()
                .map(group -> new Ask(
                        group.getKey(),
                        Operation.READ_SIGNALS,
                        group.getValue().stream()
                                .map(SignalQuery::route)
                                .distinct()
                                .toList(),
                        priority,
                        () -> new Part(Map.of(), read(group.getKey(), group.getValue())),
                        error -> new Part(
                                Map.of(),
                                group.getValue().stream()
                                        .collect(toMap(Function.identity(), _ -> new Missing(error.detail()))))))
                .toList();
    }

    private static Map<SignalQuery, Reading> read(Provider provider, List<SignalQuery> queries) {
        List<Reading> answers = provider.signals().read(queries);
        Map<SignalQuery, Reading> readings = new HashMap<>();
        for (int i = 0; i < queries.size(); i++) {
            readings.put(queries.get(i), answers.get(i));
        }
        return readings;
    }

    private <T> Map<Provider, List<T>> byProvider(List<T> things, Function<T, Route> route) {
        return things.stream()
                .collect(groupingBy(
                        thing -> providers.of(route.apply(thing)),
                        LinkedHashMap::new,
                        java.util.stream.Collectors.toList()));
    }
}
