package io.sluice.traffic;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * One place where a split is kept, with the backend that it has for each side of the plan.
 *
 * @param backends exactly the plan's sides
 */
public record Route(RouteRef ref, Address address, Map<Side, Address> backends) {
    public Route {
        backends = Collections.unmodifiableMap(new TreeMap<>(backends));
    }

    /** That of its name: routes are looked up by the thousand, and no two of a plan have the same one. */
    @Override
    public int hashCode() {
        return ref.hashCode();
    }

    public String name() {
        return ref.name();
    }

    public Set<Side> sides() {
        return backends.keySet();
    }
}
