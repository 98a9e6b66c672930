package io.sluice.provider;

import java.time.Duration;

/** One configured source of figures that belongs to no route's provider, opened. */
public interface Source extends AutoCloseable {
    MetricSource metrics();

    /** How long one call may take before it counts as not answered. */
    Duration callDeadline();

    @Override
    void close();
}
