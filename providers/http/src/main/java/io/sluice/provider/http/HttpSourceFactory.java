package io.sluice.provider.http;

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
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Settings of one server that answers with JSON.
 *
 * @param server where it is, and how it is asked; its base is what a metric's path follows
 */
@JsonTypeName("http")
public record HttpSourceFactory(OutboundSettings server) implements SourceFactory {
    /** The settings as written. */
    @JsonCreator
    static HttpSourceFactory of(
            @JsonProperty("url") @Nullable String url,
            @JsonProperty("bearer") @Nullable Secret bearer,
            @JsonProperty("basic") Login.@Nullable Basic basic,
            @JsonProperty("tls") @Nullable Tls tls,
            @JsonProperty("callDeadline") @Nullable String callDeadline,
            @JsonProperty("allow") @Nullable List<String> allow) {
        return new HttpSourceFactory(OutboundSettings.of(url, bearer, basic, tls, callDeadline, allow));
    }

    @Override
    public Source open(String name) {
        return new HttpSource(new OutboundClient(server), InstantSource.system());
    }
}
