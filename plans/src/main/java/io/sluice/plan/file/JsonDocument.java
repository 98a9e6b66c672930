package io.sluice.plan.file;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;

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
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private JsonDocument() {}

    static JsonNode read(String text) throws MalformedPlan {
        try (JsonParser parser = STRICT.createParser(text)) {
            try {
                JsonNode tree = STRICT.readTree(parser);
                if (parser.nextToken() != null) {
                    throw at(parser, "something follows the plan; a file holds one document");
                }
                return tree;
            } catch (StreamConstraintsException | NumberFormatException beyond) {
                throw at(parser, Bounds.IN_WORDS);
            } catch (JsonProcessingException broken) {
                throw at(parser, broken.getLocation(), broken.getOriginalMessage());
            }
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected); // a text in memory is always there
        }
    }

    private static MalformedPlan at(JsonParser parser, String message) {
        return at(parser, parser.currentLocation(), message);
    }

    private static MalformedPlan at(JsonParser parser, JsonLocation place, String message) {
        String pointer = parser.getParsingContext().pathAsPointer().toString();
        return MalformedPlan.at(pointer, place.getLineNr(), place.getColumnNr(), message);
    }
}
