package io.sluice.provider.aws;

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
 * Settings of one region of one AWS account.
 *
 * @param endpoint an emulator instead of AWS
 * @param cloudwatchEndpoint one for CloudWatch, where it is not the same
 * @param settle how long after a write traffic may still follow the old weights; AWS names no bound
 */
@JsonTypeName("aws")
public record AwsProviderFactory(
        String region,
        Optional<URI> endpoint,
        Optional<URI> cloudwatchEndpoint,
        AwsCredentials credentials,
        Timing timing,
        Duration settle)
        implements ProviderFactory {
    private static final Pattern REGION = Pattern.compile("[a-z]{2}(-[a-z]+)+-\\d");

    /** Periods that CloudWatch publishes its load balancers' figures on, and emulators faster ones. */
    private static final Duration WHOLE_MINUTE = Duration.ofMinutes(1);

    public AwsProviderFactory {
        if (!REGION.matcher(region).matches()) {
            throw new IllegalArgumentException("region must be one like eu-west-1, not " + region);
        }
        if (credentials instanceof AwsCredentials.Dummy && endpoint.isEmpty()) {
            throw new IllegalArgumentException(
                    "credentials are not kept here: leave them to the AWS default chain or name a profile");
        }
        if (endpoint.isEmpty() && timing.metricPeriod().toSeconds() % WHOLE_MINUTE.toSeconds() != 0) {
            throw new IllegalArgumentException("metricPeriod must be whole minutes, as CloudWatch has them");
        }
    }

    /** The settings as written, with what they leave out. */
    @JsonCreator
    static AwsProviderFactory of(
            @JsonProperty("region") @Nullable String region,
            @JsonProperty("endpoint") @Nullable URI endpoint,
            @JsonProperty("cloudwatchEndpoint") @Nullable URI cloudwatchEndpoint,
            @JsonProperty("credentials") @Nullable AwsCredentials credentials,
            @JsonProperty("metricPeriod") @Nullable String metricPeriod,
            @JsonProperty("metricLag") @Nullable String metricLag,
            @JsonProperty("landsWithin") @Nullable String landsWithin,
            @JsonProperty("callDeadline") @Nullable String callDeadline,
            @JsonProperty("changeDeadline") @Nullable String changeDeadline,
            @JsonProperty("settle") @Nullable String settle) {
        if (region == null) {
            throw new IllegalArgumentException("region is missing");
        }
        return new AwsProviderFactory(
                region,
                Optional.ofNullable(endpoint),
                Optional.ofNullable(cloudwatchEndpoint),
                Objects.requireNonNullElseGet(credentials, AwsCredentials.Default::new),
                new Timing(
                        duration(metricPeriod, "60s"),
                        duration(metricLag, "180s"),
                        // A signature is good for 5 minutes: until then what was sent may still be accepted.
                        duration(landsWithin, "5m"),
                        duration(callDeadline, "10s"),
                        // All name servers of Route 53 have a change within a minute, as a rule.
                        duration(changeDeadline, "2m")),
                duration(settle, "10s"));
    }

    @Override
    public Provider open(String instance) {
        return AwsProvider.open(this);
    }

    @Override
    public Map<String, String> place() {
        return ProviderFactory.place("region", region, endpoint);
    }

    private static Duration duration(@Nullable String written, String otherwise) {
        return DurationWords.parse(Objects.requireNonNullElse(written, otherwise));
    }
}
