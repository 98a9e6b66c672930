package io.sluice.app.telemetry;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where traces go.
 *
 * @param endpoint of a collector that speaks OTLP over HTTP, {@code http://127.0.0.1:4318/v1/traces}
 * @param sample which share of ticks and requests is traced, from 0 to 1, where whoever asks has not said so
 */
public record TraceSettings(URI endpoint, double sample) {
    private static final double USUAL_SAMPLE = 0.1;

    public TraceSettings {
        if (endpoint.getHost() == null || !List.of("http", "https").contains(endpoint.getScheme())) {
            throw new IllegalArgumentException(
                    "telemetry.traces.endpoint: an address like http://127.0.0.1:4318/v1/traces, not " + endpoint);
        }
        if (endpoint.getUserInfo() != null || endpoint.getQuery() != null) {
            throw new IllegalArgumentException("telemetry.traces.endpoint: no password and no query stand in it");
        }
        if (!(sample >= 0 && sample <= 1)) {
            throw new IllegalArgumentException("telemetry.traces.sample: 0 to 1, not " + sample);
        }
    }

    /** As written, with what is left out. */
    @JsonCreator
    static TraceSettings of(
            @JsonProperty("endpoint") @Nullable URI endpoint, @JsonProperty("sample") @Nullable Double sample) {
        if (endpoint == null) {
            throw new IllegalArgumentException("telemetry.traces: endpoint is missing");
        }
        return new TraceSettings(endpoint, Objects.requireNonNullElse(sample, USUAL_SAMPLE));
    }
}
