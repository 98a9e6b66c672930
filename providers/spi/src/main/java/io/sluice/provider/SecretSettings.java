package io.sluice.provider;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import java.io.IOException;
import java.io.Serial;
import java.nio.file.Path;

/**
 * Reads where a secret is kept. Whatever else stands there may be the secret itself, name or value, so no complaint repeats any
 * of it; Jackson's own would.
 */
final class SecretSettings extends StdDeserializer<Secret> {
    @Serial
    private static final long serialVersionUID = 1;

    private static final String SENTENCE =
            "a secret is written {env: VARIABLE} or {file: /path}, one of the two, and never itself";

    SecretSettings() {
        super(Secret.class);
    }

    @Override
    public Secret deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        JsonNode written = context.readTree(parser);
        try {
            if (written.size() == 1 && written.path("env").isTextual()) {
                return new Secret.Env(written.path("env").textValue());
            }
            if (written.size() == 1 && written.path("file").isTextual()) {
                return new Secret.InFile(Path.of(written.path("file").textValue()));
            }
        } catch (IllegalArgumentException e) {
            // Neither a variable's name nor a path.
        }
        return context.reportInputMismatch(this, SENTENCE);
    }
}
