package io.sluice.provider.azure;

import io.sluice.provider.Lookup;
import io.sluice.provider.SignalSource;
import io.sluice.provider.Together;
import io.sluice.traffic.Reading;
import io.sluice.traffic.Side;
import io.sluice.traffic.Signal;
import io.sluice.traffic.SignalQuery;
import io.sluice.traffic.TimeWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Figures of application gateways: answers by server and status from Azure Monitor, in one call for each gateway, what the gateway
 * as a whole is used in another, and the health of the servers from the gateway itself.
 *
 * <p>Where all sides share one pool, only the server tells them apart.
 */
final class GatewaySignals implements SignalSource {
    private static final String SERVERS_AND_STATUS =
            "BackendPool eq '*' and BackendServer eq '*' and HttpStatusGroup eq '*'";

    private final Gateways gateways;
    private final Monitor monitor;
    private final GatewayHealth health;
    private final Duration period;

    GatewaySignals(Gateways gateways, Monitor monitor, Duration period) {
        this.gateways = gateways;
        this.monitor = monitor;
        this.health = new GatewayHealth(gateways);
        this.period = period;
    }

    @Override
    public List<Reading> read(List<SignalQuery> queries) {
        Map<String, List<SignalQuery>> byGateway = queries.stream()
                .collect(Collectors.groupingBy(
                        query -> GatewayAddress.of(query.route()).gateway().key()));
        Map<SignalQuery, Lookup<Reading>> readings = new HashMap<>();
        Together.each(byGateway.keySet(), key -> ofGateway(byGateway.getOrDefault(key, List.of())))
                .values()
                .forEach(readings::putAll);
        return Readings.of(queries.stream()
                .map(query -> Optional.ofNullable(readings.get(query)).orElseThrow())
                .toList());
    }

    private Map<SignalQuery, Lookup<Reading>> ofGateway(List<SignalQuery> queries) {
        ArmId id = GatewayAddress.of(queries.getFirst().route()).gateway();
        Map<SignalQuery, Lookup<Reading>> readings = new HashMap<>();
        List<SignalQuery> counted = new ArrayList<>();
        List<SignalQuery> healthy = new ArrayList<>();
        List<SignalQuery> usage = new ArrayList<>();
        for (SignalQuery query : queries) {
            switch (query.signal()) {
                case REQUESTS, ERROR_RATE -> counted.add(query);
                case HEALTHY_TARGETS -> healthy.add(query);
                case PROCESSED_BYTES, CAPACITY_UNITS -> usage.add(query);
                case LATENCY_P50, LATENCY_P95, LATENCY_P99 ->
                    readings.put(
                            query,
                            new Lookup.Hit<>(new Reading.Missing(
                                    "Azure Monitor keeps averages of a gateway's latency, and no percentile")));
                case BALANCER_ERROR_RATE ->
                    readings.put(
                            query,
                            new Lookup.Hit<>(new Reading.Missing(
                                    "Azure Monitor does not tell a gateway's own errors from its servers'")));
                case HEARTBEAT ->
                    readings.put(
                            query,
                            new Lookup.Hit<>(new Reading.Missing(
                                    "Azure Monitor reports no metric of a gateway that has no requests")));
            }
        }
        if (!usage.isEmpty()) {
            Lookup<GatewayUsage> used = Lookup.of(() -> GatewayUsage.ask(monitor, id, span(usage), period));
            usage.forEach(query -> readings.put(
                    query,
                    used.then(all -> new Lookup.Hit<>(
                            query.signal() == Signal.PROCESSED_BYTES ? all.bytes(query) : all.units(query)))));
        }
        if (counted.isEmpty() && healthy.isEmpty()) {
            return readings;
        }
        Lookup<Gateway> gateway = Lookup.of(() -> gateways.get(id));
        if (!counted.isEmpty()) {
            Lookup<List<Monitor.Series>> answers = gateway.then(_ -> Lookup.of(() -> monitor.ask(new Monitor.Question(
                    id.text(),
                    List.of("BackendResponseStatus"),
                    List.of("Total"),
                    SERVERS_AND_STATUS,
                    span(counted),
                    period))));
            counted.forEach(query ->
                    readings.put(query, Lookup.of(() -> counted(query, gateway.orThrow(), answers.orThrow()))));
        }
        if (!healthy.isEmpty()) {
            Lookup<GatewayHealth.OfGateway> asked = gateway.then(found -> Lookup.of(() -> health.ask(found)));
            healthy.forEach(query -> readings.put(
                    query, Lookup.of(() -> asked.orThrow().read(GatewayAddress.of(query.route()), side(query)))));
        }
        return readings;
    }

    /** All windows in one: what was counted can be added up afterwards. */
    private static TimeWindow span(List<SignalQuery> queries) {
        Instant start = queries.stream()
                .map(query -> query.window().start())
                .min(Instant::compareTo)
                .orElseThrow();
        Instant end = queries.stream()
                .map(query -> query.window().end())
                .max(Instant::compareTo)
                .orElseThrow();
        return new TimeWindow(start, end);
    }

    private static Reading counted(SignalQuery query, Gateway gateway, List<Monitor.Series> answers) {
        GatewayAddress address = GatewayAddress.of(query.route());
        String pool = address.pools().getOrDefault(side(query), "");
        Set<String> servers = gateway.find(Gateway.POOLS, pool)
                .map(_ -> PoolMembers.members(gateway, pool).keySet())
                .orElse(Set.of());
        List<Monitor.Series> own = answers.stream()
                .filter(one -> one.dimension("backendpool")
                        .equalsIgnoreCase(address.ownPool().orElse(pool)))
                .filter(one -> address.ownPool().isEmpty()
                        || servers.stream().anyMatch(server -> one.isOf("backendserver", server)))
                .toList();
        OptionalDouble requests = Monitor.Series.sum(own, query.window());
        if (requests.isEmpty() || (query.signal() == Signal.ERROR_RATE && requests.getAsDouble() == 0)) {
            return new Reading.Missing("no requests from " + query.window().start() + " to "
                    + query.window().end());
        }
        if (query.signal() == Signal.REQUESTS) {
            return new Reading.Measured(requests.getAsDouble());
        }
        // Errors are published only where there were some: none among counted requests is none.
        double errors = Monitor.Series.sum(
                        own.stream().filter(GatewaySignals::areErrors).toList(), query.window())
                .orElse(0);
        return new Reading.Measured(errors * 100 / requests.getAsDouble());
    }

    private static boolean areErrors(Monitor.Series series) {
        return series.dimension("httpstatusgroup").equalsIgnoreCase("5xx");
    }

    private static Side side(SignalQuery query) {
        return query.side().orElseGet(() -> new Side("none"));
    }
}
