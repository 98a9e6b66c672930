package io.sluice.app.rest;

import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Refuses parameters of a query that nobody reads: a misspelled filter would otherwise match everything. */
public final class QueryFilter implements ContainerRequestFilter {
    @Context
    private @Nullable ResourceInfo resource;

    @Override
    public void filter(ContainerRequestContext request) {
        Method method = resource == null ? null : resource.getResourceMethod();
        if (method == null || method.isAnnotationPresent(AnyParameters.class)) {
            return;
        }
        Map<String, Boolean> known = known(method);
        for (Map.Entry<String, List<String>> given :
                request.getUriInfo().getQueryParameters().entrySet()) {
            Boolean many = known.get(given.getKey());
            if (many == null) {
                throw Problem.badParameter(
                                known.isEmpty()
                                        ? "There are no parameters here."
                                        : "There is no such parameter here; there are: "
                                                + String.join(", ", known.keySet()) + ".")
                        .exception();
            }
            if (!many && given.getValue().size() > 1) {
                throw Problem.badParameter(given.getKey() + " is given more than once.")
                        .exception();
            }
        }
    }

    /** The names of the parameters, and whether each may be given more than once. */
    private static Map<String, Boolean> known(Method method) {
        Map<String, Boolean> known = new TreeMap<>();
        for (Parameter parameter : method.getParameters()) {
            QueryParam name = parameter.getAnnotation(QueryParam.class);
            if (name != null) {
                known.put(name.value(), parameter.getType() == List.class);
            }
        }
        return known;
    }
}
