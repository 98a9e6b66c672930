package io.sluice.sandbox.azure;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.http.Request;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A request to the resource manager. Its path is compared without regard to upper and lower case, as Azure does.
 *
 * @param path the steps of the path as they were written
 */
public record ArmRequest(Request http, List<String> path) {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    public ArmRequest {
        path = List.copyOf(path);
    }

    static ArmRequest of(Request http) {
        return new ArmRequest(http, List.of(http.path().substring(1).split("/", -1)));
    }

    public String method() {
        return http.method();
    }

    public String apiVersion() {
        return query("api-version").orElse("");
    }

    public Optional<String> query(String name) {
        return http.queryParameter(name);
    }

    /** Whether the path goes on so from a step. */
    public boolean has(int from, String... steps) {
        for (int i = 0; i < steps.length; i++) {
            if (from + i >= path.size() || !path.get(from + i).equalsIgnoreCase(steps[i])) {
                return false;
            }
        }
        return true;
    }

    /** {@code subscriptions/{}/resourceGroups/{}/providers} and a namespace with one type: the ids of resources begin so. */
    public boolean isOf(String namespace, String type) {
        return path.size() >= 8
                && has(0, "subscriptions")
                && has(2, "resourceGroups")
                && has(4, "providers", namespace, type);
    }

    /** The id that the first so many steps of the path are, in lower case: equal for equal resources. */
    public String key(int steps) {
        return ("/" + String.join("/", path.subList(0, steps))).toLowerCase(Locale.ROOT);
    }

    public ObjectNode body() throws ArmError {
        try {
            JsonNode body = JSON.readTree(http.text());
            if (body instanceof ObjectNode object) {
                return object;
            }
            throw ArmError.invalid("InvalidRequestContent", "The request content was invalid: an object was expected.");
        } catch (JsonProcessingException e) {
            throw ArmError.invalid(
                    "InvalidRequestContent", "The request content was invalid: " + e.getOriginalMessage());
        }
    }

    /** What absolute addresses in answers begin with: the one that this request came to. */
    public String base() {
        return "http://" + http.header("host").orElse("127.0.0.1");
    }
}
