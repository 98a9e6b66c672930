package io.sluice.traffic;

import java.time.Duration;
import java.util.Optional;

/**
 * Why a provider did not do what it was asked.
 *
 * <p>Every kind but {@link Unknown} promises that the call changed nothing and that nothing of it can land later.
 */
public sealed interface ProviderError {
    /** One sentence for a person, without secrets. */
    String detail();

    /** Asked too often; the same call may succeed later. */
    record Throttled(String detail, Optional<Duration> retryAfter) implements ProviderError {}

    /** Not reached, or it said that it cannot answer now. */
    record Unavailable(String detail) implements ProviderError {}

    /** The route is no longer as the call assumed. */
    record Conflict(String detail) implements ProviderError {}

    /** The route or a backend does not exist. */
    record NotFound(String detail) implements ProviderError {}

    /** Credentials are missing, expired, or not allowed to do this. */
    record Denied(String detail) implements ProviderError {}

    /** The cloud does not accept this, and will not later. */
    record Invalid(String detail) implements ProviderError {}

    /** Sent, and no answer that settles it: it may have happened, may happen yet, or never. */
    record Unknown(String detail) implements ProviderError {}

    /** Whether the same call can be worth repeating without anybody's help. */
    default boolean passing() {
        return switch (this) {
            case Throttled _, Unavailable _, Conflict _, Unknown _ -> true;
            case NotFound _, Denied _, Invalid _ -> false;
        };
    }

    /** The kind in one word, as the journal and the metrics have it. */
    default String kind() {
        return switch (this) {
            case Throttled _ -> "throttled";
            case Unavailable _ -> "unavailable";
            case Conflict _ -> "conflict";
            case NotFound _ -> "not-found";
            case Denied _ -> "denied";
            case Invalid _ -> "invalid";
            case Unknown _ -> "unknown";
        };
    }
}
