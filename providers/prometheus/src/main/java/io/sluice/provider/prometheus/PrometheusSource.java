package io.sluice.provider.prometheus;

import io.sluice.provider.MetricSource;
import io.sluice.provider.Source;
import io.sluice.traffic.MetricTiming;
import java.time.Duration;

/**
 * A server that speaks Prometheus's HTTP API, opened.
 *
 * @param longestQuestion how long one question may take
 * @param timing it is evaluated at any instant, but what was scraped last must have been stored
 */
record PrometheusSource(Prometheus server, Duration longestQuestion, MetricTiming timing) implements Source {
    /** So that who waits for all of them still gets the others when one question takes all its time. */
    private static final Duration SPARE = Duration.ofSeconds(1);

    @Override
    public MetricSource metrics() {
        return server.metrics();
    }

    @Override
    public Duration callDeadline() {
        return longestQuestion.plus(SPARE);
    }

    @Override
    public void close() {
        server.close();
    }
}
