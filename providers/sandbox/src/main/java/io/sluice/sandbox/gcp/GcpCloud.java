package io.sluice.sandbox.gcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.Cloud;
import io.sluice.sandbox.faults.ControlPlane;
import io.sluice.sandbox.faults.Fault;
import io.sluice.sandbox.faults.FaultScript;
import io.sluice.sandbox.faults.RequestLog;
import io.sluice.sandbox.gcp.GcpConfig.BackendService;
import io.sluice.sandbox.gcp.Operations.Operation;
import io.sluice.sandbox.http.PortTaken;
import io.sluice.sandbox.http.Reply;
import io.sluice.sandbox.http.Request;
import io.sluice.sandbox.metrics.Metrics;
import io.sluice.sandbox.traffic.Backends;
import io.sluice.sandbox.traffic.DataPlane;
import io.sluice.sandbox.traffic.SplitProxy;
import io.sluice.sandbox.world.History;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One project of Google Cloud: Compute Engine's load balancing, and Cloud Monitoring's Prometheus API. */
public final class GcpCloud implements Cloud, AutoCloseable {
    /** What the script calls the running of an operation, which is no call of its own. */
    private static final Set<String> AFFINITIES =
            Set.of("NONE", "CLIENT_IP", "GENERATED_COOKIE", "HEADER_FIELD", "HTTP_COOKIE", "STRONG_COOKIE_AFFINITY");

    private static final String RUNNING = "operation";

    private static final Set<String> OUTPUT_ONLY = Set.of("id", "kind", "creationTimestamp", "selfLink", "region");
    private static final Pattern UUID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final Pattern BY_REQUEST = Pattern.compile("clientOperationId\\s*=\\s*\"?([0-9a-fA-F-]{36})\"?");

    private final History<GcpConfig> history;
    private final Operations operations;
    private final Monitoring monitoring;
    private final ControlPlane controlPlane;
    private final FaultScript faults;
    private final RequestLog log;
    private final InstantSource clock;
    private final Duration operationsTake;
    private final Map<String, Backends> backends = new LinkedHashMap<>();

    public GcpCloud(
            DataPlane dataPlane,
            int port,
            ControlPlane controlPlane,
            FaultScript faults,
            RequestLog log,
            Metrics metrics,
            Duration operationsTake,
            InstantSource clock)
            throws PortTaken {
        this.history = new History<>(FixedGcp.start(), clock);
        this.operations = new Operations(clock);
        this.monitoring = new Monitoring(metrics);
        this.controlPlane = controlPlane;
        this.faults = faults;
        this.log = log;
        this.clock = clock;
        this.operationsTake = operationsTake;
        try {
            for (String service : List.of("api-eu", "api-us")) {
                backends.put(service, Backends.start(service, "gcp-" + service));
            }
            Resource urlMap = FixedGcp.resource("global", "urlMaps", FixedGcp.API);
            SplitProxy proxy = new SplitProxy(new UrlMapSplit(urlMap, history, backends, metrics));
            dataPlane.open(FixedGcp.API, port, proxy::handle);
        } catch (PortTaken e) {
            close();
            throw e;
        }
    }

    @Override
    public boolean speaks(Request request) {
        return request.path().startsWith("/compute/") || request.path().startsWith("/v1/projects/");
    }

    @Override
    public Reply handle(Request request) throws InterruptedException {
        Optional<GcpCall> call = GcpCall.of(this, request);
        if (call.isEmpty()) {
            return new GcpError(
                            404,
                            "notFound",
                            "The sandbox has URL maps, backend services and operations of Compute Engine v1, and"
                                    + " Cloud Monitoring's Prometheus API")
                    .reply();
        }
        return controlPlane.handle(call.get());
    }

    ObjectNode answer(GcpCall call, Duration age, boolean withoutData, ObjectNode line) throws GcpError {
        GcpConfig config = history.asOf(age);
        Resource resource = call.resource();
        return switch (call.action()) {
            case "urlMaps.get", "regionUrlMaps.get" -> withFingerprint(config.urlMap(resource));
            case "urlMaps.patch", "regionUrlMaps.patch" -> changed(call, "patch", line);
            case "urlMaps.update", "regionUrlMaps.update" -> changed(call, "update", line);
            case "urlMaps.validate", "regionUrlMaps.validate" -> validated(call);
            case "backendServices.get", "regionBackendServices.get" -> backendService(config.backendService(resource));
            case "backendServices.patch", "regionBackendServices.patch" -> affinityChanged(call, line);
            case "backendServices.getHealth", "regionBackendServices.getHealth" -> health(call);
            case "globalOperations.get", "regionOperations.get" ->
                operations.get(resource).json(clock.instant());
            case "globalOperations.list", "regionOperations.list" -> listed(call);
            case "prometheus.query" -> monitoring.query(new QueryForm(call.request()), withoutData);
            case "prometheus.query_range" -> monitoring.queryRange(new QueryForm(call.request()), withoutData);
            default -> throw new GcpError(404, "notFound", "The sandbox has no " + call.action());
        };
    }

    private static ObjectNode withFingerprint(ObjectNode urlMap) {
        return urlMap.deepCopy().put("fingerprint", GcpConfig.fingerprint(urlMap));
    }

    private ObjectNode changed(GcpCall call, String type, ObjectNode line) throws GcpError {
        Resource resource = call.resource();
        Optional<String> requestId = requestId(call);
        ObjectNode body = call.body();
        synchronized (operations) {
            Optional<Operation> before = requestId.flatMap(id -> operations.of(resource, id));
            if (before.isPresent()) {
                line.put("applied", false).put("repeated", true);
                return before.get().json(clock.instant());
            }
            Optional<Fault> running = faults.strikeNamed(RUNNING, call.names());
            // Refused now, or not at all: what fails later has been accepted first.
            ObjectNode after = checked(resource, type, body);
            if (running.orElse(null) instanceof Fault.Failure(int status)) {
                line.put("applied", false).put("fault", RUNNING);
                GcpError error = new GcpError(
                        status, status < 500 ? "resourceNotReady" : "internalError", "The sandbox was told to fail");
                return operations
                        .start(resource, type, requestId, Optional.of(error), operationsTake)
                        .json(clock.instant());
            }
            history.change((config, _) -> config.withUrlMap(resource, after)).applied(line);
            Duration takes = running.orElse(null) instanceof Fault.Delay(Duration by, boolean _) ? by : operationsTake;
            return operations
                    .start(resource, type, requestId, Optional.empty(), takes)
                    .json(clock.instant());
        }
    }

    /** Of a backend service only its affinity can be changed. */
    private ObjectNode affinityChanged(GcpCall call, ObjectNode line) throws GcpError {
        ObjectNode body = call.body();
        String affinity = body.path("sessionAffinity").asText();
        if (!AFFINITIES.contains(affinity) || body.size() > 1) {
            throw GcpError.invalid(
                    "Invalid value for field 'resource.sessionAffinity', the only one that can be changed");
        }
        Resource resource = call.resource();
        BackendService changed = history.current().backendService(resource).with(affinity);
        synchronized (operations) {
            history.change((config, _) -> config.withBackendService(changed)).applied(line);
            return operations
                    .start(resource, "patch", requestId(call), Optional.empty(), operationsTake)
                    .json(clock.instant());
        }
    }

    private static Optional<String> requestId(GcpCall call) throws GcpError {
        Optional<String> requestId = call.request().queryParameter("requestId");
        if (requestId.isPresent()
                && (!UUID.matcher(requestId.get()).matches() || requestId.get().matches("[0-]+"))) {
            throw GcpError.invalid("Invalid value for field 'requestId': it must be a UUID, and not all zero");
        }
        return requestId;
    }

    private ObjectNode checked(Resource resource, String type, ObjectNode body) throws GcpError {
        GcpConfig config = history.current();
        ObjectNode before = config.urlMap(resource);
        String fingerprint = body.path("fingerprint").asText();
        if (fingerprint.isEmpty()) {
            throw GcpError.invalid("Required field 'resource.fingerprint' not specified");
        }
        if (!fingerprint.equals(GcpConfig.fingerprint(before))) {
            throw new GcpError(412, "conditionNotMet", "Invalid fingerprint.");
        }
        ObjectNode given = body.deepCopy();
        given.remove("fingerprint");
        given.remove(OUTPUT_ONLY);
        ObjectNode after = type.equals("patch") ? MergePatch.apply(given, before) : given;
        if (!type.equals("patch")) {
            OUTPUT_ONLY.stream().filter(before::has).forEach(field -> after.set(field, before.get(field)));
            after.put("name", resource.name());
        }
        UrlMapRules.check(config, resource, after);
        return after;
    }

    private ObjectNode validated(GcpCall call) throws GcpError {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        ObjectNode verdict = result.putObject("result");
        if (!(call.body().get("resource") instanceof ObjectNode resource)) {
            throw GcpError.invalid("Required field 'resource' not specified");
        }
        try {
            UrlMapRules.check(history.current(), call.resource(), resource);
            verdict.put("loadSucceeded", true).put("testPassed", true);
        } catch (GcpError e) {
            verdict.put("loadSucceeded", false).putArray("loadErrors").add(e.text());
        }
        return result;
    }

    private static ObjectNode backendService(BackendService service) {
        Resource resource = service.resource();
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("kind", "compute#backendService").put("name", resource.name());
        json.put("loadBalancingScheme", service.scheme())
                .put("protocol", "HTTP")
                .put("sessionAffinity", service.affinity());
        if (!service.serverless()) {
            json.putArray("healthChecks")
                    .add(resource.beside("healthChecks", "basic").link());
        }
        json.putArray("backends").addObject().put("group", group(service)).put("balancingMode", "UTILIZATION");
        json.put("selfLink", resource.link());
        return json;
    }

    private static String group(BackendService service) {
        String place = service.serverless()
                ? "/regions/" + FixedGcp.REGION + "/networkEndpointGroups/"
                : "/zones/" + FixedGcp.REGION + "-b/instanceGroups/";
        Resource resource = service.resource();
        return "https://www.googleapis.com/compute/v1/projects/" + resource.project() + place + resource.name();
    }

    private ObjectNode health(GcpCall call) throws GcpError {
        BackendService service = history.current().backendService(call.resource());
        if (service.serverless() || !call.body().path("group").asText().equals(group(service))) {
            throw GcpError.invalid("Invalid value for field 'resource.group'");
        }
        Backends behind = backends.get(service.resource().name());
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("kind", "compute#backendServiceGroupHealth");
        ArrayNode states = json.putArray("healthStatus");
        for (int i = 0; i < service.endpoints(); i++) {
            states.addObject()
                    .put("healthState", behind == null || behind.behaviour().healthy() ? "HEALTHY" : "UNHEALTHY")
                    .put("instance", group(service).replace("instanceGroups", "instances") + "-" + i)
                    .put("ipAddress", "127.0.0.1")
                    .put(
                            "port",
                            behind == null
                                    ? 80
                                    : behind.ports().get(i % behind.ports().size()));
        }
        return json;
    }

    private ObjectNode listed(GcpCall call) throws GcpError {
        Matcher filter =
                BY_REQUEST.matcher(call.request().queryParameter("filter").orElse(""));
        if (!filter.matches()) {
            throw GcpError.invalid("Invalid value for field 'filter': the sandbox knows clientOperationId = \"…\"");
        }
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("kind", "compute#operationList");
        json.put(
                "id",
                "projects/" + call.resource().project() + "/" + call.resource().scope() + "/operations");
        Instant now = clock.instant();
        operations
                .in(call.resource())
                .filter(operation -> operation.requestId().equals(Optional.of(filter.group(1))))
                .forEach(operation -> json.withArrayProperty("items").add(operation.json(now)));
        return json;
    }

    @Override
    public List<Backends> backends() {
        return List.copyOf(backends.values());
    }

    @Override
    public Map<String, String> addressOf(Backends backends) {
        Resource service = FixedGcp.resource("global", "backendServices", backends.id());
        return Map.of("backendService", service.path());
    }

    @Override
    public List<String> routes() {
        List<String> names = new ArrayList<>();
        routesByName().forEach((name, _) -> names.add(name));
        return names;
    }

    /** A place of a URL map. */
    private record RouteAt(Resource urlMap, String place) {}

    private Map<String, RouteAt> routesByName() {
        Map<String, RouteAt> routes = new LinkedHashMap<>();
        history.current().urlMaps().forEach((path, urlMap) -> {
            Resource resource = Resource.find(path, FixedGcp.PROJECT).orElseThrow();
            GcpConfig.places(urlMap)
                    .keySet()
                    .forEach(place -> routes.put(
                            place.equals("default") ? resource.name() : resource.name() + "/" + place,
                            new RouteAt(resource, place)));
        });
        return routes;
    }

    @Override
    public void describe(ObjectNode world) {
        ArrayNode urlMaps = world.putArray("urlMaps");
        history.current().urlMaps().forEach((path, urlMap) -> {
            ObjectNode one = urlMaps.addObject().put("name", urlMap.path("name").asText());
            one.put("urlMap", path);
            describe(one, urlMap);
        });
        ArrayNode services = world.putArray("backendServices");
        history.current()
                .backendServices()
                .values()
                .forEach(service -> services.addObject()
                        .put("name", service.resource().name())
                        .put("backendService", service.resource().path())
                        .put("loadBalancingScheme", service.scheme()));
    }

    /** Adds the weights of all places that a URL map, or a part of one, has. */
    static void describe(ObjectNode line, JsonNode urlMap) {
        GcpConfig.places(urlMap).forEach((name, place) -> {
            Map<String, Integer> weights = GcpConfig.weights(place);
            if (!weights.isEmpty()) {
                ObjectNode described = name.equals("default")
                        ? line.withObjectProperty("weights")
                        : line.withObjectProperty("places").putObject(name);
                weights.forEach(described::put);
            }
        });
    }

    @Override
    public void setWeights(String route, Map<String, Integer> weights) {
        RouteAt at = routesByName().get(route);
        if (at == null) {
            throw new IllegalArgumentException("no route " + route);
        }
        ObjectNode line = RequestLog.line().put("kind", "call").put("service", "stranger");
        line.put("action", "setWeights").put("arn", at.urlMap().path());
        ObjectNode asked = line.putObject("weights");
        weights.forEach(asked::put);
        try {
            history.change((config, _) -> {
                        ObjectNode changed = config.urlMap(at.urlMap()).deepCopy();
                        split(at, changed, weights);
                        UrlMapRules.check(config, at.urlMap(), changed);
                        return config.withUrlMap(at.urlMap(), changed);
                    })
                    .applied(line);
        } catch (GcpError e) {
            throw new IllegalArgumentException(e.text(), e);
        }
        log.write(line);
    }

    private static void split(RouteAt at, ObjectNode urlMap, Map<String, Integer> weights) {
        ObjectNode place =
                (ObjectNode) Objects.requireNonNull(GcpConfig.places(urlMap).get(at.place()));
        boolean rule = at.place().contains("/") || at.place().contains("#");
        place.remove(List.of("defaultService", "service", "defaultUrlRedirect", "urlRedirect"));
        ArrayNode list = place.withObjectProperty(rule ? "routeAction" : "defaultRouteAction")
                .putArray("weightedBackendServices");
        weights.forEach((name, weight) -> list.addObject()
                .put(
                        "backendService",
                        at.urlMap().beside("backendServices", name).link())
                .put("weight", weight));
    }

    @Override
    public double percentOf(String name) {
        Optional<Backends> behind = backends.values().stream()
                .filter(one -> one.name().equals(name))
                .findFirst();
        Map<String, Integer> weights = Optional.ofNullable(history.current()
                        .urlMaps()
                        .get(FixedGcp.resource("global", "urlMaps", FixedGcp.API)
                                .path()))
                .map(GcpConfig::weights)
                .orElse(Map.of());
        int sum = weights.values().stream().mapToInt(Integer::intValue).sum();
        return sum == 0
                ? 0
                : behind.map(one -> weights.getOrDefault(one.id(), 0) * 100.0 / sum)
                        .orElse(0.0);
    }

    @Override
    public void setServers(String name, int servers) {
        String service = backends.values().stream()
                .filter(one -> one.name().equals(name))
                .map(Backends::id)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no backends " + name));
        history.change((config, _) -> config.serviceNamed(service)
                .map(one -> config.withBackendService(one.with(servers)))
                .orElse(config));
    }

    @Override
    public void measure() {
        // Everything that it shows is counted as it happens.
    }

    @Override
    public void reset() {
        history.reset(FixedGcp.start());
        operations.reset();
    }

    @Override
    public void close() {
        backends.values().forEach(Backends::close);
    }
}
