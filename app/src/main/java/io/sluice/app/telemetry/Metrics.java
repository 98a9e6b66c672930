package io.sluice.app.telemetry;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** All that this node has to say in numbers, in the words of Prometheus. */
public final class Metrics {
    private final PrometheusRegistry registry;
    private final ExpositionFormats formats = ExpositionFormats.init();

    Metrics(PrometheusRegistry registry) {
        this.registry = registry;
        JvmMetrics.builder().register(registry);
    }

    /** One scrape, to be written to whoever asked. */
    public record Scrape(String type, MetricSnapshots snapshots, ExpositionFormatWriter writer) {
        public void write(OutputStream out) throws IOException {
            writer.write(out, snapshots, EscapingScheme.UNDERSCORE_ESCAPING);
        }
    }

    /**
     * How it stands now.
     *
     * @param accept what the one who asks understands; OpenMetrics if that is named in it, the text format of Prometheus otherwise
     */
    public Scrape scrape(@Nullable String accept) {
        ExpositionFormatWriter writer = formats.findWriter(accept);
        return new Scrape(writer.getContentType(), registry.scrape(), writer);
    }
}
