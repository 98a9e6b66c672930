package io.sluice.provider.azure;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import io.sluice.traffic.Timing;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Azure Resource Manager with its JSON as it is, through the SDK's pipeline.
 *
 * <p>The SDK's models hold what they know and drop the rest, so that a resource that is read, changed and written back through them
 * loses every property that is younger than they are; and of an operation that was cancelled they lose what the service said of
 * it. Gateways, which are written as a whole and have parts that are nobody's here, therefore never go through a model; profiles of
 * Traffic Manager and origins of Front Door do, in the API version that their model is of.
 */
final class Arm {
    /** How long to wait between two questions after an operation where Azure does not say it. */
    private static final Duration PAUSE = Duration.ofSeconds(5);

    /** At least so long, whatever is said. */
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(50);

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final AzureClients clients;
    private final Timing timing;

    Arm(AzureClients clients, Timing timing) {
        this.clients = clients;
        this.timing = timing;
    }

    /** What Azure answered to a change that it may work on for a while. */
    record Accepted(int status, HttpHeaders headers, JsonNode body) {}

    /** How an operation ended, as far as it could be heard. */
    sealed interface Ending {
        record Succeeded() implements Ending {}

        /** It ran and failed: some of it may have happened. */
        record Failed(String why) implements Ending {}

        /** Another has taken its place, or somebody stopped it. */
        record Canceled(String why) implements Ending {}

        /** Nobody could be asked any more, or not in time; it may go on. */
        record Lost(String why) implements Ending {}
    }

    /** How long a change may take in all. */
    Deadline changeDeadline() {
        return Deadline.in(timing.changeDeadline());
    }

    ObjectNode get(String path, Map<String, String> query) {
        return AzureErrors.reading(() ->
                object(refused(send(HttpMethod.GET, url(path, query), Optional.empty(), Optional.empty()), false)));
    }

    /**
     * Writes a resource as a whole.
     *
     * @param etag what the resource must still be; sent with this one request and not with what follows it
     */
    Accepted put(String path, Map<String, String> query, JsonNode body, Optional<String> etag) {
        return AzureErrors.writing(() ->
                accepted(refused(send(HttpMethod.PUT, url(path, query), Optional.of(body), etag), true)));
    }

    /** Changes some fields of a resource. */
    Accepted patch(String path, Map<String, String> query, JsonNode body) {
        return AzureErrors.writing(() ->
                accepted(refused(send(HttpMethod.PATCH, url(path, query), Optional.of(body), Optional.empty()), true)));
    }

    /** Takes a resource away. */
    Accepted delete(String path, Map<String, String> query) {
        return AzureErrors.writing(() ->
                accepted(refused(send(HttpMethod.DELETE, url(path, query), Optional.empty(), Optional.empty()), true)));
    }

    /** Waits for the end of a change, asking after it where Azure said to. */
    Ending end(Accepted accepted, Deadline deadline) {
        Optional<String> operation = header(accepted.headers(), "Azure-AsyncOperation");
        if (operation.isEmpty()) {
            return new Ending.Lost("Azure named no operation to ask after");
        }
        if (!isOurs(operation.get())) {
            return new Ending.Lost("the operation is to be asked after elsewhere, at " + host(operation.get()));
        }
        Duration pause = pause(accepted.headers());
        String missed = "";
        while (deadline.pause(pause)) {
            Accepted poll;
            try {
                poll = poll(operation.get());
            } catch (ProviderException e) {
                if (!AzureErrors.isPassing(e.error())) {
                    return new Ending.Lost(e.error().detail());
                }
                // The operation goes on whether or not a question after it is answered.
                missed = ", and the last question after it failed: " + e.error().detail();
                pause = e.error() instanceof ProviderError.Throttled throttled
                        ? throttled.retryAfter().orElse(PAUSE)
                        : pause;
                continue;
            }
            missed = "";
            JsonNode body = poll.body();
            switch (body.path("status").asText("")) {
                case "Succeeded" -> {
                    return new Ending.Succeeded();
                }
                case "Failed" -> {
                    return new Ending.Failed(why(body));
                }
                case "Canceled", "Cancelled" -> {
                    return new Ending.Canceled(why(body));
                }
                default -> pause = pause(poll.headers());
            }
        }
        return new Ending.Lost("it was not done in time" + missed);
    }

    /** The token goes with a question, and it is for nobody else. */
    private boolean isOurs(String url) {
        return url.startsWith(clients.endpoint() + "/");
    }

    /** All of an address that may be told: the rest of it may be signed, and then it is a key. */
    private static String host(String url) {
        try {
            return String.valueOf(URI.create(url).getHost());
        } catch (IllegalArgumentException e) {
            return "what is no address";
        }
    }

    private Accepted poll(String url) {
        return AzureErrors.reading(
                () -> accepted(refused(send(HttpMethod.GET, url, Optional.empty(), Optional.empty()), false)));
    }

    private record Answer(int status, HttpHeaders headers, String text) {
        JsonNode json() {
            if (text.isBlank()) {
                return MissingNode.getInstance();
            }
            try {
                return JSON.readTree(text);
            } catch (JsonProcessingException e) {
                throw new UncheckedIOException("an answer that is not JSON", e);
            }
        }
    }

    private Answer send(HttpMethod method, String url, Optional<JsonNode> body, Optional<String> etag) {
        HttpRequest request = new HttpRequest(method, url);
        request.setHeader(HttpHeaderName.ACCEPT, "application/json");
        etag.ifPresent(value -> request.setHeader(HttpHeaderName.IF_MATCH, value));
        if (method != HttpMethod.GET) {
            request.setHeader(HttpHeaderName.CONTENT_TYPE, "application/json");
            request.setBody(BinaryData.fromString(body.map(JsonNode::toString).orElse("")));
        }
        try (HttpResponse response = clients.pipeline().sendSync(request, Context.NONE)) {
            return new Answer(
                    response.getStatusCode(),
                    response.getHeaders(),
                    response.getBodyAsBinaryData().toString());
        }
    }

    private static Answer refused(Answer answer, boolean write) {
        if (answer.status() < 400) {
            return answer;
        }
        JsonNode error = error(answer);
        throw new ProviderException(AzureErrors.answered(
                answer.status(),
                error.path("code").asText(""),
                error.path("message").asText(""),
                answer.headers(),
                write));
    }

    /** Of whatever is in front of the resource manager an error may be anything. */
    private static JsonNode error(Answer answer) {
        try {
            return answer.json().path("error");
        } catch (UncheckedIOException e) {
            return MissingNode.getInstance();
        }
    }

    private static Accepted accepted(Answer answer) {
        return new Accepted(answer.status(), answer.headers(), answer.json());
    }

    private static ObjectNode object(Answer answer) {
        if (answer.json() instanceof ObjectNode object) {
            return object;
        }
        throw new ProviderException(new ProviderError.Unavailable("Azure answered without an object"));
    }

    /** All that the service says, its details being the part that tells. */
    private static String why(JsonNode operation) {
        StringBuilder why = new StringBuilder(operation.at("/error/code").asText("no code"));
        operation
                .at("/error/details")
                .forEach(detail -> why.append(", ").append(detail.path("code").asText()));
        return why.append(": ").append(operation.at("/error/message").asText()).toString();
    }

    private String url(String path, Map<String, String> query) {
        StringBuilder url = new StringBuilder(clients.endpoint()).append(path);
        String separator = "?";
        for (Map.Entry<String, String> parameter : query.entrySet()) {
            url.append(separator)
                    .append(parameter.getKey())
                    .append('=')
                    .append(URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8)
                            .replace("+", "%20"));
            separator = "&";
        }
        return url.toString();
    }

    private static Duration pause(HttpHeaders headers) {
        Duration said = AzureErrors.retryAfter(headers).orElse(PAUSE);
        return said.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : said;
    }

    private static Optional<String> header(HttpHeaders headers, String name) {
        return Optional.ofNullable(headers.getValue(HttpHeaderName.fromString(name)));
    }
}
