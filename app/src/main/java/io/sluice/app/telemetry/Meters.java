package io.sluice.app.telemetry;

import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;

/**
 * What is counted and timed where it happens. Labels have few values each: names of {@code config.yml}, words of this program, and paths
 * of its API as templates.
 */
final class Meters {
    private static final double[] OF_CALLS = {0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60};
    private static final double[] OF_LATENESS = {0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 30, 60, 300, 3600};
    private static final double[] OF_APPENDS = {
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5
    };
    private static final double[] OF_REVERTS = {0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600};

    private final Histogram lateness;
    private final Histogram ticks;
    private final Histogram calls;
    private final Histogram appends;
    private final Histogram reverts;
    private final Histogram requests;

    Meters(PrometheusRegistry registry) {
        lateness = histogram(
                        "sluice_look_lateness_seconds",
                        "How late plans are taken up that are due for a look",
                        OF_LATENESS)
                .register(registry);
        ticks = histogram("sluice_tick_duration_seconds", "Ticks: look, decide and act for one plan", OF_CALLS)
                .labelNames("outcome")
                .register(registry);
        calls = histogram(
                        "sluice_provider_call_duration_seconds",
                        "Calls to providers, sources and hooks, by what became of them",
                        OF_CALLS)
                .labelNames("provider", "operation", "outcome")
                .register(registry);
        appends = histogram(
                        "sluice_journal_append_duration_seconds",
                        "Lines added to journals, until the database has them for good",
                        OF_APPENDS)
                .labelNames("outcome")
                .register(registry);
        reverts = histogram(
                        "sluice_revert_duration_seconds",
                        "From the beginning of a revert until every route has shown its baseline",
                        OF_REVERTS)
                .register(registry);
        requests = histogram(
                        "sluice_http_request_duration_seconds",
                        "Requests to the API, until the answer begins",
                        OF_CALLS)
                .labelNames("method", "path", "status")
                .register(registry);
    }

    /** Buckets only: what is native besides costs memory, and is shown in no text format. */
    private static Histogram.Builder histogram(String name, String help, double... buckets) {
        return Histogram.builder().name(name).help(help).classicOnly().classicUpperBounds(buckets);
    }

    /** A plan was taken up for a look that was due so long ago. */
    void late(Duration by) {
        lateness.observe(Math.max(0, seconds(by)));
    }

    void tick(String outcome, Duration took) {
        ticks.labelValues(outcome).observe(seconds(took));
    }

    /** A call to somebody else was answered, or was not. */
    void call(String provider, String operation, String outcome, Duration took) {
        calls.labelValues(provider, operation, outcome).observe(seconds(took));
    }

    void append(String outcome, Duration took) {
        appends.labelValues(outcome).observe(seconds(took));
    }

    /** All routes of a plan show what they had before it. */
    void back(Duration took) {
        reverts.observe(Math.max(0, seconds(took)));
    }

    void request(String method, String path, int status, Duration took) {
        requests.labelValues(method, path, Integer.toString(status)).observe(seconds(took));
    }

    static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
