package io.sluice.provider.azure;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Figures of application gateways: answers by server and status from Azure Monitor, in one call for each gateway, and the health
 * of the servers from the gateway itself.
 *
 * <p>Where all sides share one pool, only the server tells them apart.
 */
final class GatewaySignals implements SignalSource {
    private final Gateways gateways;
    private final GatewayHealth health;
    private final Duration period;

    GatewaySignals(Gateways gateways, Duration period) {
        this.gateways = gateways;
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
        for (SignalQuery query : queries) {
            switch (query.signal()) {
                case REQUESTS, ERROR_RATE -> counted.add(query);
                case HEALTHY_TARGETS -> healthy.add(query);
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
            }
        }
        if (counted.isEmpty() && healthy.isEmpty()) {
            return readings;
        }
        Lookup<Gateway> gateway = Lookup.of(() -> gateways.get(id));
        if (!counted.isEmpty()) {
            Lookup<List<Answers>> answers =
                    gateway.then(_ -> Lookup.of(() -> Answers.of(gateways.responses(id, span(counted), period))));
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

    private static Reading counted(SignalQuery query, Gateway gateway, List<Answers> answers) {
        GatewayAddress address = GatewayAddress.of(query.route());
        String pool = address.pools().getOrDefault(side(query), "");
        Set<String> servers = gateway.find(Gateway.POOLS, pool)
                .map(_ -> PoolMembers.members(gateway, pool).keySet())
                .orElse(Set.of());
        List<Answers> own = answers.stream()
                .filter(one -> one.pool().equalsIgnoreCase(address.ownPool().orElse(pool)))
                .filter(one -> address.ownPool().isEmpty() || servers.stream().anyMatch(one::isOf))
                .toList();
        OptionalDouble requests = Answers.sum(own, query.window());
        if (requests.isEmpty() || (query.signal() == Signal.ERROR_RATE && requests.getAsDouble() == 0)) {
            return new Reading.Missing("no requests from " + query.window().start() + " to "
                    + query.window().end());
        }
        if (query.signal() == Signal.REQUESTS) {
            return new Reading.Measured(requests.getAsDouble());
        }
        // Errors are published only where there were some: none among counted requests is none.
        double errors = Answers.sum(own.stream().filter(Answers::areErrors).toList(), query.window())
                .orElse(0);
        return new Reading.Measured(errors * 100 / requests.getAsDouble());
    }

    private static Side side(SignalQuery query) {
        return query.side().orElseGet(() -> new Side("none"));
    }

    /** The answers of one server to the requests of one pool, with one first digit of the status. */
    private record Answers(String pool, String server, String statusGroup, NavigableMap<Instant, Double> points) {
        static List<Answers> of(JsonNode metrics) {
            List<Answers> all = new ArrayList<>();
            for (JsonNode metric : metrics.path("value")) {
                for (JsonNode series : metric.path("timeseries")) {
                    Map<String, String> dimensions = new HashMap<>();
                    // Asked for in one case and answered in another.
                    series.path("metadatavalues")
                            .forEach(one -> dimensions.put(
                                    one.at("/name/value").asText().toLowerCase(Locale.ROOT),
                                    one.path("value").asText()));
                    NavigableMap<Instant, Double> points = new TreeMap<>();
                    series.path("data")
                            .forEach(point -> time(point)
                                    .filter(_ -> point.path("total").isNumber())
                                    .ifPresent(time ->
                                            points.put(time, point.path("total").asDouble())));
                    all.add(new Answers(
                            dimensions.getOrDefault("backendpool", ""),
                            dimensions.getOrDefault("backendserver", ""),
                            dimensions.getOrDefault("httpstatusgroup", ""),
                            points));
                }
            }
            return all;
        }

        private static Optional<Instant> time(JsonNode point) {
            try {
                return Optional.of(Instant.parse(point.path("timeStamp").asText()));
            } catch (DateTimeParseException e) {
                return Optional.empty();
            }
        }

        /** Azure does not say whether it names a server with its port. */
        boolean isOf(String address) {
            String lower = server.toLowerCase(Locale.ROOT);
            return lower.equals(address) || lower.startsWith(address + ":");
        }

        boolean areErrors() {
            return statusGroup.toLowerCase(Locale.ROOT).equals("5xx");
        }

        /** Empty where nothing at all was counted within the window. */
        static OptionalDouble sum(List<Answers> answers, TimeWindow window) {
            return answers.stream()
                    .flatMap(one -> one.points().subMap(window.start(), window.end()).values().stream())
                    .mapToDouble(Double::doubleValue)
                    .reduce(Double::sum);
        }
    }
}
