package io.sluice.provider.azure;

import io.sluice.provider.AddressFields;
import io.sluice.traffic.Address;
import io.sluice.traffic.Fault;
import io.sluice.traffic.Route;
import io.sluice.traffic.Side;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What plans write for routes whose backends are children of the place itself, named and no more:
 * {@code {"trafficManager": id}} with {@code {"endpoint": name}}.
 *
 * @param field names the place, and so the kind of route
 * @param type what the id of a place must be of
 * @param backend names a backend
 * @param subscription the one of this instance; it has no other
 */
record NamedBackends(String field, String type, String backend, String subscription) {
    /** Names may hold blanks, but nothing that has a meaning in a path. */
    private static final Pattern NAME = Pattern.compile("[^/\\\\?#%\\p{Cntrl}]{1,260}");

    ArmId place(Route route) {
        return ArmId.of(AzureAddress.read(route.address(), "", Set.of(field)).text(field));
    }

    /** The backend of each side of the plan, in lower case: Azure makes no difference. */
    Map<Side, String> names(Route route) {
        Map<Side, String> names = new TreeMap<>();
        route.backends().forEach((side, address) -> names.put(side, key(name(address))));
        return names;
    }

    /** The side that a backend is; a stranger to the plan is a side of its own, called as Azure calls it. */
    Side side(Route route, String name, String otherwise) {
        return names(route).entrySet().stream()
                .filter(entry -> entry.getValue().equals(key(name)))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseGet(() -> new Side(otherwise));
    }

    static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    List<Fault> check(Route route) {
        List<Fault> faults = new ArrayList<>(checkPlace(route.address()));
        Map<String, Side> named = new HashMap<>();
        route.backends().forEach((side, address) -> {
            String at = "/backends/" + AddressFields.escape(side.name());
            List<Fault> own = checkBackend(address, at);
            faults.addAll(own);
            if (own.isEmpty()) {
                Side earlier = named.putIfAbsent(key(name(address)), side);
                if (earlier != null) {
                    faults.add(new Fault(at + "/" + backend, "is already the " + backend + " of " + earlier));
                }
            }
        });
        return faults;
    }

    private List<Fault> checkPlace(Address address) {
        AzureAddress written = AzureAddress.read(address, "", Set.of(field));
        written.requiredId(field, type, subscription);
        return written.faults();
    }

    private List<Fault> checkBackend(Address address, String at) {
        AzureAddress written = AzureAddress.read(address, at, Set.of(backend));
        if (written.required(backend)
                .filter(name -> name.isBlank() || !NAME.matcher(name).matches())
                .isPresent()) {
            written.fault(backend, "must be the name of the " + backend + ", not its id");
        }
        return written.faults();
    }

    private String name(Address address) {
        return AzureAddress.read(address, "", Set.of(backend)).text(backend);
    }
}
