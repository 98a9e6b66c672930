package io.sluice.outbound;

import io.sluice.traffic.ProviderError;
import java.time.Duration;
import java.util.Optional;

/**
 * What somebody answered.
 *
 * @param retryAfter when they say to come back, if they say it in seconds and within a day
 */
public record OutboundAnswer(int status, Optional<Duration> retryAfter, Body body) {
    /** What they sent along. */
    public sealed interface Body {
        /** Read as UTF-8; empty if there was none. */
        record Text(String text) implements Body {}

        /** Not read to its end: too long, or packed. */
        record Unreadable(String why) implements Body {}
    }

    /**
     * What a status other than 2xx means to who asked.
     *
     * @param detail one sentence for a person
     */
    public ProviderError refusal(String detail) {
        return switch (status) {
            case 400, 422 -> new ProviderError.Invalid(detail);
            case 401, 403 -> new ProviderError.Denied(detail);
            case 404 -> new ProviderError.NotFound(detail);
            case 429 -> new ProviderError.Throttled(detail, retryAfter);
            case 301, 302, 303, 307, 308 -> new ProviderError.Unavailable(detail + ", and redirects are not followed");
            default -> new ProviderError.Unavailable(detail);
        };
    }
}
