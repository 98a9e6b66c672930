package io.sluice.app.access;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The credential for when nobody can prove who they are: it needs no identity provider, and puts back what it sees.
 *
 * @param sha256 of its UTF-8 bytes, in lower-case hex
 */
public record BreakGlassSettings(String sha256) {
    public BreakGlassSettings {
        Hashes.check("access.breakGlass: sha256", sha256);
    }

    /** As written. */
    @JsonCreator
    static BreakGlassSettings of(@JsonProperty("sha256") @Nullable String sha256) {
        return new BreakGlassSettings(Objects.requireNonNullElse(sha256, ""));
    }
}
