package io.sluice.traffic;

import java.time.Duration;

/**
 * How fast a provider instance is and how long its word may be in doubt.
 *
 * @param metricPeriod the grid on which it publishes metrics
 * @param metricLag how long after a window's end its figures may still be incomplete
 * @param landsWithin how long after it was sent a call that was not answered may still take effect
 * @param callDeadline how long one call may take before it counts as not answered
 * @param changeDeadline how long a change may take until the cloud says that it is done; longer than one call where a change
 *     is an operation that runs on after it was accepted
 */
public record Timing(
        Duration metricPeriod,
        Duration metricLag,
        Duration landsWithin,
        Duration callDeadline,
        Duration changeDeadline) {
    /** The timing of a cloud whose changes are done when the call for them is answered. */
    public Timing(Duration metricPeriod, Duration metricLag, Duration landsWithin, Duration callDeadline) {
        this(metricPeriod, metricLag, landsWithin, callDeadline, callDeadline);
    }

    /** The same for routes whose changes are done when the call for them is answered. */
    public Timing doneWhenAnswered() {
        return new Timing(metricPeriod, metricLag, landsWithin, callDeadline);
    }

    /** How fast its figures come. */
    public MetricTiming ofMetrics() {
        return new MetricTiming(metricPeriod, metricLag);
    }

    public Timing {
        if (!metricPeriod.isPositive()
                || metricLag.isNegative()
                || landsWithin.isNegative()
                || !callDeadline.isPositive()
                || changeDeadline.compareTo(callDeadline) < 0) {
            throw new IllegalArgumentException("durations out of range: period " + metricPeriod + ", lag " + metricLag
                    + ", lands within " + landsWithin + ", deadline of a call " + callDeadline + ", of a change "
                    + changeDeadline);
        }
    }
}
