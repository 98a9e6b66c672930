package io.sluice.app.access;

import io.sluice.plan.Proof;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says who asks, before anything else is told of a request: to strangers every address is alike. */
@PreMatching
@Priority(Priorities.AUTHENTICATION)
final class AuthenticationFilter implements ContainerRequestFilter {
    private static final Logger LOG = LoggerFactory.getLogger(AuthenticationFilter.class);

    private final List<Credential> credentials;
    private final OpenPaths open;
    private final UnaryOperator<String> shown;

    /** @param shown a path as a log may have it */
    AuthenticationFilter(List<Credential> credentials, OpenPaths open, UnaryOperator<String> shown) {
        this.credentials = List.copyOf(credentials);
        this.open = open;
        this.shown = shown;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        if (open.has(request.getUriInfo().getPath(false))) {
            try {
                find(request).ifPresent(caller -> Access.name(request, caller));
            } catch (AccessRefused _) {
                // Nobody has to be anybody here; a method at this address that is not open refuses later.
            }
            return;
        }
        Caller caller = find(request).orElseThrow(AuthenticationFilter::nobody);
        if (caller.principal().how().filter(Proof.BREAK_GLASS::equals).isPresent()) {
            LOG.error(
                    "the break-glass credential is used: {} {}",
                    request.getMethod(),
                    LogText.of(shown.apply("/" + request.getUriInfo().getPath(false))));
        }
        Access.name(request, caller);
    }

    private Optional<Caller> find(ContainerRequestContext request) {
        return credentials.stream()
                .flatMap(credential -> credential.find(request).stream())
                .findFirst();
    }

    static AccessRefused nobody() {
        return AccessRefused.unknown("Send a token: Authorization: Bearer …");
    }
}
