package io.sluice.app.access;

import io.sluice.app.access.Sessions.Session;
import io.sluice.app.links.PublicUrl;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.core.NewCookie;
import java.net.URI;
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
    private final Optional<PublicUrl> service;

    /** @param service how browsers call it, where that is known */
    SessionCookie(Sessions sessions, SeenGroups seen, Optional<PublicUrl> service) {
        this.sessions = sessions;
        this.seen = seen;
        this.service = service;
    }

    @Override
    public Optional<Caller> find(ContainerRequestContext request) {
        Optional<Session> session = session(sessions, request, isHttps(request, service));
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

    /** Whether the browser speaks https: to the service, or to a proxy by which the service is known. */
    public static boolean isHttps(ContainerRequestContext request, Optional<PublicUrl> service) {
        URI base = request.getUriInfo().getBaseUri();
        return base.getScheme().equalsIgnoreCase("https")
                || service.map(PublicUrl::origin)
                        .filter(("https://" + base.getAuthority())::equalsIgnoreCase)
                        .isPresent();
    }

    /**
     * The login that a request's cookie is of.
     *
     * @param https whether the browser speaks so; then what a neighbouring host can set is none of ours
     */
    public static Optional<Session> session(Sessions sessions, ContainerRequestContext request, boolean https) {
        // Without https there may still be a proxy that does not pass on by which name it is called.
        return (https ? Stream.of(SECURE) : Stream.of(SECURE, OPEN))
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
