package io.sluice.sandbox.azure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.sluice.sandbox.http.Reply;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the resource manager answers.
 *
 * @param body missing where there is none
 */
public record ArmAnswer(int status, Map<String, String> headers, JsonNode body) {
    public ArmAnswer {
        headers = Map.copyOf(headers);
    }

    public ArmAnswer(int status, JsonNode body) {
        this(status, Map.of(), body);
    }

    /** Nothing but the word that it goes on. */
    public static ArmAnswer accepted() {
        return new ArmAnswer(202, MissingNode.getInstance());
    }

    /** The same with more headers. */
    public ArmAnswer with(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.putAll(more);
        return new ArmAnswer(status, all, body);
    }

    Reply reply() {
        Map<String, String> all = new LinkedHashMap<>(headers);
        byte[] bytes = body.isMissingNode() ? new byte[0] : body.toString().getBytes(StandardCharsets.UTF_8);
        if (bytes.length > 0) {
            all.put("Content-Type", "application/json; charset=utf-8");
        }
        return new Reply.Answer(status, all, bytes);
    }
}
