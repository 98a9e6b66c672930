package io.sluice.arena;

/**
 * What the operators know of the service from the weeks before: its usual level, exactly. Thresholds are set against it.
 *
 * @param errorRate share of requests that fail, 0 to 1
 * @param p95 in milliseconds, as p99 is
 */
record Normal(double errorRate, double p95, double p99) {}
