package io.sluice.provider.gcp;

import io.sluice.traffic.Signal;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * A kind of load balancer, as backend services name it, and where Cloud Monitoring keeps its figures.
 *
 * @param name the {@code loadBalancingScheme}
 */
record Scheme(String name, boolean global) {
    private static final String METRICS = "loadbalancing_googleapis_com:";

    /**
     * The figures of a kind.
     *
     * @param requests counts requests by backend service and class of answer
     * @param latencies the distribution of what backends took
     * @param requestBytes counts what was sent to backends
     * @param responseBytes counts what came back
     * @param resource the monitored resource that all belong to
     */
    record Figures(String requests, String latencies, String requestBytes, String responseBytes, String resource) {
        private static Figures of(String path, String prefix, String resource) {
            return new Figures(
                    METRICS + path + prefix + "request_count",
                    METRICS + path + "backend_latencies",
                    METRICS + path + prefix + "request_bytes_count",
                    METRICS + path + prefix + "response_bytes_count",
                    resource);
        }
    }

    /** Classic load balancers know no weights. */
    boolean splits() {
        return !name.equals("EXTERNAL");
    }

    Optional<Figures> figures() {
        return switch (name) {
            case "EXTERNAL", "EXTERNAL_MANAGED" ->
                Optional.of(
                        global
                                ? Figures.of("https_", "backend_", "https_lb_rule")
                                : Figures.of("https_external_regional_", "", "http_external_regional_lb_rule"));
            case "INTERNAL_MANAGED" -> Optional.of(Figures.of("https_internal_", "", "internal_http_lb_rule"));
            default -> Optional.empty();
        };
    }

    Set<Signal> signals() {
        Set<Signal> signals = EnumSet.of(Signal.HEALTHY_TARGETS);
        if (figures().isPresent()) {
            signals.addAll(EnumSet.of(
                    Signal.REQUESTS,
                    Signal.ERROR_RATE,
                    Signal.LATENCY_P50,
                    Signal.LATENCY_P95,
                    Signal.LATENCY_P99,
                    Signal.PROCESSED_BYTES));
        }
        return signals;
    }

    /** What people call a route on it. */
    String words() {
        return switch (name) {
            case "EXTERNAL_MANAGED" ->
                "a URL map of a " + (global ? "global" : "regional") + " external Application Load Balancer";
            case "INTERNAL_MANAGED" ->
                "a URL map of a " + (global ? "cross-region" : "regional") + " internal Application Load Balancer";
            case "INTERNAL_SELF_MANAGED" -> "a URL map of a service mesh";
            case "EXTERNAL" -> "a URL map of a classic Application Load Balancer";
            default -> "a URL map of scheme " + name;
        };
    }
}
