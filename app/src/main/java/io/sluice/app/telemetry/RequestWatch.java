package io.sluice.app.telemetry;

import io.sluice.plan.PlanId;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Times requests. Addresses are templates, so that there are few: what nobody serves, or was refused before that was known, has none. */
@PreMatching
@Priority(1)
public final class RequestWatch implements ContainerRequestFilter, ContainerResponseFilter {
    private static final String BEGAN = "sluice.began";
    private static final String NONE = "none";
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    private final Meters meters;
    private final LongSupplier nanoTime;

    @Context
    private @Nullable ResourceInfo resource;

    RequestWatch(Meters meters, LongSupplier nanoTime) {
        this.meters = meters;
        this.nanoTime = nanoTime;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        request.setProperty(BEGAN, nanoTime.getAsLong());
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (request.getProperty(BEGAN) instanceof Long began) {
            String method = known(request.getMethod());
            String path = path();
            meters.request(method, path, response.getStatus(), Duration.ofNanos(nanoTime.getAsLong() - began));
            Traces.request(method, path, response.getStatus(), plan(request, path));
        }
    }

    static String known(String method) {
        return METHODS.contains(method) ? method : NONE;
    }

    private static Optional<String> plan(ContainerRequestContext request, String path) {
        return path.startsWith("/api/v1/plans/{id}")
                ? PlanId.find(request.getUriInfo().getPathParameters().getFirst("id"))
                        .map(PlanId::value)
                : Optional.empty();
    }

    private String path() {
        Method method = resource == null ? null : resource.getResourceMethod();
        if (method == null) {
            return NONE;
        }
        Path above = method.getDeclaringClass().getAnnotation(Path.class);
        Path below = method.getAnnotation(Path.class);
        String path = (above == null ? "" : above.value()) + "/" + (below == null ? "" : below.value());
        return "/" + path.replaceAll("/+", "/").replaceAll("^/|/$", "");
    }
}
