package io.sluice.outbound;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.provider.Secret;
import java.nio.file.Path;

/** Where an outlet leads: written down, or kept as a secret, since whoever knows the URL of a chat's webhook can write there. */
public sealed interface OutletUrl {
    /** The URL as it is at this moment. */
    String read();

    /** Written in the settings. */
    record Written(String url) implements OutletUrl {
        public Written {
            OutboundUrl.of(url); // faults are found at the start
        }

        @Override
        public String read() {
            return url;
        }
    }

    /** Named in the settings; read at each use, so that one that was renewed needs no restart. */
    record Kept(Secret secret) implements OutletUrl {
        @Override
        public String read() {
            return secret.read();
        }
    }

    /** The settings as written: a text, or {@code {env: …}} or {@code {file: …}}. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static OutletUrl of(JsonNode written) {
        if (written.isTextual()) {
            return new Written(written.textValue());
        }
        if (written.isObject() && written.size() == 1 && written.path("env").isTextual()) {
            return new Kept(new Secret.Env(written.get("env").textValue()));
        }
        if (written.isObject() && written.size() == 1 && written.path("file").isTextual()) {
            return new Kept(new Secret.InFile(Path.of(written.get("file").textValue())));
        }
        throw new IllegalArgumentException("url is a text, {env: VARIABLE} or {file: /path}");
    }
}
