package io.sluice.plan.file;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.traffic.Address;
import io.sluice.traffic.Route;
import io.sluice.traffic.RouteRef;
import io.sluice.traffic.Side;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Reads the routes; what an address says is for its adapter to judge. */
final class RoutesBinding {
    private static final Set<String> OWN_FIELDS = Set.of("name", "provider", "backends");

    private final Optional<PlanSides> sides;
    private final Map<String, String> placeByName = new HashMap<>();
    private final Map<String, String> placeByAddress = new HashMap<>();
    private final List<Route> bound = new ArrayList<>();
    private final Set<String> names = new LinkedHashSet<>();

    private RoutesBinding(Optional<PlanSides> sides) {
        this.sides = sides;
    }

    /**
     * What is known of the routes.
     *
     * @param names of all routes, those with faults included
     * @param complete whether a name that is not among them is certainly wrong
     */
    record Bound(List<Route> routes, Set<String> names, boolean complete) {}

    static Bound bind(Written plan, Optional<PlanSides> sides) {
        RoutesBinding binding = new RoutesBinding(sides);
        int written = plan.json().path("routes").size();
        plan.field("routes").ifPresent(routes -> routes.items().forEach(binding::add));
        return new Bound(
                List.copyOf(binding.bound), Set.copyOf(binding.names), written > 0 && binding.names.size() == written);
    }

    private void add(Written route) {
        Optional<String> name = route.text("name");
        name.ifPresent(text -> {
            names.add(text);
            once(placeByName, text, route.field("name"), "is taken: %s is the same name");
        });
        Optional<String> provider = route.text("provider");
        Address address = address(route);
        provider.ifPresent(instance -> once(
                placeByAddress,
                instance + address.json(),
                Optional.of(route),
                "is the same place as %s, written twice"));
        Map<Side, Address> backends =
                route.field("backends").map(this::backends).orElse(Map.of());
        if (name.isPresent() && provider.isPresent()) {
            bound.add(new Route(new RouteRef(provider.get(), name.get()), address, backends));
        }
    }

    private static void once(Map<String, String> seen, String what, Optional<Written> place, String message) {
        place.ifPresent(written -> {
            String first = seen.putIfAbsent(what, written.pointer());
            if (first != null) {
                written.fault(message.formatted(first));
            }
        });
    }

    private static Address address(Written route) {
        ObjectNode address = route.json().deepCopy();
        address.remove(OWN_FIELDS);
        return new Address(CanonicalJson.write(address));
    }

    private Map<Side, Address> backends(Written written) {
        Map<Side, Address> backends = new TreeMap<>();
        written.fields().forEach((name, backend) -> {
            if (sides.isPresent() && !sides.get().has(name)) {
                backend.fault("is no side of this plan; its sides are " + sides.get());
            } else {
                backends.put(new Side(name), new Address(CanonicalJson.write(backend.json())));
            }
        });
        sides.stream().flatMap(known -> known.all().stream()).forEach(side -> {
            if (!written.json().has(side.name())) {
                written.missing(side.name(), "is missing; a route has a backend for every side of the plan");
            }
        });
        return backends;
    }
}
