package io.sluice.traffic;

import java.time.Duration;

/**
 * How fast figures come.
 *
 * @param period the grid on which their windows lie
 * @param lag how long after a window's end its figures may still be incomplete
 */
public record MetricTiming(Duration period, Duration lag) {
    /** Of who answers at once for any whole second. */
    public static final MetricTiming AT_ONCE = new MetricTiming(Duration.ofSeconds(1), Duration.ZERO);

    public MetricTiming {
        if (!period.isPositive() || lag.isNegative()) {
            throw new IllegalArgumentException("durations out of range: period " + period + ", lag " + lag);
        }
    }

    /** When both have their figures: the longer period and the longer lag. */
    public MetricTiming slower(MetricTiming other) {
        return new MetricTiming(longer(period, other.period), longer(lag, other.lag));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? other : one;
    }
}
