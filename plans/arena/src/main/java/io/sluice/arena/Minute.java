package io.sluice.arena;

/**
 * What one side's load balancer counted in one minute.
 *
 * @param errors of the requests, those that failed
 * @param p50 milliseconds that half of the requests took at most; NaN without requests, as p95 and p99 are
 */
record Minute(int requests, int errors, double p50, double p95, double p99) {
    static final Minute IDLE = new Minute(0, 0, Double.NaN, Double.NaN, Double.NaN);
}
