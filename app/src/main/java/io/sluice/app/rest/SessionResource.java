package io.sluice.app.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.app.access.Access;
import io.sluice.app.access.Action;
import io.sluice.app.access.Caller;
import io.sluice.app.access.Grant;
import io.sluice.app.access.Needs;
import io.sluice.app.access.Open;
import io.sluice.app.access.SessionCookie;
import io.sluice.app.access.Sessions;
import io.sluice.app.access.Sessions.Session;
import io.sluice.app.links.PublicUrl;
import io.sluice.app.openapi.Described;
import io.sluice.app.openapi.Described.Says;
import io.sluice.plan.Proof;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.net.URLDecoder;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Lets browsers log in and out, and says who somebody is. */
@Path("/")
public final class SessionResource {
    private static final int MOST_BYTES = 16 * 1024;
    private static final String FIELD = "token=";

    private final Sessions sessions;
    private final Optional<PublicUrl> service;

    /** @param service how browsers call it, where that is known */
    public SessionResource(Sessions sessions, Optional<PublicUrl> service) {
        this.sessions = sessions;
        this.service = service;
    }

    /**
     * Who asks, and what they may.
     *
     * @param how they proved it; {@code none} where nobody has to
     * @param grants their roles, each with the labels of the plans that it is for; without labels for every plan
     * @param csrf what requests by their cookie have to say in {@code X-CSRF-Token}; only for who came by a cookie
     */
    public record Me(
            String name,
            String how,
            List<String> roles,
            List<String> actions,
            List<Granted> grants,
            Optional<String> csrf) {}

    /** One role. */
    public record Granted(String role, Map<String, String> labels) {}

    @GET
    @Path("api/v1/me")
    @Needs(Action.READ)
    @Produces(MediaType.APPLICATION_JSON)
    @Described(
            value = "Show who asks, and what they may",
            answers = @Says(status = 200, when = "Who it is.", gives = Me.class))
    public Me me(@Context ContainerRequestContext request) {
        Caller caller = Access.caller(request);
        boolean byCookie = request.getHeaderString("Authorization") == null;
        return new Me(
                caller.principal().name(),
                caller.principal().how().map(SessionResource::word).orElse("none"),
                caller.grants().stream()
                        .map(grant -> grant.role().word())
                        .distinct()
                        .toList(),
                caller.actions().stream().map(Action::word).toList(),
                caller.grants().stream().map(SessionResource::granted).toList(),
                SessionCookie.session(sessions, request, isHttps(request))
                        .filter(_ -> byCookie)
                        .map(Session::csrf));
    }

    private static Granted granted(Grant grant) {
        return new Granted(grant.role().word(), grant.labels());
    }

    private static String word(Proof how) {
        return how.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Takes a token for a cookie, and leads to the first page. */
    @POST
    @Path("login")
    @Open("who logs in has nothing else to show yet")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Described(
            value = "Log a browser in",
            takes = "Login",
            answers =
                    @Says(
                            status = 303,
                            when = "It is in; the first page is where it goes.",
                            headers = {"Location", "Set-Cookie"}),
            refuses = 401)
    public Response login(@Context ContainerRequestContext request) {
        Session session = token(request)
                .flatMap(sessions::open)
                .orElseThrow(() -> Problem.of(401, "no-token", "Who is there?", "Nobody has this token")
                        .exception());
        Access.login(request, session.caller());
        return Response.seeOther(firstPage(request))
                .cookie(SessionCookie.of(session, isHttps(request)))
                .header("Cache-Control", "no-store")
                .build();
    }

    private static Optional<String> token(ContainerRequestContext request) {
        String body = new String(Bodies.read(request, MOST_BYTES), UTF_8);
        if (!body.startsWith(FIELD) || body.indexOf('&') >= 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    URLDecoder.decode(body.substring(FIELD.length()), UTF_8).strip());
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** Whoever is logged in no more is out, too. */
    @POST
    @Path("logout")
    @Open("whoever is out already is out")
    @Described(
            value = "Log a browser out",
            answers = @Says(status = 204, when = "It is out, or was.", headers = "Set-Cookie"))
    public Response logout(@Context ContainerRequestContext request) {
        SessionCookie.session(sessions, request, isHttps(request)).ifPresent(sessions::end);
        return Response.noContent()
                .cookie(SessionCookie.gone(isHttps(request)))
                .header("Cache-Control", "no-store")
                .build();
    }

    /** As the browser calls it. */
    private URI firstPage(ContainerRequestContext request) {
        URI base = request.getUriInfo().getBaseUri();
        return URI.create((isHttps(request) ? "https" : base.getScheme()) + "://" + base.getAuthority() + "/");
    }

    private boolean isHttps(ContainerRequestContext request) {
        return SessionCookie.isHttps(request, service);
    }
}
