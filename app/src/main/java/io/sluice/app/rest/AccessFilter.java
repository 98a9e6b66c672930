package io.sluice.app.rest;

import io.sluice.app.Tokens;
import io.sluice.plan.Principal;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.Response;
import java.util.Optional;

/** Says who asks: whom a bearer token names, or {@code local} where no tokens are configured. */
@PreMatching
public final class AccessFilter implements ContainerRequestFilter {
    private static final String PROPERTY = "sluice.principal";
    private static final String SCHEME = "Bearer ";

    private final Tokens tokens;
    private final boolean links;

    /** @param links whether there are pages for who has a link; these ask for it, and for no token */
    public AccessFilter(Tokens tokens, boolean links) {
        this.tokens = tokens;
        this.links = links;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        if (!tokens.areConfigured()) {
            request.setProperty(PROPERTY, Principal.LOCAL);
            return;
        }
        if (links && ApproveResource.isAt(request)) {
            return;
        }
        Optional<String> token = Optional.ofNullable(request.getHeaderString("Authorization"))
                .filter(header -> header.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
                .map(header -> header.substring(SCHEME.length()).strip());
        Optional<Principal> named = token.flatMap(tokens::find);
        named.ifPresentOrElse(
                principal -> request.setProperty(PROPERTY, principal),
                () -> request.abortWith(Response.fromResponse(Problem.of(
                                        401,
                                        "no-token",
                                        "Who is there?",
                                        token.isPresent()
                                                ? "Nobody has this token"
                                                : "Send a token: Authorization: Bearer …")
                                .response())
                        .header("WWW-Authenticate", "Bearer")
                        .build()));
    }

    /** Who makes a request that came through the filter. */
    static Principal principal(ContainerRequestContext request) {
        return request.getProperty(PROPERTY) instanceof Principal principal ? principal : Principal.LOCAL;
    }
}
