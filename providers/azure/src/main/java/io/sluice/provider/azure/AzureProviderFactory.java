package io.sluice.provider.azure;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeName;
import io.sluice.provider.Provider;
import io.sluice.provider.ProviderFactory;
import io.sluice.traffic.DurationWords;
import io.sluice.traffic.Timing;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Settings of one Azure subscription.
 *
 * @param tenant the directory that the credentials belong to, where they do not say so themselves
 * @param endpoint an emulator instead of Azure Resource Manager, or that of another Azure cloud
 * @param settle how long after a gateway was updated traffic may still follow the old weights; Azure names no bound
 * @param edgeSettle the same for Front Door, whose edge takes 3 to 20 minutes
 */
@JsonTypeName("azure")
public record AzureProviderFactory(
        String subscription,
        Optional<String> tenant,
        Optional<URI> endpoint,
        AzureCredentials credentials,
        Timing timing,
        Duration settle,
        Duration edgeSettle)
        implements ProviderFactory {
    private static final Pattern SUBSCRIPTION = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    /** The grain of all metrics that are read here; emulators have finer ones. */
    private static final Duration GRAIN = Duration.ofMinutes(1);

    public AzureProviderFactory {
        if (!SUBSCRIPTION.matcher(subscription).matches()) {
            throw new IllegalArgumentException(
                    "subscription must be an id like 00000000-0000-0000-0000-000000000000, not " + subscription);
        }
        if (credentials == AzureCredentials.NONE && endpoint.isEmpty()) {
            throw new IllegalArgumentException("Azure asks for credentials: none is for an endpoint of your own");
        }
        if (credentials != AzureCredentials.NONE
                && endpoint.filter(uri -> !"https".equals(uri.getScheme())).isPresent()) {
            throw new IllegalArgumentException("credentials are sent over https only: an http endpoint needs none");
        }
        if (endpoint.isEmpty() && timing.metricPeriod().toSeconds() % GRAIN.toSeconds() != 0) {
            throw new IllegalArgumentException("metricPeriod must be whole minutes, as Azure Monitor has them");
        }
    }

    /** The settings as written, with what they leave out. */
    @JsonCreator
    static AzureProviderFactory of(
            @JsonProperty("subscription") @Nullable String subscription,
            @JsonProperty("tenant") @Nullable String tenant,
            @JsonProperty("endpoint") @Nullable URI endpoint,
            @JsonProperty("credentials") @Nullable AzureCredentials credentials,
            @JsonProperty("metricPeriod") @Nullable String metricPeriod,
            @JsonProperty("metricLag") @Nullable String metricLag,
            @JsonProperty("landsWithin") @Nullable String landsWithin,
            @JsonProperty("callDeadline") @Nullable String callDeadline,
            @JsonProperty("changeDeadline") @Nullable String changeDeadline,
            @JsonProperty("settle") @Nullable String settle,
            @JsonProperty("edgeSettle") @Nullable String edgeSettle) {
        if (subscription == null) {
            throw new IllegalArgumentException("subscription is missing");
        }
        return new AzureProviderFactory(
                subscription,
                Optional.ofNullable(tenant),
                Optional.ofNullable(endpoint),
                Objects.requireNonNullElse(credentials, AzureCredentials.DEFAULT),
                new Timing(
                        duration(metricPeriod, "60s"),
                        duration(metricLag, "3m"),
                        // An update that was accepted runs on whether or not anybody waits for it.
                        duration(landsWithin, "15m"),
                        duration(callDeadline, "30s"),
                        duration(changeDeadline, "10m")),
                duration(settle, "10s"),
                duration(edgeSettle, "20m"));
    }

    @Override
    public Provider open(String instance) {
        return AzureProvider.open(this);
    }

    @Override
    public Map<String, String> place() {
        return ProviderFactory.place("subscription", subscription, endpoint);
    }

    private static Duration duration(@Nullable String written, String otherwise) {
        return DurationWords.parse(Objects.requireNonNullElse(written, otherwise));
    }
}
