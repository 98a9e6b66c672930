package io.sluice.sandbox.gcp;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Changes under way, and those that are done: what a client polls. */
final class Operations {
    /** More than any test makes; the oldest go. */
    private static final int KEPT = 10_000;

    private final InstantSource clock;
    private final Map<String, Operation> all = new LinkedHashMap<>();
    private long number;

    Operations(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * One of them.
     *
     * @param error what it ends with, if it fails
     */
    record Operation(
            Resource resource,
            Resource target,
            String type,
            Optional<String> requestId,
            Instant started,
            Instant done,
            Optional<GcpError> error) {

        String status(Instant now) {
            if (!now.isBefore(done)) {
                return "DONE";
            }
            Instant half = started.plus(Duration.between(started, done).dividedBy(2));
            return now.isBefore(half) ? "PENDING" : "RUNNING";
        }

        ObjectNode json(Instant now) {
            String status = status(now);
            boolean ended = status.equals("DONE");
            ObjectNode json = JsonNodeFactory.instance.objectNode();
            json.put("kind", "compute#operation")
                    .put("id", "1" + resource.name().replaceAll("\\D", ""));
            json.put("name", resource.name()).put("operationType", type).put("targetLink", target.link());
            requestId.ifPresent(id -> json.put("clientOperationId", id));
            json.put("status", status).put("progress", ended ? 100 : 0).put("user", "sandbox@example.com");
            json.put("insertTime", started.toString()).put("startTime", started.toString());
            if (ended) {
                json.put("endTime", done.toString());
                // A real one that fails may leave httpErrorStatusCode out, and then it looks like a success to the SDK.
                error.ifPresent(failed -> json.putObject("error")
                        .putArray("errors")
                        .addObject()
                        .put("code", failed.code())
                        .put("message", failed.text()));
            }
            json.put("selfLink", resource.link());
            if (!resource.isGlobal()) {
                json.put("region", target.link().replaceFirst("/urlMaps/.*", ""));
            }
            return json;
        }
    }

    synchronized Operation start(
            Resource target, String type, Optional<String> requestId, Optional<GcpError> error, Duration takes) {
        Instant now = clock.instant();
        Resource resource = target.beside("operations", "operation-" + ++number);
        Operation operation = new Operation(resource, target, type, requestId, now, now.plus(takes), error);
        all.put(resource.path(), operation);
        if (all.size() > KEPT) {
            all.remove(all.keySet().iterator().next());
        }
        return operation;
    }

    /** The operation that was started for the same request before. */
    synchronized Optional<Operation> of(Resource target, String requestId) {
        return in(target)
                .filter(operation -> operation.requestId().equals(Optional.of(requestId)))
                .findFirst();
    }

    synchronized Stream<Operation> in(Resource beside) {
        return all.values().stream()
                .filter(operation -> operation.resource().scope().equals(beside.scope())
                        && operation.resource().project().equals(beside.project()))
                .toList()
                .stream();
    }

    synchronized Operation get(Resource resource) throws GcpError {
        Operation found = all.get(resource.path());
        if (found == null) {
            throw GcpError.notFound(resource.path());
        }
        return found;
    }

    synchronized void reset() {
        all.clear();
    }
}
