package io.sluice.app.telemetry;

import io.sluice.provider.MetricSource;
import io.sluice.traffic.Fault;
import io.sluice.traffic.Metric;
import io.sluice.traffic.MetricQuery;
import io.sluice.traffic.Reading;
import java.util.List;

/**
 * Somebody's metrics, whose calls are watched.
 *
 * @param name of whom {@code config.yml} calls so
 */
record MeasuredMetrics(String name, MetricSource source, CallWatch watch) implements MetricSource {
    @Override
    public List<Fault> check(Metric metric) {
        return source.check(metric);
    }

    @Override
    public boolean keepsPast(Metric metric) {
        return source.keepsPast(metric);
    }

    @Override
    public List<Reading> read(List<MetricQuery> queries) {
        return watch.call(name, "read-metrics", () -> source.read(queries));
    }
}
