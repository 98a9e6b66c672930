package io.sluice.traffic;

import java.util.Optional;

/** A health figure that each route's own provider can be asked for, in the same words and units on every cloud. */
public enum Signal {
    /** Requests that reached the side in the window. */
    REQUESTS("requests", "requests", true),
    /** Share of the side's requests that it answered with a server error. */
    ERROR_RATE("error-rate", "percent", true),
    LATENCY_P50("latency-p50", "milliseconds", true),
    LATENCY_P95("latency-p95", "milliseconds", true),
    LATENCY_P99("latency-p99", "milliseconds", true),
    /** Targets of the side that pass their health check now, whatever the window. */
    HEALTHY_TARGETS("healthy-targets", "targets", false),
    /**
     * Share of the route's requests that the balancer itself answered with a server error. Asked per route, not per side:
     * a side without targets fails here and in no metric of its own.
     */
    BALANCER_ERROR_RATE("balancer-error-rate", "percent", true),
    /**
     * Bytes of requests and answers that went through. Asked per route they are those of the whole balancer behind it, which
     * other routes may share; asked per side, those of the side, which few clouds tell apart.
     */
    PROCESSED_BYTES("processed-bytes", "bytes", true),
    /**
     * Capacity units that the cloud bills for the whole balancer behind the route, on average over the window: so many unit-hours
     * an hour. Asked per route, not per side.
     */
    CAPACITY_UNITS("capacity-units", "units", false),
    /**
     * Metric periods of the window in which metrics of the route were published that need no requests: all of them, or it is missing.
     * It tells a service that nobody used from metrics that do not arrive, so a source that measures no requests must not have it.
     * Asked per route, not per side.
     */
    HEARTBEAT("heartbeat", "periods", false);

    private final String word;
    private final String unit;
    private final boolean traffic;

    Signal(String word, String unit, boolean traffic) {
        this.word = word;
        this.unit = unit;
        this.traffic = traffic;
    }

    /** The name in plan files and in the API. */
    public String word() {
        return word;
    }

    public String unit() {
        return unit;
    }

    /** Whether it is made of requests, so that without requests there is none. */
    public boolean ofTraffic() {
        return traffic;
    }

    /**
     * Whether it is asked of the route as a whole: gates, which judge sides, cannot name it. It may be known of a side too; of
     * which it is not, asking for one must be {@link Reading.Missing}.
     */
    public boolean ofRoute() {
        return switch (this) {
            case BALANCER_ERROR_RATE, PROCESSED_BYTES, CAPACITY_UNITS, HEARTBEAT -> true;
            case REQUESTS, ERROR_RATE, LATENCY_P50, LATENCY_P95, LATENCY_P99, HEALTHY_TARGETS -> false;
        };
    }

    public static Optional<Signal> find(String word) {
        for (Signal signal : values()) {
            if (signal.word.equals(word)) {
                return Optional.of(signal);
            }
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return word;
    }
}
