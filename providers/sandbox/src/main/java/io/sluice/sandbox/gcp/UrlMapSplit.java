package io.sluice.sandbox.gcp;

import io.sluice.sandbox.gcp.GcpConfig.BackendService;
import io.sluice.sandbox.http.Request;
import io.sluice.sandbox.metrics.MetricKey;
import io.sluice.sandbox.metrics.Metrics;
import io.sluice.sandbox.traffic.Backends;
import io.sluice.sandbox.traffic.SmoothSplit;
import io.sluice.sandbox.traffic.SplitProxy;
import io.sluice.sandbox.world.History;
import io.sluice.sandbox.world.WeightedGroup;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Splits the requests of one URL map by its host-less default.
 *
 * <p>The backend service is drawn first and health is looked at within it, as Google does it: one without a healthy
 * endpoint gets its share all the same, and its clients get an error.
 */
final class UrlMapSplit implements SplitProxy.Splitter {
    static final String NAMESPACE = "loadbalancing.googleapis.com/https";
    static final String REQUESTS = "backend_request_count";
    static final String LATENCIES = "backend_latencies";
    static final String REQUEST_BYTES = "backend_request_bytes_count";
    static final String RESPONSE_BYTES = "backend_response_bytes_count";

    private final Resource urlMap;
    private final History<GcpConfig> history;
    private final Map<String, Backends> backends;
    private final Metrics metrics;
    private final SmoothSplit split = new SmoothSplit();
    private final AtomicInteger turn = new AtomicInteger();

    UrlMapSplit(Resource urlMap, History<GcpConfig> history, Map<String, Backends> backends, Metrics metrics) {
        this.urlMap = urlMap;
        this.history = history;
        this.backends = backends;
        this.metrics = metrics;
    }

    @Override
    public Optional<SplitProxy.Hop> way(Request request) {
        GcpConfig config = history.current();
        List<WeightedGroup> services = Optional.ofNullable(config.urlMaps().get(urlMap.path()))
                .map(GcpConfig::weights)
                .orElse(Map.of())
                .entrySet()
                .stream()
                .map(weight -> new WeightedGroup(weight.getKey(), weight.getValue()))
                .toList();
        if (services.isEmpty()) {
            return Optional.empty();
        }
        String chosen = split.next(services).targetGroupArn();
        Backends behind = backends.get(chosen);
        int endpoints =
                config.serviceNamed(chosen).map(BackendService::endpoints).orElse(0);
        if (behind == null || endpoints == 0 || !behind.behaviour().healthy()) {
            return Optional.empty();
        }
        int port = behind.ports()
                .get(Math.floorMod(
                        turn.getAndIncrement(),
                        Math.min(endpoints, behind.ports().size())));
        return Optional.of(new SplitProxy.Hop(behind, port));
    }

    @Override
    public void answered(SplitProxy.Hop hop, SplitProxy.Exchange exchange) {
        Map<String, String> dimensions = Map.of(
                "monitored_resource", "https_lb_rule",
                "url_map_name", urlMap.name(),
                "backend_target_name", hop.backends().id(),
                "response_code_class", Integer.toString(exchange.status() / 100 * 100));
        add(REQUESTS, dimensions, 1);
        add(REQUEST_BYTES, dimensions, (double) exchange.received());
        add(RESPONSE_BYTES, dimensions, (double) exchange.sent());
        add(LATENCIES, dimensions, exchange.latency().toNanos() / 1e6);
    }

    private void add(String metric, Map<String, String> dimensions, double value) {
        metrics.add(new MetricKey(NAMESPACE, metric, dimensions), value);
    }

    @Override
    public void refused(SplitProxy.Exchange exchange) {
        // No backend saw it, and the sandbox keeps no figures of the front end.
    }
}
