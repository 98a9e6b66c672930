package io.sluice.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.http.Connections;
import io.sluice.sandbox.http.Reply;
import io.sluice.sandbox.http.Request;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Speaks the sandbox's own API, so that tests read as sentences. */
public final class SandboxClient implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Connections connections;

    /**
     * @param controlUrl as the sandbox printed it when it was ready
     */
    public SandboxClient(String controlUrl) {
        this.connections = new Connections(URI.create(controlUrl).getPort());
    }

    public JsonNode world() {
        return call("GET", "/sandbox/world", "");
    }

    /** How many requests reached the backends of the target group. */
    public long requests(String targetGroup) {
        return count(targetGroup, "total");
    }

    /** How many of them its backends answered with an error. */
    public long errors(String targetGroup) {
        return count(targetGroup, "errors");
    }

    /** The lines of the request log with a higher number. */
    public List<JsonNode> log(long afterSeq) {
        List<JsonNode> lines = new ArrayList<>();
        call("GET", "/sandbox/log?after=" + afterSeq, "").get("lines").forEach(lines::add);
        return lines;
    }

    /** Changes the backends of a target group, {@code {"errorPercent": 20}} for instance. */
    public void backends(String targetGroup, String json) {
        call("POST", "/sandbox/backends/" + targetGroup, json);
    }

    public void load(String listener, double requestsPerSecond) {
        ObjectNode order = JSON.createObjectNode().put("listener", listener).put("rps", requestsPerSecond);
        call("POST", "/sandbox/load", order.toString());
    }

    /** Has a stranger set the weights of a listener or rule, by target-group name. */
    public void strangerSetsWeights(String arn, Map<String, Integer> weights) {
        ObjectNode order = JSON.createObjectNode().put("arn", arn);
        ObjectNode json = order.putObject("weights");
        weights.forEach(json::put);
        call("POST", "/sandbox/weights", order.toString());
    }

    /** Has the requests of a listener or rule stay where its weights send them now, or follow them again. */
    public void follow(String arn, boolean follows) {
        call(
                "POST",
                "/sandbox/traffic",
                JSON.createObjectNode().put("arn", arn).put("follows", follows).toString());
    }

    /** Adds lines to the fault script: one JSON object, or an array of them. */
    public void faults(String json) {
        call("POST", "/sandbox/faults", json);
    }

    public JsonNode faults() {
        return call("GET", "/sandbox/faults", "");
    }

    public void clearFaults() {
        call("DELETE", "/sandbox/faults", "");
    }

    /** Gives calls of a service a token bucket: {@code "elbv2", "Modify*"}. */
    public void limit(String service, String actions, int burst, double perSecond) {
        ObjectNode order = JSON.createObjectNode().put("service", service).put("actions", actions);
        call(
                "POST",
                "/sandbox/limits",
                order.put("burst", burst).put("perSecond", perSecond).toString());
    }

    public JsonNode limits() {
        return call("GET", "/sandbox/limits", "");
    }

    public void metricLag(int millis) {
        call("POST", "/sandbox/metrics", "{\"lagMillis\": " + millis + "}");
    }

    public void reset() {
        call("POST", "/sandbox/reset", "");
    }

    /** Any call of the sandbox's API; what it refuses is an {@link IllegalArgumentException} with its reason. */
    public JsonNode call(String method, String path, String json) {
        try {
            Reply.Answer answer =
                    connections.exchange(new Request(method, path, Map.of(), json.getBytes(StandardCharsets.UTF_8)));
            JsonNode body = JSON.readTree(answer.text());
            if (answer.status() != 200) {
                throw new IllegalArgumentException(body.path("error").asText());
            }
            return body;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long count(String targetGroup, String which) {
        return call("GET", "/sandbox/requests", "")
                .path(targetGroup)
                .path(which)
                .asLong();
    }

    @Override
    public void close() {
        connections.close();
    }
}
