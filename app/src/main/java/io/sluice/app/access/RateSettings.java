package io.sluice.app.access;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How often one person may call one node; orders to put back do not count.
 *
 * @param perSecond in the long run
 * @param burst at once
 */
public record RateSettings(int perSecond, int burst) {
    static final RateSettings DEFAULT = new RateSettings(50, 200);

    private static final int MOST = 100_000;

    public RateSettings {
        if (perSecond < 1 || burst < 1 || perSecond > MOST || burst > MOST) {
            throw new IllegalArgumentException("access.rate: perSecond and burst are 1 to " + MOST);
        }
    }

    /** As written, with what is left out. */
    @JsonCreator
    static RateSettings of(
            @JsonProperty("perSecond") @Nullable Integer perSecond, @JsonProperty("burst") @Nullable Integer burst) {
        return new RateSettings(
                Objects.requireNonNullElse(perSecond, DEFAULT.perSecond()),
                Objects.requireNonNullElse(burst, DEFAULT.burst()));
    }
}
