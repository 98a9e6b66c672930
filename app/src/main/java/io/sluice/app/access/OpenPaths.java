package io.sluice.app.access;

import jakarta.ws.rs.core.Configuration;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.glassfish.jersey.server.model.ModelProcessor;
import org.glassfish.jersey.server.model.Resource;
import org.glassfish.jersey.server.model.ResourceMethod;
import org.glassfish.jersey.server.model.ResourceModel;
import org.glassfish.jersey.uri.UriTemplate;

/**
 * The addresses at which some method is open to everybody. It learns of them when the service starts, and refuses the start if a
 * method of any resource says neither what it needs nor that it is open.
 */
final class OpenPaths implements ModelProcessor {
    private final List<UriTemplate> open = new CopyOnWriteArrayList<>();

    /** @param path of a request, as it was written, with or without its first slash */
    boolean has(String path) {
        String whole = path.startsWith("/") ? path : "/" + path;
        return open.stream().anyMatch(template -> template.match(whole, new ArrayList<>()));
    }

    @Override
    public ResourceModel processResourceModel(ResourceModel resources, Configuration configuration) {
        resources.getRootResources().forEach(resource -> check(resource, ""));
        return resources;
    }

    /** What resources hand requests on to, it has no way to look into. */
    @Override
    public ResourceModel processSubResource(ResourceModel resource, Configuration configuration) {
        throw new IllegalStateException("a resource that hands on to another cannot say what it needs");
    }

    private void check(Resource resource, String above) {
        String path = joined(above, resource.getPath());
        for (ResourceMethod method : resource.getResourceMethods()) {
            Method handler = method.getInvocable().getHandlingMethod();
            boolean isOpen = handler.isAnnotationPresent(Open.class);
            if (isOpen == handler.isAnnotationPresent(Needs.class)) {
                throw new IllegalStateException("%s.%s must have either @Needs or @Open"
                        .formatted(handler.getDeclaringClass().getName(), handler.getName()));
            }
            if (isOpen) {
                open.add(new UriTemplate(path));
            }
        }
        resource.getChildResources().forEach(child -> check(child, path));
    }

    private static String joined(String above, String path) {
        String below = path.startsWith("/") ? path : "/" + path;
        return above.endsWith("/") ? above.substring(0, above.length() - 1) + below : above + below;
    }
}
