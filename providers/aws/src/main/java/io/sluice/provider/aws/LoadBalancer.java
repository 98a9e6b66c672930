package io.sluice.provider.aws;

import io.sluice.traffic.Signal;
import io.sluice.traffic.Traits;
import io.sluice.traffic.WeightScale;
import java.util.EnumSet;
import java.util.Set;

/** What is known of a load balancer and cannot change. */
record LoadBalancer(String arn, Kind kind) {
    enum Kind {
        APPLICATION("an Application Load Balancer", "AWS/ApplicationELB"),
        NETWORK("a Network Load Balancer", "AWS/NetworkELB"),
        /** Its listeners have one target group and no weights. */
        OTHER("a load balancer of another kind", "none");

        private final String words;
        private final String namespace;

        Kind(String words, String namespace) {
            this.words = words;
            this.namespace = namespace;
        }
    }

    private static final WeightScale SCALE = new WeightScale(999);

    /** Documented for an Application Load Balancer; a Network Load Balancer that takes fewer says so itself. */
    private static final int MOST_TARGET_GROUPS = 5;

    String words() {
        return kind.words;
    }

    /**
     * CloudWatch counts the flows and bytes of a Network Load Balancer, but no requests, errors or latencies: so its health metrics,
     * which it does publish, are a sign of life of nothing that is asked for.
     */
    private Set<Signal> signals() {
        return switch (kind) {
            case APPLICATION -> EnumSet.allOf(Signal.class);
            case NETWORK -> EnumSet.of(Signal.HEALTHY_TARGETS, Signal.PROCESSED_BYTES, Signal.CAPACITY_UNITS);
            case OTHER -> EnumSet.noneOf(Signal.class);
        };
    }

    boolean measures(Signal signal) {
        return signals().contains(signal);
    }

    /** Where CloudWatch keeps its metrics. */
    String namespace() {
        return kind.namespace;
    }

    /** CloudWatch's {@code LoadBalancer} dimension. */
    String dimension() {
        return arn.substring(arn.indexOf(":loadbalancer/") + ":loadbalancer/".length());
    }

    Traits traits(Place place) {
        String what = switch (place) {
            case Place.OfListener _ -> " listener";
            case Place.OfRule _ -> " rule";
        };
        return new Traits(SCALE, MOST_TARGET_GROUPS, signals(), false, kind.words + what);
    }
}
