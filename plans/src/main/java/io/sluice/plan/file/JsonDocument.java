package io.sluice.plan.file;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** One JSON document (RFC 8259), read as strictly as it is written there. */
final class JsonDocument {
    private static final JsonMapper STRICT = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(Bounds.LEVELS)
                            .maxNumberLength(Bounds.NUMBER_CHARACTERS)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private JsonDocument() {}

    static JsonNode read(String text) throws MalformedPlan {
        try {
            return STRICT.readTree(text);
        } catch (StreamConstraintsException beyond) {
            throw at(beyond.getLocation(), Bounds.IN_WORDS);
        } catch (JsonParseException broken) {
            throw at(broken.getLocation(), broken.getOriginalMessage());
        } catch (JsonProcessingException more) {
            throw at(more.getLocation(), "something follows the plan; a file holds one document");
        }
    }

    private static MalformedPlan at(JsonLocation place, String message) {
        return MalformedPlan.at(place.getLineNr(), place.getColumnNr(), message);
    }
}
