package io.sluice.app.openapi;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.app.access.Action;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** With what a call can be refused: always a problem, and each status means the same wherever it comes. */
final class Refusals {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String MEDIA_TYPE = "application/problem+json";

    private static final Map<Integer, String> WHY = Map.ofEntries(
            entry(400, "The request cannot be read, or a parameter cannot be used; nothing was done."),
            entry(401, "Nobody is known by what was shown; send `Authorization: Bearer …`."),
            entry(403, "Whoever asks may not do this, or a page of another site asked."),
            entry(404, "There is no such thing, or it is not there for whoever asks."),
            entry(406, "No answer of this call has a type that `Accept` allows."),
            entry(408, "The request did not arrive in time; the connection is closed."),
            entry(409, "The state of the plan, of another one or of the world does not allow it; `detail` says which."),
            entry(410, "It was answered, or is too old."),
            entry(413, "The body is too large."),
            entry(414, "The address is too long."),
            entry(415, "The body is of a type that this call does not take, or packed."),
            entry(422, "It can be read and cannot be done; `faults` has all of what is wrong, each with its place."),
            entry(429, "Too many calls; come again after `Retry-After` seconds. Orders to put back never get this."),
            entry(431, "The headers are too large."),
            entry(500, "Our fault; the log has it under the number in `detail`."),
            entry(503, "Not possible just now; `detail` says whether something may have happened."));

    private static final Map<Integer, Map<String, String>> HEADERS =
            Map.of(401, Map.of("WWW-Authenticate", "`Bearer`"), 429, Map.of("Retry-After", "Seconds to wait."));

    /** Of every call. */
    private static final Set<Integer> ALWAYS = Set.of(400, 403, 406, 414, 431, 500, 503);

    /** Of calls that somebody has to be let in to. */
    private static final Set<Integer> AT_THE_DOOR = Set.of(401, 429);

    /** Of calls that bring something. */
    private static final Set<Integer> OF_BODIES = Set.of(408, 413, 415);

    private Refusals() {}

    /**
     * The statuses of one call.
     *
     * @param needs empty where nobody has to say who they are
     */
    static SortedSet<Integer> of(Optional<Action> needs, boolean takesBody, boolean namesOne, int[] own) {
        SortedSet<Integer> all = new TreeSet<>(ALWAYS);
        needs.ifPresent(action -> {
            all.addAll(AT_THE_DOOR);
            if (action == Action.REVERT) {
                all.remove(429);
            }
        });
        if (takesBody) {
            all.addAll(OF_BODIES);
        }
        if (namesOne) {
            all.add(404);
        }
        for (int status : own) {
            all.add(status);
        }
        return all;
    }

    static ObjectNode reference(int status) {
        return JSON.objectNode().put("$ref", "#/components/responses/" + name(status));
    }

    /** What any of them says. */
    static ObjectNode content() {
        ObjectNode content = JSON.objectNode();
        content.withObjectProperty(MEDIA_TYPE).set("schema", Schemas.reference("Problem"));
        return content;
    }

    /** All of them, as components. */
    static ObjectNode components() {
        ObjectNode responses = JSON.objectNode();
        new TreeMap<>(WHY).forEach((status, why) -> {
            ObjectNode response = JSON.objectNode().put("description", why);
            Map<String, String> headers = HEADERS.getOrDefault(status, Map.of());
            headers.forEach((header, says) -> response.withObjectProperty("headers")
                    .withObjectProperty(header)
                    .put("description", says)
                    .set("schema", JSON.objectNode().put("type", "string")));
            response.set("content", content());
            responses.set(name(status), response);
        });
        return responses;
    }

    private static String name(int status) {
        if (!WHY.containsKey(status)) {
            throw new IllegalArgumentException("nobody has said what " + status + " means");
        }
        return "Problem" + status;
    }
}
