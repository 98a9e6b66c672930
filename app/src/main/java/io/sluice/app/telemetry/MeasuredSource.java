package io.sluice.app.telemetry;

import io.sluice.provider.MetricSource;
import io.sluice.provider.Source;
import io.sluice.traffic.MetricTiming;
import java.time.Duration;

/** A source whose calls are watched. */
record MeasuredSource(String name, Source source, CallWatch watch) implements Source {
    @Override
    public MetricSource metrics() {
        return new MeasuredMetrics(name, source.metrics(), watch);
    }

    @Override
    public MetricTiming timing() {
        return source.timing();
    }

    @Override
    public int pastAtOnce() {
        return source.pastAtOnce();
    }

    @Override
    public Duration callDeadline() {
        return source.callDeadline();
    }

    @Override
    public void close() {
        source.close();
    }
}
