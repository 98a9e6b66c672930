package io.sluice.plan.engine;

import io.sluice.provider.Provider;
import io.sluice.provider.Source;
import io.sluice.traffic.Route;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What {@code config.yml} names: the provider instances, and the sources of other figures.
 */
public record Providers(Map<String, Provider> byName, Map<String, Source> sources) {
    public Providers {
        byName = Map.copyOf(byName);
        sources = Map.copyOf(sources);
    }

    /** Providers only. */
    public Providers(Map<String, Provider> byName) {
        this(byName, Map.of());
    }

    public Optional<Source> findSource(String name) {
        return Optional.ofNullable(sources.get(name));
    }

    public Optional<Provider> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** The provider of a route; one that the configuration has lost says so whatever it is asked. */
    public Provider of(Route route) {
        String name = route.ref().provider();
        return find(name).orElseGet(() -> new UnconfiguredProvider(name));
    }

    public Set<String> names() {
        return byName.keySet();
    }
}
