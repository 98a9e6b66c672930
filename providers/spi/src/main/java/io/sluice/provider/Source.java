package io.sluice.provider;

import io.sluice.traffic.MetricTiming;
import java.time.Duration;

/** One configured source of figures that belongs to no route's provider, opened. */
public interface Source extends AutoCloseable {
    MetricSource metrics();

    /** How fast its figures come: the windows of gates on them are cut by it, whatever cloud the route is on. */
    MetricTiming timing();

    /**
     * How many windows that are long over one look may ask about, where each is a question of its own: a judge of a whole
     * step asks for all of them after a start. The rest is left to later looks.
     *
     * @return at least 1
     */
    default int pastAtOnce() {
        return Integer.MAX_VALUE;
    }

    /** How long one call may take before it counts as not answered. */
    Duration callDeadline();

    @Override
    void close();
}
