package io.sluice.app.rest;

import io.sluice.app.access.BrowserLogin;
import io.sluice.app.access.BrowserLogin.Brought;
import io.sluice.app.access.BrowserLogin.Next;
import io.sluice.app.access.LoginFailed;
import io.sluice.app.access.Open;
import io.sluice.app.openapi.Described;
import io.sluice.app.openapi.Described.Says;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Leads browsers to the identity provider, and takes them when they come back. */
@Path("/")
public final class LoginResource {
    private static final String OPEN = "who signs in has nothing to show yet";

    private final Optional<BrowserLogin> login;

    /** @param login empty where the identity provider signs no browsers in */
    public LoginResource(Optional<BrowserLogin> login) {
        this.login = login;
    }

    /**
     * How browsers can sign in besides with a token.
     *
     * @param provider empty where none is configured for it
     */
    public record SignIns(Optional<ByProvider> provider) {}

    /**
     * The identity provider.
     *
     * @param name for people
     * @param at where the sign-in begins; {@code to} in its query is the page to come back to
     */
    public record ByProvider(String name, String at) {}

    @GET
    @Path("api/v1/login")
    @Open(OPEN)
    @Produces(MediaType.APPLICATION_JSON)
    @Described(
            value = "Show how browsers can sign in besides with a token",
            answers = @Says(status = 200, when = "The ways there are.", gives = SignIns.class))
    public SignIns signIns() {
        return new SignIns(login.map(
                provider -> new ByProvider(provider.host(), provider.begins().toString())));
    }

    /** Sends a browser out. */
    @GET
    @Path(BrowserLogin.BEGIN)
    @Open(OPEN)
    @Produces(MediaType.TEXT_HTML)
    @Described(
            value = "Send a browser to the identity provider",
            answers = {
                @Says(
                        status = 303,
                        when = "There it goes.",
                        headers = {"Location", "Set-Cookie"}),
                @Says(status = 502, when = "The identity provider does not answer.", shows = "Page")
            },
            refuses = 404)
    public Response begin(@QueryParam("to") @Nullable String to) {
        return leading(() -> there().begin(to));
    }

    /** Takes it when it comes back. */
    @GET
    @Path(BrowserLogin.CALLBACK)
    @Open(OPEN)
    @AnyParameters("each identity provider adds some of its own")
    @Produces(MediaType.TEXT_HTML)
    @Described(
            value = "Take a browser back from the identity provider",
            more = "With what OpenID Connect sends it back with: `code` and `state`, or `error`.",
            answers = {
                @Says(
                        status = 303,
                        when = "It is in; the page that it wanted is where it goes.",
                        headers = {"Location", "Set-Cookie"}),
                @Says(status = 400, when = "It was not sent out from here, or too long ago.", shows = "Page"),
                @Says(status = 403, when = "It is nobody's who may do anything.", shows = "Page"),
                @Says(status = 502, when = "The identity provider does not say who it is.", shows = "Page"),
                @Says(status = 503, when = "Too many sign in at once.", shows = "Page")
            },
            refuses = 404)
    public Response end(@Context ContainerRequestContext request) {
        UriInfo at = request.getUriInfo();
        return leading(() -> there().end(
                        request, new Brought(once(at, "code"), once(at, "state"), once(at, "iss"), once(at, "error"))));
    }

    private static Optional<String> once(UriInfo at, String name) {
        List<String> values = at.getQueryParameters().getOrDefault(name, List.of());
        return values.size() == 1 ? Optional.of(values.getFirst()) : Optional.empty();
    }

    private BrowserLogin there() {
        return login.orElseThrow(() -> Problem.ofStatus(
                        404, "Not Found", "No identity provider signs browsers in here: access.oidc.browser.")
                .exception());
    }

    private static Response leading(Supplier<Next> next) {
        try {
            Next led = next.get();
            Response.ResponseBuilder response = Response.seeOther(led.at()).header("Cache-Control", "no-store");
            led.cookies().forEach(response::cookie);
            return response.build();
        } catch (LoginFailed failed) {
            return PageOfHtml.of(failed);
        }
    }
}
