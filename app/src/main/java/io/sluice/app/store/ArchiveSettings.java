package io.sluice.app.store;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.sluice.provider.Secret;
import io.sluice.traffic.DurationWords;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code archive} in {@code config.yml}: which plans leave the database, and where they go.
 *
 * @param olderThan since when they have ended
 * @param user who may remove them from a shared database; a member of {@code sluice_archivist}
 */
public record ArchiveSettings(Duration olderThan, Path directory, Optional<String> user, Optional<Secret> password) {
    /** Keys of idempotency and reverts of what has just ended are of the last day. */
    private static final Duration SHORTEST = Duration.ofDays(1);

    public ArchiveSettings {
        if (olderThan.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException("archive: olderThan is 1d or longer");
        }
    }

    /** The settings as written. */
    @JsonCreator
    static ArchiveSettings of(
            @JsonProperty("olderThan") @Nullable String olderThan,
            @JsonProperty("directory") @Nullable Path directory,
            @JsonProperty("user") @Nullable String user,
            @JsonProperty("password") @Nullable Secret password) {
        if (olderThan == null || directory == null) {
            throw new IllegalArgumentException("archive: has an olderThan, such as 90d, and a directory");
        }
        return new ArchiveSettings(
                DurationWords.parse(olderThan), directory, Optional.ofNullable(user), Optional.ofNullable(password));
    }
}
