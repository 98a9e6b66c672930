package io.sluice.provider.inmemory;

import io.sluice.provider.AddressFields;
import io.sluice.traffic.Address;
import io.sluice.traffic.Fault;
import io.sluice.traffic.Route;
import io.sluice.traffic.Side;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Where routes and backends of an {@link InMemoryCloud} live: {@code {"route": "checkout"}}, {@code {"backend": "blue"}}. */
final class InMemoryAddress {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?");

    private InMemoryAddress() {}

    static String route(Route route) {
        return field(route.address(), "route");
    }

    /** The backend of each side of the plan. */
    static Map<Side, String> backends(Route route) {
        Map<Side, String> backends = new HashMap<>();
        route.backends().forEach((side, address) -> backends.put(side, field(address, "backend")));
        return backends;
    }

    static List<Fault> check(Route route) {
        List<Fault> faults = new ArrayList<>(check(route.address(), "", "route"));
        Map<String, Side> named = new HashMap<>();
        route.backends().forEach((side, address) -> {
            String at = "/backends/" + AddressFields.escape(side.name());
            List<Fault> own = check(address, at, "backend");
            faults.addAll(own);
            if (own.isEmpty()) {
                Side earlier = named.putIfAbsent(field(address, "backend"), side);
                if (earlier != null) {
                    faults.add(new Fault(at + "/backend", "is already the backend of " + earlier));
                }
            }
        });
        return faults;
    }

    private static List<Fault> check(Address address, String at, String name) {
        AddressFields fields = AddressFields.read(address, at, Set.of(name));
        String pointer = at + "/" + name;
        List<Fault> faults = new ArrayList<>(fields.faults());
        if (fields.find(name).isEmpty() && !fields.faultAt(pointer) && !fields.faultAt(at)) {
            faults.add(new Fault(pointer, "is missing"));
        } else if (fields.find(name).filter(NAME.asMatchPredicate().negate()).isPresent()) {
            faults.add(new Fault(pointer, "must be a name of small letters, digits and hyphens"));
        }
        return faults;
    }

    private static String field(Address address, String name) {
        return AddressFields.read(address, "", Set.of(name))
                .find(name)
                .orElseThrow(() -> new IllegalArgumentException("not an address: " + address));
    }
}
