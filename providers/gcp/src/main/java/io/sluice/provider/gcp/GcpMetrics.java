package io.sluice.provider.gcp;

import io.sluice.provider.AddressFields;
import io.sluice.provider.MetricSource;
import io.sluice.traffic.Address;
import io.sluice.traffic.Fault;
import io.sluice.traffic.Metric;
import io.sluice.traffic.MetricQuery;
import io.sluice.traffic.Reading;
import io.sluice.traffic.Route;
import io.sluice.traffic.Side;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads any metric of the project by Cloud Monitoring's PromQL: {@code {query: "…"}}.
 *
 * <p>Besides the field of its address a backend has {@code name} here, the last part of {@code backendService}: labels hold
 * names and not URLs.
 */
final class GcpMetrics implements MetricSource {
    private static final String NAME = "name";

    private final GcpClients clients;
    private final GcpAddress addresses;

    GcpMetrics(GcpClients clients, GcpAddress addresses) {
        this.clients = clients;
        this.addresses = addresses;
    }

    @Override
    public List<Fault> check(Metric metric) {
        return clients.monitoring().metrics().check(metric);
    }

    @Override
    public List<Reading> read(List<MetricQuery> queries) {
        Map<Route, Route> described = new HashMap<>();
        return clients.monitoring()
                .metrics()
                .read(queries.stream()
                        .map(query -> new MetricQuery(
                                query.metric(),
                                described.computeIfAbsent(query.route(), this::described),
                                query.side(),
                                query.window()))
                        .toList());
    }

    private Route described(Route route) {
        Map<Side, Address> backends = new HashMap<>();
        route.backends()
                .forEach((side, backend) -> backends.put(
                        side,
                        addresses
                                .findBackendService(backend)
                                .map(service -> AddressFields.with(backend, Map.of(NAME, service.name())))
                                .orElse(backend)));
        return new Route(route.ref(), route.address(), backends);
    }
}
