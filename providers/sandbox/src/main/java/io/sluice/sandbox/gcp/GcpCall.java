package io.sluice.sandbox.gcp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.faults.ControlCall;
import io.sluice.sandbox.http.Reply;
import io.sluice.sandbox.http.Request;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One call to Compute Engine or to Cloud Monitoring.
 *
 * @param action as Google's own client libraries name it, {@code urlMaps.patch}
 * @param resource what it is about; for a query the project
 */
record GcpCall(GcpCloud cloud, Request request, String action, Resource resource) implements ControlCall {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern COMPUTE = Pattern.compile(
            "/compute/v1/projects/([^/]+)/(global|regions/[^/]+)/([A-Za-z]+)(?:/([^/]+)(?:/([A-Za-z]+))?)?");
    private static final Pattern QUERY =
            Pattern.compile("/v1/projects/([^/]+)/location/global/prometheus/api/v1/(query|query_range)");
    private static final Map<String, String> GLOBAL =
            Map.of("urlMaps", "urlMaps", "backendServices", "backendServices", "operations", "globalOperations");
    private static final Map<String, String> REGIONAL = Map.of(
            "urlMaps", "regionUrlMaps", "backendServices", "regionBackendServices", "operations", "regionOperations");

    /** Takes a request for what it is; empty if the sandbox does not have it. */
    static Optional<GcpCall> of(GcpCloud cloud, Request request) {
        Matcher query = QUERY.matcher(request.path());
        if (query.matches()) {
            Resource project = new Resource(query.group(1), "global", "prometheus", query.group(2));
            return Optional.of(new GcpCall(cloud, request, "prometheus." + query.group(2), project));
        }
        Matcher compute = COMPUTE.matcher(request.path());
        if (!compute.matches()) {
            return Optional.empty();
        }
        String collection = (compute.group(2).equals("global") ? GLOBAL : REGIONAL).get(compute.group(3));
        Optional<String> name = Optional.ofNullable(compute.group(4));
        Resource resource = new Resource(compute.group(1), compute.group(2), compute.group(3), name.orElse("-"));
        Optional<String> verb = Optional.ofNullable(compute.group(5)).or(() -> verb(request, name.isPresent()));
        return collection == null
                ? Optional.empty()
                : verb.map(one -> new GcpCall(cloud, request, collection + "." + one, resource));
    }

    private static Optional<String> verb(Request request, boolean named) {
        // The client libraries send a PATCH as a POST that says so.
        String method = request.method().equals("POST")
                ? request.header("x-http-method-override").orElse("POST")
                : request.method();
        return switch (method) {
            case "GET" -> Optional.of(named ? "get" : "list");
            case "PATCH" -> named ? Optional.of("patch") : Optional.empty();
            case "PUT" -> named ? Optional.of("update") : Optional.empty();
            default -> Optional.empty();
        };
    }

    @Override
    public String service() {
        return action.startsWith("prometheus") ? "monitoring" : "compute";
    }

    @Override
    public Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        names.add(resource.path());
        names.add(resource.name());
        return names;
    }

    @Override
    public boolean isWrite() {
        return action.endsWith(".patch") || action.endsWith(".update");
    }

    @Override
    public void describe(ObjectNode line) {
        request.queryParameter("requestId").ifPresent(id -> line.put("requestId", id));
        try {
            if (isWrite()) {
                GcpCloud.describe(line, body());
            }
        } catch (GcpError e) {
            // What cannot be read has no weights to be logged; the refusal is in the line anyway.
            line.put("unreadable", true);
        }
    }

    ObjectNode body() throws GcpError {
        try {
            if (JSON.readTree(request.text()) instanceof ObjectNode object) {
                return object;
            }
            throw GcpError.invalid("the body must be a JSON object");
        } catch (JsonProcessingException e) {
            throw GcpError.invalid("the body is not JSON: " + e.getOriginalMessage());
        }
    }

    @Override
    public Reply carryOut(Duration age, boolean withoutData, ObjectNode line) {
        try {
            ObjectNode answer = cloud.answer(this, age, withoutData, line);
            line.put("status", 200);
            return Reply.answer(200, "application/json; charset=UTF-8", answer.toString());
        } catch (GcpError e) {
            if (isWrite()) {
                line.put("applied", false);
            }
            line.put("status", e.status()).put("error", e.reason()).put("message", e.text());
            return e.reply();
        }
    }

    @Override
    public Refusal throttled() {
        return refusal(GcpError.rateLimitExceeded());
    }

    @Override
    public Refusal failed(int status) {
        return refusal(
                new GcpError(status, status == 503 ? "backendError" : "internalError", "The sandbox was told to fail"));
    }

    private static Refusal refusal(GcpError error) {
        return new Refusal(error.status(), error.reason(), error.reply());
    }
}
