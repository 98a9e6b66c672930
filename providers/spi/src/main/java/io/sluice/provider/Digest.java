package io.sluice.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Stands for a content where the cloud has no revision of its own.
 *
 * <p>Plans keep digests in their baselines, so what a content's digest is stays so for ever.
 */
public final class Digest {
    private static final int BYTES = 16;
    private static final JsonMapper SORTED = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private Digest() {}

    /** Of what a cloud answered: nobody promises that the fields of an object always come in one order. */
    public static String of(JsonNode content) {
        try {
            return ofText(SORTED.writeValueAsString(SORTED.treeToValue(content, Object.class)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("JSON can be written", e);
        }
    }

    /** Of what is in one form already: the order of fields counts. */
    public static String ofCanonical(JsonNode content) {
        return ofText(content.toString());
    }

    private static String ofText(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
