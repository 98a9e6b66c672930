package io.sluice.sandbox.azure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.faults.ControlCall;
import io.sluice.sandbox.faults.ControlPlane;
import io.sluice.sandbox.http.Reply;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Operations that run on after they were accepted, and are asked after at an address of their own.
 *
 * <p>Completing one is a call to the control plane like any other, {@code …_Completion}, so that a fault can be aimed at it: with
 * {@code error} the operation fails, with {@code delay} and {@code appliedAtEnd} it takes so much longer.
 */
public final class Operations {
    /** How long a poller is told to wait, at least: header values are whole seconds. */
    private static final long SECOND = 1000;

    /** Azure, too, forgets operations that are over, after days. */
    static final int MOST_KEPT = 1000;

    private final ControlPlane controlPlane;
    private final Duration take;
    private final AtomicLong ids = new AtomicLong();
    private final Map<String, Operation> all = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Operation> eldest) {
            return size() > MOST_KEPT && eldest.getValue().isOver();
        }
    };

    Operations(ControlPlane controlPlane, Duration take) {
        this.controlPlane = controlPlane;
        this.take = take;
    }

    /** What becomes of the resource when its operation ends; called once, with one or the other. */
    public interface Outcome {
        /**
         * Takes effect.
         *
         * @return the result, for who asks at {@code Location}; missing where there is none
         */
        JsonNode succeed(ObjectNode line);

        void fail();
    }

    /** One operation; its states are Azure's. */
    public final class Operation {
        private final String id = new UUID(0x5A4DB0C000004000L, 0x8000000000000000L | ids.incrementAndGet()).toString();
        private final String namespace;
        private final Outcome outcome;
        private String status = "InProgress";
        private ObjectNode error = JsonNodeFactory.instance.objectNode();
        private JsonNode result = MissingNode.getInstance();

        private Operation(String namespace, Outcome outcome) {
            this.namespace = namespace;
            this.outcome = outcome;
        }

        /** The headers by which a client finds it again. */
        public Map<String, String> headers(ArmRequest request) {
            String at = request.base() + "/subscriptions/" + request.path().get(1) + "/providers/" + namespace
                    + "/locations/westeurope/";
            String query = "?api-version=" + request.apiVersion();
            return Map.of(
                    "Azure-AsyncOperation", at + "operations/" + id + query,
                    "Location", at + "operationResults/" + id + query,
                    "Retry-After", retryAfter());
        }

        /** Another operation has taken its place: it ends here and now, and nothing of it takes effect any more. */
        public synchronized void supersede() {
            if (status.equals("InProgress")) {
                status = "Canceled";
                error = ArmError.error("Canceled", "Operation was canceled.");
                error.withArrayProperty("details")
                        .addObject()
                        .put("code", "CanceledAndSupersededDueToAnotherOperation")
                        .put(
                                "message",
                                "Operation was canceled and superseded by another operation on the same resource.");
            }
        }

        private synchronized boolean isOver() {
            return !status.equals("InProgress");
        }

        private synchronized void fail(String code, String message) {
            if (status.equals("InProgress")) {
                status = "Failed";
                error = ArmError.error(code, message);
                outcome.fail();
            }
        }

        private synchronized boolean succeed(ObjectNode line) {
            if (!status.equals("InProgress")) {
                return false;
            }
            status = "Succeeded";
            result = outcome.succeed(line);
            return true;
        }

        private synchronized ArmAnswer asOperation() {
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            body.put("status", status);
            if (!error.isEmpty()) {
                body.set("error", error.deepCopy());
            }
            return new ArmAnswer(
                    200, status.equals("InProgress") ? Map.of("Retry-After", retryAfter()) : Map.of(), body);
        }

        private synchronized ArmAnswer asResult() throws ArmError {
            return switch (status) {
                case "InProgress" -> ArmAnswer.accepted().with(Map.of("Retry-After", retryAfter()));
                case "Succeeded" -> new ArmAnswer(result.isMissingNode() ? 204 : 200, result);
                default ->
                    throw new ArmError(
                            409,
                            error.path("code").asText("Canceled"),
                            error.path("message").asText());
            };
        }
    }

    /**
     * Begins one.
     *
     * @param action that of the call which asked for it
     */
    public Operation begin(String namespace, String action, Set<String> names, Outcome outcome) {
        Operation operation = new Operation(namespace, outcome);
        synchronized (all) {
            all.put(operation.id, operation);
        }
        Thread.ofVirtual().name("operation-" + operation.id).start(() -> {
            try {
                Thread.sleep(take);
                controlPlane.handle(new Completion(action + "_Completion", names, operation));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        return operation;
    }

    boolean speaks(ArmRequest request) {
        return request.has(0, "subscriptions")
                && request.has(2, "providers")
                && request.has(4, "locations")
                && (request.has(6, "operations") || request.has(6, "operationResults"));
    }

    ArmCall call(ArmRequest request) throws ArmError {
        boolean result = request.has(6, "operationResults");
        Operation operation;
        synchronized (all) {
            operation = all.get(request.path().getLast());
        }
        if (operation == null || request.path().size() != 8 || !request.method().equals("GET")) {
            throw new ArmError(404, "NotFound", "The operation was not found.");
        }
        Operation found = operation;
        return new ArmCall() {
            @Override
            public String action() {
                return result ? "OperationResults_Get" : "Operations_Get";
            }

            @Override
            public Set<String> names() {
                return Set.of(found.id);
            }

            @Override
            public boolean isWrite() {
                return false;
            }

            @Override
            public ArmAnswer carryOut(Duration age, boolean withoutData, ObjectNode line) throws ArmError {
                return result ? found.asResult() : found.asOperation();
            }
        };
    }

    /** Forgets all: what they would have done is done no more. */
    void reset() {
        synchronized (all) {
            all.values().forEach(Operation::supersede);
            all.clear();
        }
    }

    private String retryAfter() {
        return String.valueOf(take.toMillis() / SECOND);
    }

    /** The moment in which an operation takes effect, as the control plane and the request log see it. */
    private record Completion(String action, Set<String> names, Operation operation) implements ControlCall {
        @Override
        public String service() {
            return "arm";
        }

        @Override
        public boolean isWrite() {
            return true;
        }

        @Override
        public void describe(ObjectNode line) {
            line.put("operation", operation.id);
        }

        @Override
        public Reply carryOut(Duration age, boolean withoutData, ObjectNode line) {
            boolean applied = operation.succeed(line);
            line.put("status", 200).put("applied", applied);
            return new Reply.Cut();
        }

        @Override
        public Refusal throttled() {
            return failed(429);
        }

        @Override
        public Refusal failed(int status) {
            operation.fail("InternalServerError", "An error occurred.");
            return new Refusal(status, "InternalServerError", new Reply.Cut());
        }
    }
}
