package io.sluice.sandbox.azure;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.http.Request;
import io.sluice.sandbox.traffic.Backends;
import io.sluice.sandbox.traffic.SmoothSplit;
import io.sluice.sandbox.traffic.SplitProxy.Exchange;
import io.sluice.sandbox.traffic.SplitProxy.Hop;
import io.sluice.sandbox.traffic.SplitProxy.Splitter;
import io.sluice.sandbox.world.WeightedGroup;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The edge of a Front Door: of the enabled and healthy origins those of the lowest priority, and among them by weight, if
 * additional latency makes all of them near enough.
 */
final class OriginSplit implements Splitter {
    private static final String ENDPOINT = "shop.z01.azurefd.net";

    private final String profile;
    private final Supplier<Optional<OriginGroup>> inForce;
    private final Map<String, Backends> backends;
    private final MonitorMetrics metrics;
    private final SmoothSplit split = new SmoothSplit();
    private final AtomicInteger turns = new AtomicInteger();

    OriginSplit(
            String profile,
            Supplier<Optional<OriginGroup>> inForce,
            Map<String, Backends> backends,
            MonitorMetrics metrics) {
        this.profile = profile;
        this.inForce = inForce;
        this.backends = backends;
        this.metrics = metrics;
    }

    @Override
    public Optional<Hop> way(Request request) {
        return inForce.get().flatMap(this::way);
    }

    private Optional<Hop> way(OriginGroup group) {
        List<ObjectNode> known = group.foremost().stream()
                .filter(origin -> backends.containsKey(OriginGroup.host(origin)))
                .toList();
        List<ObjectNode> healthy = known.stream()
                .filter(origin -> behind(origin).behaviour().healthy())
                .toList();
        // Where all fail their probes, Front Door takes all for healthy.
        List<ObjectNode> eligible = healthy.isEmpty() ? known : healthy;
        if (eligible.isEmpty()) {
            return Optional.empty();
        }
        String host = group.splits() ? byWeight(eligible) : OriginGroup.host(eligible.getFirst());
        Backends behind = Optional.ofNullable(backends.get(host)).orElseThrow();
        List<Integer> ports = behind.ports();
        return Optional.of(new Hop(behind, ports.get(Math.floorMod(turns.getAndIncrement(), ports.size()))));
    }

    private String byWeight(List<ObjectNode> origins) {
        return split.next(origins.stream()
                        .map(origin -> new WeightedGroup(OriginGroup.host(origin), OriginGroup.weight(origin)))
                        .toList())
                .targetGroupArn();
    }

    private Backends behind(ObjectNode origin) {
        return Optional.ofNullable(backends.get(OriginGroup.host(origin))).orElseThrow();
    }

    @Override
    public void answered(Hop hop, Exchange exchange) {
        Map<String, String> dimensions = new HashMap<>();
        dimensions.put("Endpoint", ENDPOINT);
        dimensions.put("Origin", hop.backends().id());
        metrics.add(profile, "OriginLatency", dimensions, exchange.latency().toNanos() / 1e6);
        dimensions.putAll(status(exchange));
        metrics.add(profile, "OriginRequestCount", dimensions, 1);
        atTheEdge(exchange);
    }

    /** Nobody was asked, so no origin counts it. */
    @Override
    public void refused(Exchange exchange) {
        atTheEdge(exchange);
    }

    private void atTheEdge(Exchange exchange) {
        Map<String, String> dimensions = new HashMap<>(status(exchange));
        dimensions.put("Endpoint", ENDPOINT);
        metrics.add(profile, "RequestCount", dimensions, 1);
        metrics.add(profile, "RequestSize", dimensions, (double) exchange.received());
        metrics.add(profile, "ResponseSize", dimensions, (double) exchange.sent());
    }

    private static Map<String, String> status(Exchange exchange) {
        return Map.of(
                "HttpStatus", String.valueOf(exchange.status()), "HttpStatusGroup", exchange.status() / 100 + "XX");
    }
}
