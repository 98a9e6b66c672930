package io.sluice.plan.engine;

import static java.util.stream.Collectors.toMap;

import io.sluice.plan.cost.PriceBook;
import io.sluice.plan.decide.Timings;
import io.sluice.provider.Provider;
import io.sluice.provider.Source;
import io.sluice.traffic.Route;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What {@code config.yml} names: the provider instances, the sources of other figures, what things cost, the calendars, and the hooks
 * that plans may ask.
 */
public record Providers(
        Map<String, Provider> byName,
        Map<String, Source> sources,
        Optional<PriceBook> prices,
        CalendarBook calendars,
        Map<String, Hook> hooks) {
    public Providers {
        byName = Map.copyOf(byName);
        sources = Map.copyOf(sources);
        hooks = Map.copyOf(hooks);
    }

    /** All but hooks. */
    public Providers(
            Map<String, Provider> byName,
            Map<String, Source> sources,
            Optional<PriceBook> prices,
            CalendarBook calendars) {
        this(byName, sources, prices, calendars, Map.of());
    }

    /** Providers only. */
    public Providers(Map<String, Provider> byName) {
        this(byName, Map.of());
    }

    /** Providers and sources without prices. */
    public Providers(Map<String, Provider> byName, Map<String, Source> sources) {
        this(byName, sources, Optional.empty());
    }

    /** All but calendars. */
    public Providers(Map<String, Provider> byName, Map<String, Source> sources, Optional<PriceBook> prices) {
        this(byName, sources, prices, CalendarBook.NONE);
    }

    public Optional<Source> findSource(String name) {
        return Optional.ofNullable(sources.get(name));
    }

    public Optional<Hook> findHook(String name) {
        return Optional.ofNullable(hooks.get(name));
    }

    public Optional<Provider> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** The provider of a route; one that the configuration has lost says so whatever it is asked. */
    public Provider of(Route route) {
        String name = route.ref().provider();
        return find(name).orElseGet(() -> new UnconfiguredProvider(name));
    }

    /** How fast all who have figures of a plan are. */
    public Timings timings(List<Route> routes) {
        return new Timings(
                routes.stream().collect(toMap(Route::name, route -> of(route).timing(route))),
                sources.entrySet().stream()
                        .collect(toMap(
                                Map.Entry::getKey, source -> source.getValue().timing())));
    }

    public Set<String> names() {
        return byName.keySet();
    }
}
