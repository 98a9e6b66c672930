package io.sluice.app.notify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** JSON of what is told: the same text for the same values, since it is signed, and tests hold it to a letter. */
final class NoticeJson {
    // A row may have been written by a newer node of the same cluster.
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private NoticeJson() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static JsonNode tree(Object value) {
        return MAPPER.valueToTree(value);
    }

    static String text(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot be written: " + e.getOriginalMessage(), e);
        }
    }

    /**
     * What was kept.
     *
     * @throws IllegalArgumentException if it is nothing of the kind
     */
    static Telling read(String text) {
        try {
            Telling telling = MAPPER.readValue(text, Telling.class);
            if (telling == null || telling.plan() == null) {
                throw new IllegalArgumentException("nothing that could be told");
            }
            return telling;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot be read: " + e.getOriginalMessage(), e);
        }
    }
}
