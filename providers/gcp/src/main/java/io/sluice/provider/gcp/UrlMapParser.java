package io.sluice.provider.gcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.api.gax.httpjson.HttpResponseParser;
import com.google.api.gax.httpjson.RestSerializationException;
import com.google.protobuf.TypeRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;

/** Takes an answer as the JSON that it is, so that no field of it is lost. */
final class UrlMapParser implements HttpResponseParser<ObjectNode> {
    private static final JsonMapper JSON = new JsonMapper();

    /** Google's own types are not asked for, so there is nothing to look up. */
    private interface Source {
        JsonNode read() throws IOException;
    }

    @Override
    public ObjectNode parse(InputStream content) {
        return parsed(() -> JSON.readTree(content));
    }

    @Override
    public ObjectNode parse(InputStream content, TypeRegistry registry) {
        return parse(content);
    }

    @Override
    public ObjectNode parse(Reader content, TypeRegistry registry) {
        return parsed(() -> JSON.readTree(content));
    }

    private static ObjectNode parsed(Source source) {
        try {
            if (source.read() instanceof ObjectNode object) {
                return object;
            }
        } catch (IOException e) {
            throw new RestSerializationException("the answer is not JSON", e);
        }
        return JsonNodeFactory.instance.objectNode();
    }

    @Override
    public String serialize(ObjectNode content) {
        return content.toString();
    }
}
