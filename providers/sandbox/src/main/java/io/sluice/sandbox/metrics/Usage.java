package io.sluice.sandbox.metrics;

/**
 * What a load balancer did in a stretch of time, and the capacity units that its cloud sees in it: always those of the
 * dimension that needs most.
 *
 * @param seconds how long it was, more than 0
 * @param newConnections that clients made meanwhile
 * @param connections that were open at its end
 * @param bytes that went through, both ways
 */
public record Usage(double seconds, long newConnections, long connections, long bytes) {
    private static final double GIGABYTE = 1e9;

    public Usage {
        if (!(seconds > 0)) {
            throw new IllegalArgumentException("a stretch of " + seconds + " s");
        }
    }

    /**
     * LCUs of an Application Load Balancer (Elastic Load Balancing pricing): 25 new connections a second, 3,000 active ones, 1 GB
     * an hour. The fourth dimension, rules beyond ten, no listener here has.
     */
    public double applicationUnits() {
        return largest(newConnections / seconds / 25, connections / 3_000.0, gigabytesAnHour());
    }

    /** NLCUs of a Network Load Balancer for TCP (the same page): 800 new flows a second, 100,000 active ones, 1 GB an hour. */
    public double networkUnits() {
        return largest(newConnections / seconds / 800, connections / 100_000.0, gigabytesAnHour());
    }

    /**
     * Capacity units of an Application Gateway v2 (its monitoring reference): 2,500 persistent connections, 2.22 megabits a second.
     * Compute units, which signing in and rewriting cost, nobody here uses.
     */
    public double gatewayUnits() {
        return largest(connections / 2_500.0, bytes * 8 / seconds / 2.22e6);
    }

    private double gigabytesAnHour() {
        return bytes / seconds * 3_600 / GIGABYTE;
    }

    private static double largest(double... dimensions) {
        double largest = 0;
        for (double one : dimensions) {
            largest = Math.max(largest, one);
        }
        return largest;
    }
}
