package io.sluice.app.access;

import io.sluice.app.access.Sessions.Session;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.core.NewCookie;
import java.util.Date;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The cookie of a browser that has logged in: no script reads it, and no other site has it sent. */
public final class SessionCookie implements Credential {
    /** What every request that changes something says besides the cookie. */
    public static final String CSRF_HEADER = "X-CSRF-Token";

    private static final String OPEN = "sluice-session";

    /** Browsers take one of this name over https only, and from no other host. */
    private static final String SECURE = "__Host-sluice-session";

    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

    private final Sessions sessions;
    private final SeenGroups seen;

    SessionCookie(Sessions sessions, SeenGroups seen) {
        this.sessions = sessions;
        this.seen = seen;
    }

    @Override
    public Optional<Caller> find(ContainerRequestContext request) {
        Optional<Session> session = session(sessions, request);
        if (session.isEmpty()) {
            return Optional.empty();
        }
        String csrf = request.getHeaderString(CSRF_HEADER);
        if (!SAFE.contains(request.getMethod()) && (csrf == null || !Sessions.isOf(session.get(), csrf))) {
            throw AccessRefused.otherSite();
        }
        Set<String> groups = sessions.groups(session.get());
        if (!groups.isEmpty()) {
            seen.came(session.get().caller().principal(), groups);
        }
        return session.map(Session::caller);
    }

    /** The login that a request's cookie is of. */
    public static Optional<Session> session(Sessions sessions, ContainerRequestContext request) {
        return Stream.of(SECURE, OPEN)
                .flatMap(name -> Optional.ofNullable(request.getCookies().get(name)).stream())
                .map(Cookie::getValue)
                .flatMap(value -> sessions.find(value).stream())
                .findFirst();
    }

    /**
     * The cookie of a login.
     *
     * @param https whether the browser speaks so
     */
    public static NewCookie of(Session session, boolean https) {
        return cookie(session.cookie(), https)
                .expiry(Date.from(session.until()))
                .build();
    }

    /** What takes it away. */
    public static NewCookie gone(boolean https) {
        return cookie("", https).maxAge(0).build();
    }

    private static NewCookie.Builder cookie(String value, boolean https) {
        return new NewCookie.Builder(https ? SECURE : OPEN)
                .value(value)
                .path("/")
                .httpOnly(true)
                .secure(https)
                .sameSite(NewCookie.SameSite.STRICT);
    }
}
