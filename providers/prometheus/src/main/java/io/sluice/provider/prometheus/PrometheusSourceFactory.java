package io.sluice.provider.prometheus;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeName;
import io.sluice.outbound.Login;
import io.sluice.outbound.OutboundClient;
import io.sluice.outbound.OutboundSettings;
import io.sluice.outbound.Tls;
import io.sluice.provider.Secret;
import io.sluice.provider.Source;
import io.sluice.provider.SourceFactory;
import io.sluice.traffic.DurationWords;
import io.sluice.traffic.MetricTiming;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Settings of one server that speaks Prometheus's HTTP API.
 *
 * @param server where it is, and how it is asked; its base is what {@code /api/v1/query} follows
 * @param metricLag how long after a window's end its last samples may still come: about how often it scrapes
 */
@JsonTypeName("prometheus")
public record PrometheusSourceFactory(OutboundSettings server, Duration metricLag) implements SourceFactory {
    private static final Duration LONGEST_LAG = Duration.ofHours(1);

    public PrometheusSourceFactory {
        if (metricLag.isNegative() || metricLag.compareTo(LONGEST_LAG) > 0) {
            throw new IllegalArgumentException("metricLag must be from 0s to 1h");
        }
    }

    /** The settings as written. */
    @JsonCreator
    static PrometheusSourceFactory of(
            @JsonProperty("url") @Nullable String url,
            @JsonProperty("bearer") @Nullable Secret bearer,
            @JsonProperty("basic") Login.@Nullable Basic basic,
            @JsonProperty("tls") @Nullable Tls tls,
            @JsonProperty("callDeadline") @Nullable String callDeadline,
            @JsonProperty("metricLag") @Nullable String metricLag,
            @JsonProperty("allow") @Nullable List<String> allow) {
        return new PrometheusSourceFactory(
                OutboundSettings.of(url, bearer, basic, tls, callDeadline, allow),
                DurationWords.parse(Objects.requireNonNullElse(metricLag, "30s")));
    }

    @Override
    public Source open(String name) {
        return new PrometheusSource(
                new Prometheus(new OutboundClient(server)),
                server.callDeadline(),
                new MetricTiming(MetricTiming.AT_ONCE.period(), metricLag));
    }
}
