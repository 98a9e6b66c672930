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
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Settings of one server that speaks Prometheus's HTTP API.
 *
 * @param server where it is, and how it is asked; its base is what {@code /api/v1/query} follows
 */
@JsonTypeName("prometheus")
public record PrometheusSourceFactory(OutboundSettings server) implements SourceFactory {
    /** The settings as written. */
    @JsonCreator
    static PrometheusSourceFactory of(
            @JsonProperty("url") @Nullable String url,
            @JsonProperty("bearer") @Nullable Secret bearer,
            @JsonProperty("basic") Login.@Nullable Basic basic,
            @JsonProperty("tls") @Nullable Tls tls,
            @JsonProperty("callDeadline") @Nullable String callDeadline,
            @JsonProperty("allow") @Nullable List<String> allow) {
        return new PrometheusSourceFactory(OutboundSettings.of(url, bearer, basic, tls, callDeadline, allow));
    }

    @Override
    public Source open(String name) {
        return new PrometheusSource(new Prometheus(new OutboundClient(server)), server.callDeadline());
    }
}
