package io.sluice.app.access;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.sluice.provider.Secret;
import io.sluice.traffic.ProviderException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How browsers are signed in by the identity provider: as which of its clients Sluice asks.
 *
 * @param clientSecret what Sluice shows besides; a client without one is public, and proves itself by PKCE alone
 * @param scopes what is asked for, {@code openid} among them
 */
public record BrowserSettings(String clientId, Optional<Secret> clientSecret, List<String> scopes) {
    private static final List<String> USUAL_SCOPES = List.of("openid", "profile", "email");

    /** What RFC 6749 lets stand in a client's name, and in a scope. */
    private static final Pattern CLIENT = Pattern.compile("[ -~]{1,200}");

    private static final Pattern SCOPE = Pattern.compile("[!#-\\[\\]-~]{1,100}");

    public BrowserSettings {
        scopes = List.copyOf(scopes);
        if (!CLIENT.matcher(clientId).matches()) {
            throw new IllegalArgumentException(
                    "access.oidc.browser has a clientId: what the identity provider calls Sluice");
        }
        if (!scopes.contains("openid")
                || !scopes.stream().allMatch(scope -> SCOPE.matcher(scope).matches())) {
            throw new IllegalArgumentException("access.oidc.browser: scopes are words, and one of them is openid");
        }
    }

    /** As written, with what is left out. */
    @JsonCreator
    static BrowserSettings of(
            @JsonProperty("clientId") @Nullable String clientId,
            @JsonProperty("clientSecret") @Nullable Secret clientSecret,
            @JsonProperty("scopes") @Nullable List<String> scopes) {
        return new BrowserSettings(
                Objects.requireNonNullElse(clientId, ""),
                Optional.ofNullable(clientSecret),
                Objects.requireNonNullElse(scopes, USUAL_SCOPES));
    }

    /** @throws IllegalArgumentException if there is no secret where there should be one */
    void check() {
        try {
            clientSecret.ifPresent(Secret::read);
        } catch (ProviderException e) { // not kept as a cause: it says the same
            throw new IllegalArgumentException(
                    "access.oidc.browser: clientSecret: " + e.error().detail());
        }
    }
}
