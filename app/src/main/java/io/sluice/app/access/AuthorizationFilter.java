package io.sluice.app.access;

import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import java.lang.reflect.Method;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Lets a request in to the method that it is for, if who asks may do what that one does. */
@Priority(Priorities.AUTHORIZATION)
final class AuthorizationFilter implements ContainerRequestFilter {
    private final Optional<RateLimits> limits;

    @Context
    private @Nullable ResourceInfo resource;

    AuthorizationFilter(Optional<RateLimits> limits) {
        this.limits = limits;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        Method method = resource == null ? null : resource.getResourceMethod();
        if (method != null && method.isAnnotationPresent(Open.class)) {
            return;
        }
        Caller caller = Access.find(request).orElseThrow(AuthenticationFilter::nobody);
        Needs needs = method == null ? null : method.getAnnotation(Needs.class);
        if (needs == null) {
            if (request.getMethod().equals("OPTIONS")) {
                return; // which methods there are is all that it says
            }
            throw AccessRefused.forbidden("Nobody may call this: it does not say what it needs.");
        }
        if (!caller.may(needs.value())) {
            throw AccessRefused.forbidden("%s may %s, and this needs %s."
                    .formatted(
                            caller.principal(),
                            caller.abilities(),
                            needs.value().word()));
        }
        limits.ifPresent(rate -> rate.check(
                caller.principal(), needs.value(), request.getUriInfo().getPath(false)));
        Access.begin(request, needs.value());
    }
}
