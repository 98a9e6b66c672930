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

    /**
     * The provider of a route.
     *
     * @throws IllegalStateException if the configuration has lost it since the plan was submitted
     */
    public Provider of(Route route) {
        return find(route.ref().provider())
                .orElseThrow(() -> new IllegalStateException("provider %s of route %s is not configured any more"
                        .formatted(route.ref().provider(), route.name())));
    }

    public Set<String> names() {
        return byName.keySet();
    }
}
