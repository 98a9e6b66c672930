package io.sluice.sandbox.azure;

import io.sluice.sandbox.azure.GatewaySplit.Served;
import io.sluice.sandbox.http.Request;
import io.sluice.sandbox.metrics.UsageMeter;
import io.sluice.sandbox.traffic.Backends;
import io.sluice.sandbox.traffic.SplitProxy.Exchange;
import io.sluice.sandbox.traffic.SplitProxy.Hop;
import io.sluice.sandbox.traffic.SplitProxy.Splitter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The data plane of one rule: round robin over the healthy servers of its pool, or by the weights of its policy. */
final class GatewayPlane implements Splitter {
    private final String gatewayKey;
    private final String listener;
    private final Supplier<Optional<GatewaySplit>> inForce;
    private final Map<String, Backends> backends;
    private final MonitorMetrics metrics;
    private final UsageMeter usage;
    private final Map<Served, Integer> credit = new HashMap<>();

    GatewayPlane(
            String gatewayKey,
            String listener,
            Supplier<Optional<GatewaySplit>> inForce,
            Map<String, Backends> backends,
            MonitorMetrics metrics,
            UsageMeter usage) {
        this.gatewayKey = gatewayKey;
        this.listener = listener;
        this.inForce = inForce;
        this.backends = backends;
        this.metrics = metrics;
        this.usage = usage;
    }

    @Override
    public Optional<Hop> way(Request request) {
        Optional<GatewaySplit> split = inForce.get();
        if (split.isEmpty()) {
            return Optional.empty();
        }
        List<Served> healthy = split.get().servers().stream()
                .filter(server -> backendsOf(server).behaviour().healthy())
                .toList();
        return healthy.isEmpty()
                ? Optional.empty()
                : Optional.of(hop(next(healthy), split.get().settings()));
    }

    /** Smooth: whoever counts a few hundred requests finds the split exact, not just likely. */
    private synchronized Served next(List<Served> servers) {
        credit.keySet().retainAll(servers);
        int whole = servers.stream().mapToInt(Served::weight).sum();
        Served best = servers.getFirst();
        for (Served server : servers) {
            credit.merge(server, server.weight(), Integer::sum);
            if (credit.getOrDefault(server, 0) > credit.getOrDefault(best, 0)) {
                best = server;
            }
        }
        credit.merge(best, -whole, Integer::sum);
        return best;
    }

    private Hop hop(Served server, String settings) {
        Backends behind = backendsOf(server);
        List<Integer> ports = behind.ports();
        int last = Integer.parseInt(server.address().substring(server.address().lastIndexOf('.') + 1));
        return new Hop(
                behind, ports.get(last % ports.size()), String.join(" ", settings, server.pool(), server.address()));
    }

    private Backends backendsOf(Served server) {
        return Optional.ofNullable(backends.get(server.backends())).orElseThrow();
    }

    @Override
    public void answered(Hop hop, Exchange exchange) {
        String[] server = hop.server().split(" ", -1);
        Map<String, String> dimensions = new HashMap<>();
        dimensions.put("BackendHttpSetting", server[0]);
        dimensions.put("BackendPool", server[1]);
        dimensions.put("BackendServer", server[2]);
        metrics.add(
                gatewayKey,
                "BackendLastByteResponseTime",
                dimensions,
                exchange.latency().toNanos() / 1e6);
        dimensions.put("HttpStatusGroup", group(exchange));
        metrics.add(gatewayKey, "BackendResponseStatus", dimensions, 1);
        served(exchange);
    }

    @Override
    public void refused(Exchange exchange) {
        served(exchange);
    }

    /** What clients see of it, whoever answered. */
    private void served(Exchange exchange) {
        metrics.add(gatewayKey, "ResponseStatus", Map.of("HttpStatusGroup", group(exchange)), 1);
        metrics.add(gatewayKey, "BytesReceived", Map.of("Listener", listener), (double) exchange.received());
        metrics.add(gatewayKey, "BytesSent", Map.of("Listener", listener), (double) exchange.sent());
        usage.bytes(exchange.received() + exchange.sent());
    }

    private static String group(Exchange exchange) {
        return exchange.status() / 100 + "xx";
    }
}
