package io.sluice.app.access;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code access:} in {@code config.yml}: who may call, and how they prove it.
 *
 * @param none whether nobody is asked who they are; for this machine only
 */
public record AccessSettings(
        List<TokenSettings> tokens,
        Optional<OidcSettings> oidc,
        Optional<BreakGlassSettings> breakGlass,
        SessionSettings sessions,
        RateSettings rate,
        boolean none) {
    /** Nothing is configured: whoever calls needs the token that is made at the start. */
    public static final AccessSettings DEFAULT = new AccessSettings(
            List.of(), Optional.empty(), Optional.empty(), SessionSettings.DEFAULT, RateSettings.DEFAULT, false);

    /** A token of the environment that may be guessed is for this machine only. */
    private static final int SHORTEST_FOR_OTHERS = 16;

    public AccessSettings {
        tokens = List.copyOf(tokens);
        if (none && (!tokens.isEmpty() || oidc.isPresent() || breakGlass.isPresent())) {
            throw new IllegalArgumentException(
                    "access: none says that nobody is asked who they are, so nothing else can stand beside it");
        }
    }

    /** As written, with what is left out. */
    @JsonCreator
    static AccessSettings of(
            @JsonProperty("tokens") @Nullable List<TokenSettings> tokens,
            @JsonProperty("oidc") @Nullable OidcSettings oidc,
            @JsonProperty("breakGlass") @Nullable BreakGlassSettings breakGlass,
            @JsonProperty("sessions") @Nullable SessionSettings sessions,
            @JsonProperty("rate") @Nullable RateSettings rate,
            @JsonProperty("none") @Nullable Boolean none) {
        return new AccessSettings(
                Objects.requireNonNullElse(tokens, List.of()),
                Optional.ofNullable(oidc),
                Optional.ofNullable(breakGlass),
                Objects.requireNonNullElse(sessions, SessionSettings.DEFAULT),
                Objects.requireNonNullElse(rate, RateSettings.DEFAULT),
                Objects.requireNonNullElse(none, false));
    }

    /** Whether somebody is named here who may call. The break-glass credential is nobody: it is for when they cannot. */
    boolean areGiven() {
        return !tokens.isEmpty() || oidc.isPresent();
    }

    /** The token in the environment variable {@code SLUICE_TOKEN}; empty text if there is none. */
    static String environmentToken(Map<String, String> environment) {
        return environment.getOrDefault(Names.FROM_ENVIRONMENT, "").strip();
    }

    /** Why nobody beside this machine may reach the service, if they may not; a sentence's end. */
    public Optional<String> bindsToLoopback(Map<String, String> environment) {
        if (none) {
            return Optional.of("access: none lets everybody in who can reach it");
        }
        String token = environmentToken(environment);
        if (areGiven() || token.length() >= SHORTEST_FOR_OTHERS) {
            return Optional.empty();
        }
        return Optional.of(
                token.isEmpty()
                        ? "configure access first, such as access.tokens"
                        : "SLUICE_TOKEN has fewer than %d characters, which can be guessed"
                                .formatted(SHORTEST_FOR_OTHERS));
    }
}
