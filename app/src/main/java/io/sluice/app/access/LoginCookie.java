package io.sluice.app.access;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.core.NewCookie;
import java.util.Optional;

/**
 * What a browser keeps while it is at the identity provider. It is sent when that leads the browser back, which a cookie for our own
 * pages alone is not.
 */
public final class LoginCookie {
    private static final String OPEN = "sluice-login";

    /** Browsers take one of this name over https only, and from no other host, so no other site signs somebody in as itself. */
    private static final String SECURE = "__Host-sluice-login";

    private LoginCookie() {}

    static Optional<String> value(ContainerRequestContext request, boolean https) {
        return Optional.ofNullable(request.getCookies().get(https ? SECURE : OPEN))
                .map(Cookie::getValue);
    }

    static NewCookie of(String value, int seconds, boolean https) {
        return new NewCookie.Builder(https ? SECURE : OPEN)
                .value(value)
                .path("/")
                .maxAge(seconds)
                .httpOnly(true)
                .secure(https)
                .sameSite(NewCookie.SameSite.LAX)
                .build();
    }
}
