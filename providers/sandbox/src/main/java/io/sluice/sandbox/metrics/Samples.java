package io.sluice.sandbox.metrics;

/** What was measured within one stretch of time. */
public final class Samples {
    private long count;
    private double sum;
    private double min = Double.POSITIVE_INFINITY;
    private double max = Double.NEGATIVE_INFINITY;
    private final LogHistogram histogram = new LogHistogram();

    void add(double value) {
        count++;
        sum += value;
        min = Math.min(min, value);
        max = Math.max(max, value);
        histogram.add(value);
    }

    public void addAll(Samples other) {
        count += other.count;
        sum += other.sum;
        min = Math.min(min, other.min);
        max = Math.max(max, other.max);
        histogram.addAll(other.histogram);
    }

    public double value(Statistic statistic) {
        return switch (statistic) {
            case Statistic.SampleCount _ -> (double) count;
            case Statistic.Sum _ -> sum;
            case Statistic.Average _ -> sum / count;
            case Statistic.Minimum _ -> min;
            case Statistic.Maximum _ -> max;
            // The classes of the histogram are rounded; a percentile outside of what was measured would puzzle.
            case Statistic.Percentile(double percent) -> Math.clamp(histogram.percentile(percent), min, max);
        };
    }
}
