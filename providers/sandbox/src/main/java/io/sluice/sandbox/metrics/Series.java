package io.sluice.sandbox.metrics;

import java.util.NavigableMap;
import java.util.TreeMap;

/** One metric over time, in seconds; a second in which nothing was measured is not there, as in CloudWatch. */
public final class Series {
    /** CloudWatch keeps periods of less than a minute for three hours. */
    private static final long KEPT_SECONDS = 3 * 60 * 60;

    private final TreeMap<Long, Samples> seconds = new TreeMap<>();

    synchronized void add(long second, double value) {
        Samples samples = seconds.get(second);
        if (samples == null) {
            samples = new Samples();
            seconds.put(second, samples);
            seconds.headMap(second - KEPT_SECONDS).clear();
        }
        samples.add(value);
    }

    /** Everything between the two seconds in stretches of the period, which start at multiples of it. */
    public synchronized NavigableMap<Long, Samples> periods(long fromSecond, long beforeSecond, int periodSeconds) {
        NavigableMap<Long, Samples> periods = new TreeMap<>();
        long first = Math.floorDiv(fromSecond, periodSeconds) * periodSeconds;
        if (first < beforeSecond) {
            seconds.subMap(first, beforeSecond)
                    .forEach((second, samples) -> periods.computeIfAbsent(
                                    Math.floorDiv(second, periodSeconds) * periodSeconds, _ -> new Samples())
                            .addAll(samples));
        }
        return periods;
    }
}
