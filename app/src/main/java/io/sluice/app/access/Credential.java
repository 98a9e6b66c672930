package io.sluice.app.access;

import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.Optional;

/** One way in which requests prove whose they are. */
interface Credential {
    /**
     * Whose a request is; empty if it shows nothing of this kind.
     *
     * @throws AccessRefused if what it shows is nobody's
     */
    Optional<Caller> find(ContainerRequestContext request);
}
