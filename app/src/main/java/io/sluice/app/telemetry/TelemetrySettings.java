package io.sluice.app.telemetry;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@code config.yml} says of metrics and traces.
 *
 * @param plans so many plans have series of their own at most; the others are only counted
 * @param traces where they go; empty where there are none
 */
public record TelemetrySettings(int plans, Optional<TraceSettings> traces) {
    public static final TelemetrySettings DEFAULT = new TelemetrySettings(1000, Optional.empty());

    private static final int MOST_PLANS = 100_000;

    public TelemetrySettings {
        if (plans < 0 || plans > MOST_PLANS) {
            throw new IllegalArgumentException("telemetry.plans: 0 to %d, not %d".formatted(MOST_PLANS, plans));
        }
    }

    /** As written, with what is left out. */
    @JsonCreator
    static TelemetrySettings of(
            @JsonProperty("plans") @Nullable Integer plans, @JsonProperty("traces") @Nullable TraceSettings traces) {
        return new TelemetrySettings(Objects.requireNonNullElse(plans, DEFAULT.plans()), Optional.ofNullable(traces));
    }
}
