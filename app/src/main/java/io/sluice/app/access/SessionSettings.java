package io.sluice.app.access;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.sluice.provider.Secret;
import io.sluice.traffic.DurationWords;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Browsers that have logged in.
 *
 * @param key what their cookies are signed with, the same on every node; without it each start of each node has its own
 * @param validFor how long a login is good
 */
public record SessionSettings(Optional<Secret> key, Duration validFor) {
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(7);

    static final SessionSettings DEFAULT = new SessionSettings(Optional.empty(), Duration.ofHours(8));

    public SessionSettings {
        if (validFor.compareTo(SHORTEST) < 0 || validFor.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("access.sessions: validFor is 1m to 7d");
        }
    }

    /** As written, with what is left out. */
    @JsonCreator
    static SessionSettings of(
            @JsonProperty("key") @Nullable Secret key, @JsonProperty("validFor") @Nullable String validFor) {
        return new SessionSettings(
                Optional.ofNullable(key), DurationWords.parse(Objects.requireNonNullElse(validFor, "8h")));
    }
}
