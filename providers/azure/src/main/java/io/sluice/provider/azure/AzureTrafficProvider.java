package io.sluice.provider.azure;

import io.sluice.provider.AddressFields;
import io.sluice.provider.Lookup;
import io.sluice.provider.SignalSource;
import io.sluice.provider.Together;
import io.sluice.provider.TrafficProvider;
import io.sluice.traffic.Address;
import io.sluice.traffic.ByHand;
import io.sluice.traffic.Fault;
import io.sluice.traffic.Reading;
import io.sluice.traffic.Restoration;
import io.sluice.traffic.Route;
import io.sluice.traffic.RouteHazard;
import io.sluice.traffic.Sight;
import io.sluice.traffic.SignalQuery;
import io.sluice.traffic.Snapshot;
import io.sluice.traffic.WeightChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Hands each route of a subscription to its kind. */
final class AzureTrafficProvider implements TrafficProvider, SignalSource {
    private final Map<String, RouteKind> kinds = new LinkedHashMap<>();

    AzureTrafficProvider(List<RouteKind> kinds) {
        kinds.forEach(kind -> this.kinds.put(kind.field(), kind));
    }

    @Override
    public List<Fault> check(Route route) {
        return find(route.address()).map(kind -> kind.check(route)).orElseGet(() -> {
            AddressFields fields = fields(route.address());
            List<Fault> faults = new ArrayList<>(fields.faults());
            if (!fields.faultAt("")) {
                faults.add(new Fault("", "a route names one of " + String.join(", ", kinds.keySet())));
            }
            return faults;
        });
    }

    @Override
    public String canonicalKey(Route route) {
        return kind(route).canonicalKey(route);
    }

    @Override
    public Map<Route, Sight> observe(Set<Route> routes) {
        Map<RouteKind, Set<Route>> byKind =
                routes.stream().collect(Collectors.groupingBy(this::kind, Collectors.toSet()));
        Map<Route, Sight> sights = new HashMap<>();
        Together.each(byKind.keySet(), kind -> kind.observe(byKind.getOrDefault(kind, Set.of())))
                .values()
                .forEach(sights::putAll);
        return sights;
    }

    @Override
    public void apply(WeightChange change) {
        kind(change.route()).apply(change);
    }

    @Override
    public List<RouteHazard> hazards(Route route) {
        return kind(route).hazards(route);
    }

    @Override
    public Snapshot snapshot(Route route) {
        return kind(route).snapshot(route);
    }

    @Override
    public void restore(Restoration restoration) {
        kind(restoration.route()).restore(restoration);
    }

    @Override
    public ByHand byHand(Route route, Snapshot baseline) {
        return kind(route).byHand(route, baseline);
    }

    @Override
    public List<Reading> read(List<SignalQuery> queries) {
        Map<RouteKind, List<Integer>> places = IntStream.range(0, queries.size())
                .boxed()
                .collect(Collectors.groupingBy(i -> kind(queries.get(i).route())));
        Map<Integer, Lookup<Reading>> readings = new HashMap<>();
        Together.each(
                        places.keySet(),
                        kind -> Lookup.of(() -> kind.signals()
                                .read(places.getOrDefault(kind, List.of()).stream()
                                        .map(queries::get)
                                        .toList())))
                .forEach((kind, read) -> {
                    List<Integer> asked = places.getOrDefault(kind, List.of());
                    for (int i = 0; i < asked.size(); i++) {
                        int place = i;
                        readings.put(asked.get(i), read.then(all -> new Lookup.Hit<>(all.get(place))));
                    }
                });
        return Readings.of(IntStream.range(0, queries.size())
                .mapToObj(i -> Optional.ofNullable(readings.get(i)).orElseThrow())
                .toList());
    }

    /** Whether a change of the route runs on as an operation after it was accepted. */
    boolean runsOn(Route route) {
        return kind(route).runsOn();
    }

    /** Whether the route is of the kind of this field. */
    boolean isOf(Route route, String field) {
        return find(route.address()).filter(kind -> kind.field().equals(field)).isPresent();
    }

    private RouteKind kind(Route route) {
        return find(route.address())
                .orElseThrow(() -> new IllegalArgumentException("not an address: " + route.address()));
    }

    /** The kind whose field is written, rightly or wrongly; what else is wrong the kind says itself. */
    private Optional<RouteKind> find(Address address) {
        AddressFields fields = fields(address);
        return kinds.entrySet().stream()
                .filter(kind -> fields.find(kind.getKey()).isPresent() || fields.faultAt("/" + kind.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private AddressFields fields(Address address) {
        return AddressFields.read(address, "", new TreeSet<>(kinds.keySet()));
    }
}
