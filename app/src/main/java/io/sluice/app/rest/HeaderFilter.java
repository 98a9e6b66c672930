package io.sluice.app.rest;

import io.sluice.app.links.PublicUrl;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Refuses headers that make no sense, or that tell of a web page which sends requests behind its reader's back. */
@PreMatching
@Priority(Priorities.AUTHENTICATION - 1)
public final class HeaderFilter implements ContainerRequestFilter {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final boolean onlyThisMachine;
    private final Optional<PublicUrl> service;

    /**
     * The filter.
     *
     * @param onlyThisMachine whether nobody else is to reach the service, as it asks for no token
     * @param service how browsers call it, where that is known
     */
    public HeaderFilter(boolean onlyThisMachine, Optional<PublicUrl> service) {
        this.onlyThisMachine = onlyThisMachine;
        this.service = service;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        String host = request.getUriInfo().getBaseUri().getHost();
        if (onlyThisMachine && !isLoopback(host)) {
            throw Problem.badParameter("Without access control the service is called localhost, and not otherwise.")
                    .exception();
        }
        String origin = request.getHeaderString("Origin");
        if (origin != null && !isOurs(origin, request) && !isOfALink(origin, request)) {
            throw Problem.of(403, "other-site", "Not from another site", "A page of another site sent this.")
                    .exception();
        }
        MediaType type = request.getMediaType();
        if (type != null && (type.isWildcardType() || type.isWildcardSubtype())) {
            throw Problem.ofStatus(415, "Unsupported Media Type", null).exception();
        }
    }

    /** A name that a stranger's DNS may point to this machine is not ours. */
    private static boolean isLoopback(@Nullable String host) {
        return host == null || LOOPBACK.contains(host.toLowerCase(Locale.ROOT));
    }

    /**
     * Whether a page that was opened by a link may have sent it. These tell nobody where they are, so browsers say {@code null} for
     * them; and whoever could have another site send it knows the link, and needs nobody's browser.
     */
    private static boolean isOfALink(String origin, ContainerRequestContext request) {
        return origin.equals("null") && ApproveResource.isAt(request);
    }

    /** As the request calls the service, or as browsers do that come through a proxy. */
    private boolean isOurs(String origin, ContainerRequestContext request) {
        return origin.equalsIgnoreCase(own(request))
                || service.filter(url -> origin.equalsIgnoreCase(url.origin())).isPresent();
    }

    private static String own(ContainerRequestContext request) {
        URI base = request.getUriInfo().getBaseUri();
        return base.getScheme() + "://" + base.getAuthority();
    }
}
