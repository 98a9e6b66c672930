package io.sluice.provider.gcp;

import com.google.api.gax.httpjson.HttpRequestFormatter;
import com.google.api.pathtemplate.PathTemplate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One request to Compute Engine as it will be sent.
 *
 * @param path from {@code projects/} on
 */
record RawCall(Verb verb, Resource resource, String path, Map<String, String> query, String body) {
    /** What is asked of a resource. */
    enum Verb {
        GET("GET"),
        PATCH("PATCH"),
        UPDATE("PUT"),
        GET_HEALTH("POST");

        private final String method;

        Verb(String method) {
            this.method = method;
        }

        String method() {
            return method;
        }
    }

    static RawCall get(Resource resource) {
        return new RawCall(Verb.GET, resource, resource.path(), Map.of(), "");
    }

    /** What Google routes the request by, as its own clients say it. */
    Map<String, String> routing() {
        String kind = switch (resource.collection()) {
            case "urlMaps" -> "url_map";
            case "backendServices" -> "backend_service";
            default -> "operation";
        };
        Map<String, String> routing = new TreeMap<>(Map.of("project", resource.project(), kind, resource.name()));
        if (!resource.isGlobal()) {
            routing.put("region", resource.scope().replaceFirst("regions/", ""));
        }
        return routing;
    }

    /** Puts a call together for the SDK's transport: the body goes as it is. */
    static final class Formatter implements HttpRequestFormatter<RawCall> {
        private static final PathTemplate PATH = PathTemplate.create("compute/v1/{path=**}");

        @Override
        public Map<String, List<String>> getQueryParamNames(RawCall call) {
            Map<String, List<String>> query = new TreeMap<>();
            call.query().forEach((name, value) -> query.put(name, List.of(value)));
            return query;
        }

        @Override
        public String getRequestBody(RawCall call) {
            return call.body();
        }

        @Override
        public String getPath(RawCall call) {
            return "compute/v1/" + call.path();
        }

        @Override
        public PathTemplate getPathTemplate() {
            return PATH;
        }
    }
}
