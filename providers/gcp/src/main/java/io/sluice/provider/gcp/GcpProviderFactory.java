package io.sluice.provider.gcp;

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
 * Settings of one project of Google Cloud.
 *
 * @param endpoint an emulator instead of Compute Engine
 * @param monitoringEndpoint one for Cloud Monitoring, where it is not the same
 * @param withoutCredentials for an emulator; else they are the Application Default Credentials, as every program has them
 * @param settle how long after an operation is done traffic may still follow the old weights; Google names no bound
 */
@JsonTypeName("gcp")
public record GcpProviderFactory(
        String project,
        Optional<URI> endpoint,
        Optional<URI> monitoringEndpoint,
        boolean withoutCredentials,
        Timing timing,
        Duration settle)
        implements ProviderFactory {
    private static final Pattern PROJECT = Pattern.compile("([a-z0-9.-]+:)?[a-z][a-z0-9-]{4,28}[a-z0-9]");

    /** What Google samples on; an emulator may be faster. */
    private static final Duration WHOLE_MINUTE = Duration.ofMinutes(1);

    public GcpProviderFactory {
        if (!PROJECT.matcher(project).matches()) {
            throw new IllegalArgumentException("project must be the id of one, like my-project-7, not " + project);
        }
        if (withoutCredentials && endpoint.isEmpty()) {
            throw new IllegalArgumentException("credentials: none is for an emulator at an endpoint");
        }
        // The SDK ends in a NullPointerException at anything else.
        if (endpoint.isPresent() && !endpoint.get().toString().matches("https?://[^/:]+:\\d{1,5}")) {
            throw new IllegalArgumentException(
                    "endpoint must be a scheme, a host and a port and nothing after, not " + endpoint.get());
        }
        if (endpoint.isEmpty() && timing.metricPeriod().toSeconds() % WHOLE_MINUTE.toSeconds() != 0) {
            throw new IllegalArgumentException("metricPeriod must be whole minutes, as Cloud Monitoring has them");
        }
    }

    /** The settings as written, with what they leave out. */
    @JsonCreator
    static GcpProviderFactory of(
            @JsonProperty("project") @Nullable String project,
            @JsonProperty("endpoint") @Nullable URI endpoint,
            @JsonProperty("monitoringEndpoint") @Nullable URI monitoringEndpoint,
            @JsonProperty("credentials") @Nullable String credentials,
            @JsonProperty("metricPeriod") @Nullable String metricPeriod,
            @JsonProperty("metricLag") @Nullable String metricLag,
            @JsonProperty("landsWithin") @Nullable String landsWithin,
            @JsonProperty("callDeadline") @Nullable String callDeadline,
            @JsonProperty("changeDeadline") @Nullable String changeDeadline,
            @JsonProperty("settle") @Nullable String settle) {
        if (project == null) {
            throw new IllegalArgumentException("project is missing");
        }
        if (credentials != null && !credentials.equals("none") && !credentials.equals("default")) {
            throw new IllegalArgumentException("credentials are default or none; they are not kept here");
        }
        return new GcpProviderFactory(
                project,
                Optional.ofNullable(endpoint),
                Optional.ofNullable(monitoringEndpoint),
                "none".equals(credentials),
                new Timing(
                        duration(metricPeriod, "60s"),
                        // Sampled for a minute and then invisible for up to 210 s.
                        duration(metricLag, "240s"),
                        duration(landsWithin, "5m"),
                        duration(callDeadline, "10s"),
                        duration(changeDeadline, "60s")),
                duration(settle, "60s"));
    }

    @Override
    public Provider open(String instance) {
        return GcpProvider.open(this);
    }

    @Override
    public Map<String, String> place() {
        return ProviderFactory.place("project", project, endpoint);
    }

    private static Duration duration(@Nullable String written, String otherwise) {
        return DurationWords.parse(Objects.requireNonNullElse(written, otherwise));
    }
}
