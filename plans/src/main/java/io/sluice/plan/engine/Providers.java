package io.sluice.plan.engine;

import io.sluice.provider.Provider;
import io.sluice.traffic.Route;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The provider instances of {@code config.yml}, by name. */
public record Providers(Map<String, Provider> byName) {
    public Providers {
        byName = Map.copyOf(byName);
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
