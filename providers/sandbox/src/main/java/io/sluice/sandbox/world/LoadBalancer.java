package io.sluice.sandbox.world;

/** A load balancer, one of the fixed few. */
public record LoadBalancer(String arn, String name, Kind kind) {

    /** What a load balancer balances. */
    public enum Kind {
        /** Requests, on an Application Load Balancer. */
        APPLICATION("application", "AWS/ApplicationELB"),
        /** Connections, on a Network Load Balancer. */
        NETWORK("network", "AWS/NetworkELB");

        private final String type;
        private final String namespace;

        Kind(String type, String namespace) {
            this.type = type;
            this.namespace = namespace;
        }

        /** The word for it in {@code DescribeLoadBalancers}. */
        public String type() {
            return type;
        }

        /** Where CloudWatch keeps its metrics. */
        public String namespace() {
            return namespace;
        }
    }

    /** The value of CloudWatch's {@code LoadBalancer} dimension. */
    public String dimension() {
        return arn.substring(arn.indexOf(":loadbalancer/") + ":loadbalancer/".length());
    }
}
