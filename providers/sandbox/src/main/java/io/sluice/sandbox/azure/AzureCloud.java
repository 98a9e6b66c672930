package io.sluice.sandbox.azure;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.Cloud;
import io.sluice.sandbox.faults.ControlCall;
import io.sluice.sandbox.faults.ControlPlane;
import io.sluice.sandbox.http.PortTaken;
import io.sluice.sandbox.http.Reply;
import io.sluice.sandbox.http.Request;
import io.sluice.sandbox.traffic.Backends;
import io.sluice.sandbox.traffic.DataPlane;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Azure Resource Manager: takes a request to its type of resource, in whatever api-version that has. */
public final class AzureCloud implements Cloud {
    private final ControlPlane controlPlane;
    private final Operations operations;
    private final List<ResourceType> types;

    /**
     * Puts the types together.
     *
     * @param operationsTake how long an operation runs on after it was accepted
     * @param types made with the operations that they begin
     */
    public AzureCloud(
            ControlPlane controlPlane, Duration operationsTake, Function<Operations, List<ResourceType>> types) {
        this.controlPlane = controlPlane;
        this.operations = new Operations(controlPlane, operationsTake);
        this.types = types.apply(operations);
    }

    @Override
    public boolean speaks(Request request) {
        return request.path().regionMatches(true, 0, "/subscriptions/", 0, "/subscriptions/".length());
    }

    @Override
    public Reply handle(Request http) throws InterruptedException {
        ArmRequest request = ArmRequest.of(http);
        ArmCall call;
        try {
            call = call(request);
        } catch (ArmError e) {
            call = new Refused(request, e);
        }
        return controlPlane.handle(new Control(call));
    }

    private ArmCall call(ArmRequest request) throws ArmError {
        if (request.apiVersion().isEmpty()) {
            throw ArmError.invalid(
                    "MissingApiVersionParameter",
                    "The api-version query parameter (?api-version=) is required for all requests.");
        }
        if (operations.speaks(request)) {
            return operations.call(request);
        }
        for (ResourceType type : types) {
            if (type.speaks(request)) {
                checkVersion(request, type.apiVersions(request));
                return type.call(request);
            }
        }
        throw new ArmError(
                404,
                "InvalidResourceType",
                "The sandbox has no resources at " + request.key(request.path().size()));
    }

    private static void checkVersion(ArmRequest request, Set<String> known) throws ArmError {
        if (!known.contains(request.apiVersion())) {
            throw ArmError.invalid(
                    "NoRegisteredProviderFound",
                    "No registered resource provider found for API version '%s'. The supported api-versions are '%s'."
                            .formatted(request.apiVersion(), String.join(", ", known)));
        }
    }

    /** Opens the ports on which clients come. */
    public void open(DataPlane dataPlane, Map<String, Integer> ports) throws PortTaken {
        for (ResourceType type : types) {
            type.open(dataPlane, ports);
        }
    }

    @Override
    public List<Backends> backends() {
        return types.stream().flatMap(type -> type.backends().stream()).toList();
    }

    @Override
    public Map<String, String> addressOf(Backends backends) {
        return types.stream()
                .filter(type -> type.backends().contains(backends))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no backends " + backends.name()))
                .addressOf(backends);
    }

    @Override
    public List<String> routes() {
        return types.stream().flatMap(type -> type.routes().stream()).toList();
    }

    @Override
    public void describe(ObjectNode world) {
        types.forEach(type -> type.describe(world));
    }

    @Override
    public void setWeights(String route, Map<String, Integer> weights) {
        types.stream()
                .filter(type -> type.routes().contains(route))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no route " + route))
                .setWeights(route, weights);
    }

    @Override
    public double percentOf(String backends) {
        return types.stream()
                .mapToDouble(type -> type.percentOf(backends))
                .max()
                .orElse(0);
    }

    @Override
    public void setServers(String backends, int servers) {
        types.stream()
                .filter(type ->
                        type.backends().stream().anyMatch(one -> one.name().equals(backends)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no backends " + backends))
                .setServers(backends, servers);
    }

    @Override
    public void measure() {
        types.forEach(ResourceType::measure);
    }

    @Override
    public void reset() {
        operations.reset();
        types.forEach(ResourceType::reset);
    }

    /** What nobody here could make anything of is logged and struck by faults like all others. */
    private record Refused(ArmRequest request, ArmError error) implements ArmCall {
        @Override
        public String action() {
            return request.method();
        }

        @Override
        public Set<String> names() {
            return Set.of(request.key(request.path().size()));
        }

        @Override
        public boolean isWrite() {
            return !request.method().equals("GET");
        }

        @Override
        public ArmAnswer carryOut(Duration age, boolean withoutData, ObjectNode line) throws ArmError {
            throw error;
        }
    }

    /** A call as the control plane takes it, with Azure's answers to what goes wrong. */
    private record Control(ArmCall call) implements ControlCall {
        /** Said in seconds with each throttled answer. */
        private static final String RETRY_AFTER = "1";

        @Override
        public String service() {
            return "arm";
        }

        @Override
        public String action() {
            return call.action();
        }

        @Override
        public Set<String> names() {
            return call.names();
        }

        @Override
        public boolean isWrite() {
            return call.isWrite();
        }

        @Override
        public void describe(ObjectNode line) {
            call.describe(line);
        }

        @Override
        public Reply carryOut(Duration age, boolean withoutData, ObjectNode line) {
            try {
                ArmAnswer answer = call.carryOut(age, withoutData, line);
                line.put("status", answer.status());
                return answer.reply();
            } catch (ArmError e) {
                if (call.isWrite()) {
                    line.put("applied", false);
                }
                line.put("status", e.status()).put("error", e.code()).put("message", e.text());
                return e.answer().reply();
            }
        }

        @Override
        public Refusal throttled() {
            return refusal(
                    new ArmError(429, "TooManyRequests", "The request is being throttled."),
                    Map.of("Retry-After", RETRY_AFTER));
        }

        /** Two statuses are two things at Azure: an order of 409 or 429 is the resource that another operation has. */
        @Override
        public Refusal failed(int status) {
            return refusal(
                    switch (status) {
                        case 403 ->
                            new ArmError(
                                    403, "AuthorizationFailed", "The client is not authorized to perform this action.");
                        case 409 ->
                            new ArmError(
                                    409,
                                    "AnotherOperationInProgress",
                                    "Another operation on this or dependent resource is in progress.");
                        case 412 ->
                            new ArmError(
                                    412,
                                    "PreconditionFailed",
                                    "Precondition failed: the etag provided does not match.");
                        case 429 ->
                            new ArmError(
                                    429,
                                    "RetryableErrorDueToAnotherOperation",
                                    "Operation could not be completed as another operation is in progress.");
                        case 503 -> new ArmError(503, "ServiceUnavailable", "The service is unavailable.");
                        default -> new ArmError(status, "InternalServerError", "The sandbox was told to fail.");
                    },
                    Map.of());
        }

        private static Refusal refusal(ArmError error, Map<String, String> headers) {
            return new Refusal(
                    error.status(), error.code(), error.answer().with(headers).reply());
        }
    }
}
